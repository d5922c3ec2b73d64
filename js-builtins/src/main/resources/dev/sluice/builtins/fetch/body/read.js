// Reading a body whole (Fetch §5.2, «consume body»). What is here is answered at once, by a promise that is fulfilled already: no stream,
// no promise chain. A stream goes to streams/consume, a Blob to file/read.
const { JSONParse, PromiseReject, TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteLength, Uint8Array } = primordials;
const { attempt, fulfilled } = require('core/promises');
const { BLOB, BYTES, ERROR, LOCKED, READ, STRING, advance, bodyUsedError, isUnusable } = require('fetch/body/BodySlots');
const { encode, ownBytes } = require('fetch/body/stream');
const { isWatched, noteWay } = require('streams/consume/way');
const { text: codec } = internal;

/** «UTF-8 decode»: a byte order mark is taken off, what is malformed becomes U+FFFD. */
function decode(bytes) {
  return codec.decodeUtf8(TypedArrayPrototypeGetBuffer(bytes), 0, TypedArrayPrototypeGetByteLength(bytes), false, false);
}

/** Takes the value of a string body or of a bytes body, which is used from then on. */
function take(body) {
  const value = advance(body, READ);
  if (isWatched()) note(value);
  return value;
}

function note(value) {
  if (typeof value === 'string') noteWay('String', 'static', value.length, '');
  else noteWay('Bytes', 'static', TypedArrayPrototypeGetByteLength(value), '');
}

/**
 * Reads a body that is neither a string nor bytes.
 *
 * @param {string} kind what to make of it, as consumeStream has it
 * @param {(blob: object) => Promise} ofBlob reads the slots of a Blob
 * @param {() => *} ofNothing what no bytes are; may throw
 * @param {*} type for kind blob its type, for formData the MIME type
 */
function readOther(body, kind, ofBlob, ofNothing, type = undefined) {
  if (isUnusable(body)) return PromiseReject(bodyUsedError());
  const { state } = body;
  const value = advance(body, READ);
  switch (state) {
    case LOCKED:
      return readStream(body.stream, kind, type);
    case BLOB:
      return require('file/readNoted').readBlob(value, ofBlob, type);
    case ERROR:
      return PromiseReject(value);
    default:
      if (isWatched()) noteWay('Empty', 'static', 0, '');
      return attempt(ofNothing, type);
  }
}

/** Reads the stream of a body, which stays locked for good. */
function readStream(stream, kind, type) {
  const { consumeStream } = require('streams/consume/consume');
  return consumeStream(stream, kind, { __proto__: null, limit: internal.limits.maxBodySize, type, operation: kind, keepLocked: true });
}

const blobText = (blob) => require('file/read').blobText(blob);
const emptyText = () => '';

/** text(): of a string body the string as it came, with lone surrogates and a byte order mark. @returns {Promise<string>} */
function bodyText(body) {
  const { state } = body;
  if (state === STRING) return fulfilled(take(body));
  if (state === BYTES) return fulfilled(decode(take(body)));
  return readOther(body, 'text', blobText, emptyText);
}

const blobJson = (blob) => require('file/read').blobJson(blob);
const emptyJson = () => JSONParse('');

/** json(): rejects with the SyntaxError of JSON.parse. */
function bodyJson(body) {
  const { state } = body;
  if (state === STRING) return attempt(JSONParse, take(body));
  if (state === BYTES) return attempt(JSONParse, decode(take(body)));
  return readOther(body, 'json', blobJson, emptyJson);
}

const blobBytes = (blob) => require('file/read').blobBytes(blob);
const emptyBytes = () => new Uint8Array(0);

/** bytes(). @returns {Promise<Uint8Array>} on a buffer of its own, the body's where nobody shares that */
function bodyBytes(body) {
  const { state } = body;
  if (state === BYTES) return fulfilled(ownBytes(take(body), body.isShared));
  if (state === STRING) return fulfilled(encode(take(body)));
  return readOther(body, 'bytes', blobBytes, emptyBytes);
}

const blobArrayBuffer = (blob) => require('file/read').blobArrayBuffer(blob);
const emptyBuffer = () => TypedArrayPrototypeGetBuffer(new Uint8Array(0));

/** arrayBuffer(): likewise. @returns {Promise<ArrayBuffer>} */
function bodyArrayBuffer(body) {
  const { state } = body;
  if (state === BYTES) return fulfilled(TypedArrayPrototypeGetBuffer(ownBytes(take(body), body.isShared)));
  if (state === STRING) return fulfilled(TypedArrayPrototypeGetBuffer(encode(take(body))));
  return readOther(body, 'arrayBuffer', blobArrayBuffer, emptyBuffer);
}

const makeBlob = (slots) => require('file/Blob').wrapBlob(slots);
/** A Blob of the same bytes, which the two share. */
const retypedBlob = (blob, type) => {
  const { BlobSlots } = require('file/Blob');
  return fulfilled(makeBlob(new BlobSlots(blob.store, blob.offset, blob.length, type)));
};
const emptyBlob = (type) => makeBlob(require('file/create').createBytesBlob(new Uint8Array(0), type));

/** blob(). @param {string} type the MIME type, in lower case; '' if there is none. @returns {Promise<Blob>} */
function bodyBlob(body, type) {
  const { state } = body;
  if (state === STRING) return fulfilled(makeBlob(require('file/create').createTextBlob(take(body), type)));
  if (state === BYTES) return fulfilled(makeBlob(require('file/create').createBytesBlob(take(body), type)));
  return readOther(body, 'blob', retypedBlob, emptyBlob, type);
}

module.exports = { bodyArrayBuffer, bodyBlob, bodyBytes, bodyJson, bodyText, readOther, take };
