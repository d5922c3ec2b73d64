// The Transformer dictionary (Streams §6.2.3).
const { toDictionary, toFunction } = require('webidl/convert');

/**
 * Converts a transformer, reading each member once, in the order of Web IDL.
 *
 * @returns {{cancel?: Function, flush?: Function, readableType?: any, start?: Function, transform?: Function, writableType?: any}}
 *     a missing member is undefined
 */
function toTransformer(value) {
  const transformer = toDictionary(value, 'TransformStream: transformer');
  const result = {
    __proto__: null,
    cancel: undefined,
    flush: undefined,
    readableType: undefined,
    start: undefined,
    transform: undefined,
    writableType: undefined,
  };
  if (transformer === undefined) return result;
  result.cancel = callback(transformer.cancel, 'cancel');
  result.flush = callback(transformer.flush, 'flush');
  result.readableType = transformer.readableType;
  result.start = callback(transformer.start, 'start');
  result.transform = callback(transformer.transform, 'transform');
  result.writableType = transformer.writableType;
  return result;
}

function callback(value, name) {
  return value === undefined ? undefined : toFunction(value, `TransformStream: transformer.${name}`);
}

module.exports = { toTransformer };
