// Bodies to forms: multipart/form-data (RFC 7578), which Java reads, and application/x-www-form-urlencoded (URL §5.1).
//
// Files of a form that is in memory are ranges of it. Of a form that comes from elsewhere, small files are kept in memory and large ones
// in a temporary file that nobody sees (docs/forms.md).
const { ArrayBuffer, ArrayBufferPrototypeGetByteLength, Promise, PromiseReject } = primordials;
const { TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteLength, TypedArrayPrototypeGetByteOffset } = primordials;
const { isolate } = require('core/isolate');
const { fromHost } = require('core/errors');
const { formDataKindOf } = require('form/kind');
const { FormDataSlots } = require('xhr/FormData');
const { Entry } = require('xhr/entry');

const MULTIPART = 'multipart';

/** FormData slots of a form that Java has read. */
function formDataOf(form) {
  const slots = new FormDataSlots();
  const { entries } = slots;
  const size = form.size();
  for (let i = 0; i < size; i++) {
    const text = form.text(i);
    entries[i] = new Entry(form.name(i), text ?? fileOf(form, i));
  }
  return slots;
}

function fileOf(form, i) {
  const { BlobSlots, toBlobType } = require('file/BlobSlots');
  const { createFile } = require('file/File');
  const type = toBlobType(form.type(i));
  return createFile(new BlobSlots(form.store(i), form.offset(i), form.length(i), type), form.filename(i), type);
}

/** FormData slots of an urlencoded text. */
function formDataOfUrlencoded(text) {
  const { parseUrlencoded } = require('url/URLSearchParams');
  const slots = new FormDataSlots();
  const { entries } = slots;
  const list = parseUrlencoded(text);
  for (let i = 0; i < list.length; i += 2) entries[entries.length] = new Entry(list[i], list[i + 1]);
  return slots;
}

/** FormData slots of urlencoded bytes that Java holds in a buffer; «UTF-8 decode without BOM», which keeps one. */
function formDataOfBuffer(hostBuffer) {
  const buffer = new ArrayBuffer(hostBuffer);
  return formDataOfUrlencoded(internal.text.decodeUtf8(buffer, 0, ArrayBufferPrototypeGetByteLength(buffer), false, true));
}

/** FormData slots of what `read` gets of Java, whose errors become a script's. */
function formDataFrom(read) {
  let form;
  try {
    form = read();
  } catch (e) {
    throw fromHost(e);
  }
  return formDataOf(form);
}

/**
 * @param {Uint8Array} bytes copied once, if it is multipart
 * @param {string|null} contentType
 * @returns {FormDataSlots}
 * @throws TypeError, code ERR_FORMDATA_PARSE_ERROR
 */
function parseFormDataBytes(bytes, contentType) {
  const { kind, boundary } = formDataKindOf(contentType);
  const buffer = TypedArrayPrototypeGetBuffer(bytes);
  const offset = TypedArrayPrototypeGetByteOffset(bytes);
  const length = TypedArrayPrototypeGetByteLength(bytes);
  return kind === MULTIPART
    ? formDataFrom(() => internal.form.readBytes(buffer, offset, length, boundary))
    : formDataOfUrlencoded(internal.text.decodeUtf8(buffer, offset, length, false, true));
}

/** As parseFormDataBytes, for the body as a text: one that stands for its UTF-8 bytes. */
function parseFormDataText(text, contentType) {
  const { kind, boundary } = formDataKindOf(contentType);
  return kind === MULTIPART ? formDataFrom(() => internal.form.readText(text, boundary)) : formDataOfUrlencoded(text);
}

/**
 * As parseFormDataBytes, for a Blob. Of one in memory nothing is copied, and the answer is there at once.
 *
 * @param {BlobSlots} blob
 * @param {string|null} [contentType] the Blob's own type by default
 * @param {number} [limit] the greatest number of bytes, -1 for any
 * @returns {FormDataSlots|Promise<FormDataSlots>} a promise if the bytes are not in memory
 */
function parseFormDataBlob(blob, contentType = blob.type, limit = -1) {
  const { store, offset, length } = blob;
  const { kind, boundary } = formDataKindOf(contentType);
  if (!store.inMemory()) return parseFormDataSource(store.source(offset, length), contentType, limit);
  return kind === MULTIPART
    ? formDataFrom(() => internal.form.readStore(store, offset, length, boundary))
    : formDataOfBuffer(store.bytes(offset, length));
}

/**
 * @param {object} source a native source, which is read to its end or cancelled
 * @param {string|null} contentType
 * @param {number} limit the greatest number of bytes, -1 for any
 * @returns {Promise<FormDataSlots>}
 */
function parseFormDataSource(source, contentType, limit) {
  let type;
  try {
    type = formDataKindOf(contentType);
  } catch (e) {
    source.cancel();
    return PromiseReject(e);
  }
  const { hostPromise } = require('core/hostPromise');
  return type.kind === MULTIPART
    ? hostPromise((done) => internal.form.readSource(source, type.boundary, limit, done), formDataOf)
    : hostPromise((done) => internal.streams.collect(source, 'bytes', limit, done), formDataOfBuffer);
}

/** A form that a script's stream brings piece by piece. */
class FormDataParser {
  constructor(contentType, limit) {
    const { kind, boundary } = formDataKindOf(contentType);
    this.isMultipart = kind === MULTIPART;
    try {
      this.sink = this.isMultipart ? internal.form.pieces(boundary, limit) : internal.streams.collector(limit);
    } catch (e) {
      throw fromHost(e);
    }
  }

  /**
   * Takes bytes, which are copied during the call.
   *
   * @param {Uint8Array} bytes
   * @returns {Promise<void>|undefined} a promise if large files go to disk: nothing may be called until it is settled
   * @throws TypeError if they are no form or too many; the parser is of no use any more
   */
  push(bytes) {
    const { sink } = this;
    const buffer = TypedArrayPrototypeGetBuffer(bytes);
    const offset = TypedArrayPrototypeGetByteOffset(bytes);
    const length = TypedArrayPrototypeGetByteLength(bytes);
    try {
      if (!this.isMultipart) {
        sink.addBytes(buffer, offset, length);
        return undefined;
      }
      let settle;
      if (sink.push(buffer, offset, length, (error) => settle(error))) return undefined;
      return new Promise((resolve, reject) => {
        settle = (error) => (error === undefined || error === null ? resolve(undefined) : reject(fromHost(error)));
      });
    } catch (e) {
      throw fromHost(e);
    }
  }

  /** @returns {FormDataSlots} */
  finish() {
    const { sink } = this;
    return this.isMultipart ? formDataFrom(() => sink.finish()) : formDataOfBuffer(sink.bytes());
  }

  /** Frees what there is; not while a push is unanswered. */
  abort() {
    if (this.isMultipart) this.sink.abort();
    else this.sink.clear();
  }
}

isolate(FormDataParser);

/** @throws TypeError, code ERR_FORMDATA_PARSE_ERROR, if `contentType` names no form */
function createFormDataParser(contentType, limit) {
  return new FormDataParser(contentType, limit);
}

module.exports = {
  createFormDataParser,
  formDataOf,
  parseFormDataBlob,
  parseFormDataBytes,
  parseFormDataSource,
  parseFormDataText,
};
