// FileReaderSync (File API §6.5, https://w3c.github.io/FileAPI/#FileReaderSync). It blocks the thread while a file is read; the standard
// gives it to workers, which may be blocked; a program's own thread is here what a worker is there.
const { TypeError } = primordials;
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toDOMString } = require('webidl/convert');
const { fromHost } = require('core/errors');
const { ownHostBytes } = require('core/hostBytes');
const { isBlob, slotsOf } = require('file/Blob');
const { packageData, toReadError } = require('file/packageData');

let isFileReaderSync;

class FileReaderSync {
  /** A reader has no state: the field is only its brand. */
  #brand;

  static {
    isFileReaderSync = (o) => isObject(o) && #brand in o;
  }

  constructor() {}

  readAsArrayBuffer(blob) {
    return read(this, arguments.length, blob, 'ArrayBuffer', undefined);
  }

  readAsBinaryString(blob) {
    return read(this, arguments.length, blob, 'BinaryString', undefined);
  }

  readAsText(blob, encoding = undefined) {
    return read(this, arguments.length, blob, 'Text', encoding);
  }

  readAsDataURL(blob) {
    return read(this, arguments.length, blob, 'DataURL', undefined);
  }
}

function read(reader, length, blob, kind, encoding) {
  if (!isFileReaderSync(reader)) throw illegalInvocation('FileReaderSync');
  const context = `FileReaderSync.readAs${kind}`;
  requireArguments(length, 1, context);
  if (!isBlob(blob)) throw new TypeError(`${context}: blob is not a Blob`);
  const label = encoding === undefined ? undefined : toDOMString(encoding, `${context}: encoding`);
  const slots = slotsOf(blob);
  return packageData(bytesNow(slots), kind, slots.type, label);
}

/** @returns {Uint8Array} of the caller's own. @throws {DOMException} NotFoundError or NotReadableError */
function bytesNow({ store, offset, length }) {
  try {
    return ownHostBytes(store.bytesNow(offset, length));
  } catch (e) {
    throw toReadError(fromHost(e));
  }
}

module.exports = { FileReaderSync: defineInterface(FileReaderSync) };
