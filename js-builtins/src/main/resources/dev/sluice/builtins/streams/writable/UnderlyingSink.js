// The UnderlyingSink dictionary (Streams §5.2.3).
const { toDictionary, toFunction } = require('webidl/convert');

/**
 * Converts an underlying sink, reading each member once, in the order of Web IDL.
 *
 * @returns {{abort?: Function, close?: Function, start?: Function, type?: any, write?: Function}} a missing member is undefined
 */
function toUnderlyingSink(value) {
  const sink = toDictionary(value, 'WritableStream: underlyingSink');
  const result = { __proto__: null, abort: undefined, close: undefined, start: undefined, type: undefined, write: undefined };
  if (sink === undefined) return result;
  result.abort = callback(sink.abort, 'abort');
  result.close = callback(sink.close, 'close');
  result.start = callback(sink.start, 'start');
  result.type = sink.type;
  result.write = callback(sink.write, 'write');
  return result;
}

function callback(value, name) {
  return value === undefined ? undefined : toFunction(value, `WritableStream: underlyingSink.${name}`);
}

module.exports = { toUnderlyingSink };
