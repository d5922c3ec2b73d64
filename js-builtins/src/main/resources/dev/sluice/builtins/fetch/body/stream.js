// `.body`: the stream of a body, made when somebody looks.
const {
  Error,
  StringPrototypeToWellFormed,
  Uint8Array,
} = primordials;
const { BLOB, BYTES, EMPTY, ERROR, LOCKED, LOOK, NULL, STRING, USED, advance } = require('fetch/body/BodySlots');

/** The bytes of a text; what UTF-8 cannot write becomes U+FFFD here and not before. */
function encode(text) {
  return require('encoding/TextEncoder').encodeUtf8(StringPrototypeToWellFormed(text));
}

/** Bytes that whoever gets them may keep: those of the body itself, unless another body has them too. */
function ownBytes(bytes, isShared) {
  return isShared ? require('core/hostBytes').copyOfBytes(bytes) : bytes;
}

/**
 * A stream of bytes in memory. It is made of a Blob, so that whoever gets it, another body for one, finds the bytes again.
 *
 * @returns {object} stream slots
 */
function streamOfMemory(blob) {
  return require('streams/readable/native').createBlobReadableStream(blob);
}

function openStream() {
  return require('streams/readable/ReadableStream').createReadableByteStream(undefined, undefined, undefined);
}

/** @returns {object} slots of a stream that is closed already */
function closedStream() {
  const stream = openStream();
  require('streams/readable/ReadableByteStreamController').readableByteStreamControllerClose(stream.controller);
  return stream;
}

/** The stream of a body that was read without one: closed, and locked as if by the reader that read it. */
function spentStream() {
  const stream = closedStream();
  stream.disturbed = true;
  require('streams/readable/ReadableStreamDefaultReader').acquireReadableStreamDefaultReader(stream);
  return stream;
}

function erroredStream(error) {
  const stream = openStream();
  stream.controller.error(error);
  return stream;
}

function makeStream(state, value) {
  switch (state) {
    case EMPTY:
      return closedStream();
    case STRING:
      return streamOfMemory(require('file/create').createTextBlob(value, ''));
    case BYTES:
      return streamOfMemory(require('file/create').createBytesBlob(value, ''));
    case BLOB:
      return require('file/read').blobStream(value);
    case USED:
      return spentStream();
    case ERROR:
      return erroredStream(value);
    default:
      throw new Error(`Internal error: no stream for state ${state}`);
  }
}

/** @returns {object|null} slots of the stream, the same each time; null for a null body */
function bodyStream(body) {
  const { state } = body;
  if (state === NULL) return null;
  if (state !== LOCKED && body.stream === undefined) {
    const value = advance(body, LOOK);
    body.stream = makeStream(state, value);
  }
  return body.stream;
}

module.exports = { bodyStream, closedStream, encode, ownBytes };
