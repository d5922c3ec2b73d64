// The permissions of a new file.
const { NumberIsInteger, RangeError, TypeError } = primordials;
const { codedError } = require('core/errors');

const UNSPECIFIED = -1;
const GREATEST = 0o7777;

/** @returns {number} permission bits, or -1 for the system's usual ones */
function toMode(value, context) {
  if (value === undefined) return UNSPECIFIED;
  if (typeof value !== 'number') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context} must be a number such as 0o644`);
  if (!NumberIsInteger(value) || value < 0 || value > GREATEST) {
    throw codedError(RangeError, 'ERR_OUT_OF_RANGE', `${context} must be an integer from 0 to 0o7777, not ${value}`);
  }
  return value;
}

module.exports = { toMode };
