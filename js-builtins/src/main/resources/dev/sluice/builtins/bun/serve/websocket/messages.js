// What may be sent, and how it gets to Java: text, bytes, or a Blob in memory. Of what is none of these Bun sends String(value); we take
// numbers and the like so, but no objects, of which nobody wants to send «[object Object]».
const { RangeError, StringPrototypeToWellFormed, TypeError } = primordials;
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');

/** Java's answer to a control frame with more than 125 bytes. */
const TOO_LONG = -2;

function typeError(message) {
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', message);
}

/** @returns {string|undefined} the text to be sent; undefined for bytes and Blobs */
function textOf(value, context) {
  if (typeof value === 'string') return StringPrototypeToWellFormed(value);
  if (isObject(value)) return undefined;
  if (value === undefined || value === null || typeof value === 'symbol') throw typeError(`${context}: there is no message`);
  return `${value}`;
}

/** @returns {BlobSlots|undefined} of a Blob, whose bytes must be in memory */
function blobOf(value, context) {
  const blobs = require.ifLoaded('file/Blob');
  if (blobs === undefined || !blobs.isBlob(value)) return undefined;
  const slots = blobs.slotsOf(value);
  if (!slots.store.inMemory()) throw typeError(`${context}: the bytes of a file have to be read first, by await file.bytes()`);
  return slots;
}

function refuse(context) {
  return typeError(`${context}: the message is neither a string nor bytes. Objects are sent as JSON.stringify(object)`);
}

/** @returns {number} bytes; -1 if they wait; 0 if they were dropped */
function send(native, value, compress, context) {
  const text = textOf(value, context);
  return text === undefined ? sendBytes(native, value, compress, context) : native.sendText(text, compress);
}

function sendBytes(native, value, compress, context) {
  if (isBufferSource(value)) return native.sendBytes(bufferOf(value), byteOffsetOf(value), byteLengthOf(value), compress);
  const blob = blobOf(value, context);
  if (blob === undefined) throw refuse(context);
  return native.sendStore(blob.store, blob.offset, blob.length, compress);
}

/** @param {object} native a server's WebSockets, or one of them, which does not get it then */
function publish(native, topic, value, compress, context) {
  const text = textOf(value, context);
  return text === undefined ? publishBytes(native, topic, value, compress, context) : native.publishText(topic, text, compress);
}

function publishBytes(native, topic, value, compress, context) {
  let bytes = value;
  if (!isBufferSource(bytes)) {
    const blob = blobOf(value, context);
    if (blob === undefined) throw refuse(context);
    bytes = require('core/hostBytes').ownHostBytes(blob.store.bytesNow(blob.offset, blob.length));
  }
  return native.publishBytes(topic, bufferOf(bytes), byteOffsetOf(bytes), byteLengthOf(bytes), compress);
}

/** A ping or a pong. */
function sendControl(native, isPing, value, context) {
  let result;
  if (value === undefined || value === null) {
    result = native.controlText(isPing, '');
  } else if (isObject(value) && isBufferSource(value)) {
    result = native.controlBytes(isPing, bufferOf(value), byteOffsetOf(value), byteLengthOf(value));
  } else if (typeof value === 'string') {
    result = native.controlText(isPing, StringPrototypeToWellFormed(value));
  } else {
    throw typeError(`${context}: the payload is neither a string nor bytes`);
  }
  if (result === TOO_LONG) throw codedError(RangeError, 'ERR_OUT_OF_RANGE', `${context}: a payload has 125 bytes at most`);
  return result;
}

function toCompress(value, context) {
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw typeError(`${context}: compress must be true or false`);
  return value;
}

function toTopic(value, context) {
  if (typeof value !== 'string' || value === '') throw typeError(`${context}: the topic must be a string that is not empty`);
  return value;
}

module.exports = { publish, publishBytes, send, sendBytes, sendControl, toCompress, toTopic, typeError };
