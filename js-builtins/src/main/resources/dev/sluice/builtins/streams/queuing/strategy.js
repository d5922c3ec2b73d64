// QueuingStrategy dictionaries (Streams §7.1) and how the constructors of streams read them (§7.4).
const { RangeError, ReflectApply, TypeError } = primordials;
const { toDictionary, toFunction, toUnrestrictedDouble } = require('webidl/convert');
const { countSize } = require('streams/queuing/sizeFunctions');

/**
 * Converts an argument to a QueuingStrategy dictionary, reading each member once, in the order of Web IDL.
 *
 * @returns {{highWaterMark: number|undefined, size: Function|undefined}|undefined} undefined for an empty dictionary
 */
function toQueuingStrategy(value, context) {
  const strategy = toDictionary(value, context);
  if (strategy === undefined) return undefined;
  const { highWaterMark } = strategy;
  const mark = highWaterMark === undefined ? undefined : toUnrestrictedDouble(highWaterMark, `${context}.highWaterMark`);
  const { size } = strategy;
  if (size !== undefined) toFunction(size, `${context}.size`);
  return { __proto__: null, highWaterMark: mark, size };
}

/** ExtractHighWaterMark. Takes a converted dictionary or a script's own object. */
function extractHighWaterMark(strategy, defaultHWM) {
  if (strategy === undefined || strategy === null) return defaultHWM;
  const value = strategy.highWaterMark;
  if (value === undefined) return defaultHWM;
  const highWaterMark = toUnrestrictedDouble(value, 'highWaterMark');
  if (highWaterMark !== highWaterMark || highWaterMark < 0) {
    throw new RangeError(`highWaterMark must be a number that is not negative, but is ${highWaterMark}`);
  }
  return highWaterMark;
}

/**
 * ExtractSizeAlgorithm.
 *
 * @returns {((chunk: any) => number)|undefined} undefined stands for the algorithm that returns 1, which costs no call
 */
function extractSizeAlgorithm(strategy) {
  if (strategy === undefined || strategy === null) return undefined;
  const { size } = strategy;
  if (size === undefined || size === countSize) return undefined;
  if (typeof size !== 'function') throw new TypeError('size is not a function');
  return (chunk) => toUnrestrictedDouble(ReflectApply(size, undefined, [chunk]), 'The size of a chunk');
}

module.exports = { extractHighWaterMark, extractSizeAlgorithm, toQueuingStrategy };
