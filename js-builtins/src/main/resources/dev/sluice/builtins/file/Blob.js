// Blob (File API §3, https://w3c.github.io/FileAPI/#blob-section): a handle on bytes that lie elsewhere, in memory, in files, or in
// several of these one after the other. It is a store, which Java holds and which never changes, and a range of it: a slice copies
// nothing.
//
// json() and formData() are of no standard; Bun has them on every Blob.
const { PromiseReject } = primordials;
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, toDOMString, toInteger } = require('webidl/convert');
const { defineSerializable } = require('html/serializable');
const { BLOB, FILE, BlobSlots, blobSize, sliceBlob, toBlobType } = require('file/BlobSlots');
const { blobArrayBuffer, blobBytes, blobFormData, blobJson, blobStream, blobText } = require('file/read');
const { readBlob } = require('file/readNoted');

const clamp = { __proto__: null, clamp: true };

let slotsOf, isBlob, wrapPlainBlob;

class Blob {
  #slots;

  static {
    isBlob = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isBlob(o)) throw illegalInvocation('Blob');
      return o.#slots;
    };
    wrapPlainBlob = (slots) => new Blob(internalConstruct, slots);
  }

  constructor(blobParts = undefined, options = {}) {
    let slots = options;
    if (blobParts !== internalConstruct) {
      const { processBlobParts, toBlobParts, toBlobPropertyBag } = require('file/blobParts');
      const parts = blobParts === undefined ? [] : toBlobParts(blobParts, 'Blob constructor: blobParts');
      slots = processBlobParts(parts, toBlobPropertyBag(options, 'Blob constructor: options'));
    }
    this.#slots = slots;
    slots.wrapper = this;
  }

  /** In bytes. Of files: as many as there are now, 0 for one that is missing. */
  get size() {
    return blobSize(slotsOf(this));
  }

  /** A MIME type in lower case, or the empty string where it is not known. */
  get type() {
    return slotsOf(this).type;
  }

  slice(start = undefined, end = undefined, contentType = undefined) {
    const slots = slotsOf(this);
    const from = start === undefined ? 0 : toInteger(start, 'Blob.slice: start', 64, true, clamp);
    const to = end === undefined ? undefined : toInteger(end, 'Blob.slice: end', 64, true, clamp);
    const type = contentType === undefined ? '' : toBlobType(toDOMString(contentType, 'Blob.slice: contentType'));
    return wrapBlob(sliceBlob(slots, from, to, type));
  }

  /** @returns {ReadableStream} a new byte stream; nothing is opened or read before somebody reads from it */
  stream() {
    const slots = slotsOf(this);
    return require('streams/readable/ReadableStream').wrapReadableStream(blobStream(slots));
  }

  /** @returns {ReadableStream} of strings: the bytes decoded as UTF-8 */
  textStream() {
    const slots = slotsOf(this);
    const { textStreamOf } = require('encoding/textStream');
    return require('streams/readable/ReadableStream').wrapReadableStream(textStreamOf(blobStream(slots)));
  }

  /** Each of these answers with a promise that is fulfilled already where the bytes are in memory. */
  text() {
    return isBlob(this) ? readBlob(this.#slots, blobText) : refuse();
  }

  arrayBuffer() {
    return isBlob(this) ? readBlob(this.#slots, blobArrayBuffer) : refuse();
  }

  bytes() {
    return isBlob(this) ? readBlob(this.#slots, blobBytes) : refuse();
  }

  json() {
    return isBlob(this) ? readBlob(this.#slots, blobJson) : refuse();
  }

  formData() {
    return isBlob(this) ? readBlob(this.#slots, blobFormData) : refuse();
  }
}

function refuse() {
  return PromiseReject(illegalInvocation('Blob'));
}

/** The object that scripts see for `slots`: a Blob, a File or a BunFile. Made when first asked for. */
function wrapBlob(slots) {
  if (slots.wrapper !== undefined) return slots.wrapper;
  if (slots.kind === BLOB) return wrapPlainBlob(slots);
  return slots.kind === FILE ? require('file/File').wrapFile(slots) : require('bun/BunFile').wrapBunFile(slots);
}

// The clone shares the store, which nobody can change. File and BunFile say for themselves how they are cloned.
defineSerializable(
  isBlob,
  'Blob',
  (value, serialized) => {
    serialized.slots = slotsOf(value);
  },
  ({ slots }) => wrapBlob(new BlobSlots(slots.store, slots.offset, slots.length, slots.type)),
);

module.exports = {
  Blob: defineInterface(Blob),
  BlobSlots,
  isBlob,
  slotsOf,
  wrapBlob,
};
