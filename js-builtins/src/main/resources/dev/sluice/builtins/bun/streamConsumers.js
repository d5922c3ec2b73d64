// Bun.readableStreamToText and its kin: a whole stream as one value. What they share with stream.text() is in streams/consume.
const { TypeError } = primordials;
const { codedError } = require('core/errors');
const { isReadableStream, slotsOf } = require('streams/readable/ReadableStream');
const { consumeStream } = require('streams/consume/consume');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');

function consume(stream, kind, operation, type = '') {
  if (!isReadableStream(stream)) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `Bun.${operation}: the argument is not a ReadableStream`);
  }
  return consumeStream(slotsOf(stream), kind, { __proto__: null, operation: `Bun.${operation}`, type });
}

/** @returns {Promise<string>} */
const readableStreamToText = (stream) => consume(stream, 'text', 'readableStreamToText');

/** @returns {Promise} of the value that the text is the JSON of */
const readableStreamToJSON = (stream) => consume(stream, 'json', 'readableStreamToJSON');

/** @returns {Promise<Uint8Array>} */
const readableStreamToBytes = (stream) => consume(stream, 'bytes', 'readableStreamToBytes');

/** @returns {Promise<ArrayBuffer>} */
const readableStreamToArrayBuffer = (stream) => consume(stream, 'arrayBuffer', 'readableStreamToArrayBuffer');

/** @returns {Promise<Blob>} */
const readableStreamToBlob = (stream) => consume(stream, 'blob', 'readableStreamToBlob');

/** @returns {Promise<Array>} of the chunks, as they come */
const readableStreamToArray = (stream) => consume(stream, 'array', 'readableStreamToArray');

/**
 * @param {ReadableStream} stream
 * @param {string|BufferSource} [boundary] of multipart/form-data; without it the stream is read as application/x-www-form-urlencoded
 * @returns {Promise<FormData>}
 */
function readableStreamToFormData(stream, boundary = undefined) {
  return consume(stream, 'formData', 'readableStreamToFormData', contentType(boundary));
}

function contentType(boundary) {
  if (boundary === undefined) return 'application/x-www-form-urlencoded';
  const text = isBufferSource(boundary)
    ? internal.text.decodeUtf8(bufferOf(boundary), byteOffsetOf(boundary), byteLengthOf(boundary), false, true)
    : `${boundary}`;
  return `multipart/form-data; boundary="${text}"`;
}

module.exports = {
  readableStreamToArray,
  readableStreamToArrayBuffer,
  readableStreamToBlob,
  readableStreamToBytes,
  readableStreamToFormData,
  readableStreamToJSON,
  readableStreamToText,
};
