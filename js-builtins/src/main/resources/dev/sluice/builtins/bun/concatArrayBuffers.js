const {
  MathMin,
  MathTrunc,
  NumberIsNaN,
  RangeError,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;
const { codedError } = require('core/errors');
const { toSequence } = require('webidl/convert');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');

const context = 'Bun.concatArrayBuffers';

function toBufferSource(value) {
  if (!isBufferSource(value)) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: each buffer must be an ArrayBuffer or a view on one`);
  }
  return value;
}

function toMaxLength(value) {
  if (value === undefined) return Infinity;
  if (typeof value !== 'number' || NumberIsNaN(value) || value < 0) {
    throw new RangeError(`${context}: maxLength must be a number that is not negative`);
  }
  return value;
}

/**
 * Joins buffers into a new one.
 *
 * @param {Iterable<BufferSource>} buffers
 * @param {number} [maxLength] of the result, in bytes; what is beyond it is left out
 * @param {boolean} [asUint8Array] is the result a Uint8Array instead of an ArrayBuffer?
 */
function concatArrayBuffers(buffers, maxLength = undefined, asUint8Array = false) {
  const sources = toSequence(buffers, `${context}: buffers`, toBufferSource);
  const most = MathTrunc(toMaxLength(maxLength));
  let length = 0;
  for (let i = 0; i < sources.length; i++) length += byteLengthOf(sources[i]);
  const joined = new Uint8Array(MathMin(length, most));
  let offset = 0;
  for (let i = 0; i < sources.length && offset < most; i++) {
    const size = MathMin(byteLengthOf(sources[i]), most - offset);
    TypedArrayPrototypeSet(joined, new Uint8Array(bufferOf(sources[i]), byteOffsetOf(sources[i]), size), offset);
    offset += size;
  }
  return asUint8Array ? joined : TypedArrayPrototypeGetBuffer(joined);
}

module.exports = { concatArrayBuffers };
