// «extract a body» (Fetch §5.2, https://fetch.spec.whatwg.org/#concept-bodyinit-extract) from what a script gives as one.
const {
  ArrayBuffer,
  ArrayBufferIsView,
  ObjectGetPrototypeOf,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;
const { bufferOf, byteLengthOf, byteOffsetOf, isArrayBuffer, isSharedArrayBuffer } = require('webidl/bufferSource');
const { toDOMString } = require('webidl/convert');
const { BLOB, BYTES, EMPTY, STRING, BodySlots, bodyUsedError, createStreamBody, nullBody } = require('fetch/body/BodySlots');

const TEXT = 'text/plain;charset=UTF-8';
const URLENCODED = 'application/x-www-form-urlencoded;charset=UTF-8';

/** From here on bytes are copied by core/hostBytes, which a small body need not load. */
const LARGE = 1 << 16;

const ArrayBufferPrototype = ArrayBuffer.prototype;

function textBody(text, type) {
  return text === '' ? new BodySlots(EMPTY, undefined, type) : new BodySlots(STRING, text, type);
}

/** Bytes are copied, since the script keeps its buffer: once, and never again. */
function bytesBody(source) {
  const length = byteLengthOf(source);
  return length === 0 ? noBytes() : copyBody(new Uint8Array(bufferOf(source), byteOffsetOf(source), length), length);
}

/** The same for a Uint8Array, which needs no view on it to be copied. */
function uint8ArrayBody(source) {
  const length = TypedArrayPrototypeGetLength(source);
  return length === 0 ? noBytes() : copyBody(source, length);
}

function noBytes() {
  return new BodySlots(EMPTY, undefined, null);
}

function copyBody(source, length) {
  if (length >= LARGE) return new BodySlots(BYTES, require('core/hostBytes').copyOfBytes(source), null);
  const bytes = new Uint8Array(length);
  TypedArrayPrototypeSet(bytes, source, 0);
  return new BodySlots(BYTES, bytes, null);
}

/** @throws TypeError if somebody has read or locked it */
function streamBody(stream) {
  if (stream.reader !== undefined || stream.disturbed) throw bodyUsedError('The stream given as a body is locked or has been read');
  return createStreamBody(stream, null);
}

/** An object of one of our own interfaces, or undefined. Nothing is loaded to ask: see require.ifLoaded. */
function bodyOfInterface(value) {
  const streams = require.ifLoaded('streams/readable/ReadableStream');
  if (streams?.isReadableStream(value)) return streamBody(streams.slotsOf(value));
  const blobs = require.ifLoaded('file/Blob');
  if (blobs?.isBlob(value)) {
    const slots = blobs.slotsOf(value);
    return new BodySlots(BLOB, slots, slots.type === '' ? null : slots.type);
  }
  const params = require.ifLoaded('url/URLSearchParams');
  if (params?.isURLSearchParams(value)) return textBody(params.serializeSearchParams(params.slotsOf(value)), URLENCODED);
  const forms = require.ifLoaded('xhr/FormData');
  if (forms?.isFormData(value)) return formDataBody(forms.slotsOf(value));
  return undefined;
}

/** The entries as they are now; the bytes of files among them as they are when the body is read. */
function formDataBody(formData) {
  const { serializeFormData } = require('form/multipart');
  const { parts, type } = serializeFormData(formData);
  if (parts.length === 1 && typeof parts[0] === 'string') return textBody(parts[0], type);
  const builder = internal.blobs.parts();
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (typeof part === 'string') builder.addText(part);
    else builder.addStore(part.store, part.offset, part.length);
  }
  return new BodySlots(BLOB, require('file/BlobSlots').blobOfStore(builder.build(), type), type);
}

/** Anything but null, undefined and a string. */
function extractOther(value) {
  if (typeof value === 'object') {
    if (TypedArrayPrototypeGetSymbolToStringTag(value) === 'Uint8Array') return uint8ArrayBody(value);
    // The prototype says first what is likely: to find that something is no ArrayBuffer takes an exception.
    if (ArrayBufferIsView(value) || (ObjectGetPrototypeOf(value) === ArrayBufferPrototype && isArrayBuffer(value))) return bytesBody(value);
    const body = bodyOfInterface(value);
    if (body !== undefined) return body;
    if (isArrayBuffer(value) || isSharedArrayBuffer(value)) return bytesBody(value);
  }
  if (typeof value === 'object' || typeof value === 'function') {
    // Bun's: async iterables and generator functions are streams.
    const stream = require('streams/direct/bodyStream').bodyStreamFrom(value);
    if (stream !== undefined) return createStreamBody(stream, null);
  }
  return textBody(toDOMString(value, 'The body'), TEXT);
}

/**
 * @param {*} value a BodyInit, null or undefined; also what Bun takes: a SharedArrayBuffer, an async iterable, an async generator function
 * @returns {BodySlots} whose `type` is the Content-Type that it brings, or null; nullBody for null and undefined
 */
function extractBody(value) {
  if (typeof value === 'string') return textBody(value, TEXT);
  return value === null || value === undefined ? nullBody : extractOther(value);
}

module.exports = { extractBody };
