// The `websocket` option of Bun.serve, checked and converted.
const { MathMin, NumberIsInteger, RangeError, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');

const DEFAULT_LIMIT = 16 * 1024 * 1024;
const DEFAULT_IDLE_TIMEOUT = 120;
/** A day; whoever wants longer wants 0, which is none. */
const GREATEST_IDLE_TIMEOUT = 86400;
const GREATEST_LENGTH = 2 ** 31 - 1;

function typeError(message) {
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `Bun.serve: options.websocket${message}`);
}

function optionalFunction(options, name) {
  const value = options[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'function') throw typeError(`.${name} must be a function`);
  return value;
}

function integer(value, name, byDefault, greatest) {
  if (value === undefined || value === null) return byDefault;
  if (typeof value !== 'number') throw typeError(`.${name} must be a number`);
  if (!NumberIsInteger(value) || value < 0 || value > greatest) {
    throw codedError(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `Bun.serve: options.websocket.${name} must be an integer from 0 to ${greatest}, not ${value}`,
    );
  }
  return value;
}

/** Bytes; Infinity is more than there can be. */
function bytes(value, name, byDefault, greatest) {
  return value === Infinity ? greatest : integer(value, name, byDefault, 2 ** 53);
}

function boolean(value, name, byDefault) {
  if (value === undefined || value === null) return byDefault;
  if (typeof value !== 'boolean') throw typeError(`.${name} must be true or false`);
  return value;
}

const compressors = ['disable', 'shared', 'dedicated', '3KB', '4KB', '8KB', '16KB', '32KB', '64KB', '128KB', '256KB'];

/** Bun knows compressors of several sizes; all that we do with them is to compress. */
function isCompressor(value, name) {
  if (value === undefined || value === null || value === false || value === 'disable') return false;
  if (value === true) return true;
  for (let i = 1; i < compressors.length; i++) if (value === compressors[i]) return true;
  throw typeError(`.perMessageDeflate.${name} must be true, false, 'disable', 'shared', 'dedicated', or a size from '3KB' to '256KB'`);
}

function toDeflate(value) {
  if (value === undefined || value === null) return false;
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) throw typeError('.perMessageDeflate must be true, false or an object');
  const compresses = isCompressor(value.compress, 'compress');
  const decompresses = isCompressor(value.decompress, 'decompress');
  return compresses || decompresses;
}

class WebSocketServerOptions {
  constructor(options) {
    this.open = optionalFunction(options, 'open');
    this.message = optionalFunction(options, 'message');
    this.close = optionalFunction(options, 'close');
    this.drain = optionalFunction(options, 'drain');
    this.ping = optionalFunction(options, 'ping');
    this.pong = optionalFunction(options, 'pong');
    this.error = optionalFunction(options, 'error');
    if (!(this.open || this.message || this.close || this.drain || this.ping || this.pong)) {
      throw typeError(' needs a function `message`, or another handler');
    }
    this.maxPayloadLength = MathMin(bytes(options.maxPayloadLength, 'maxPayloadLength', DEFAULT_LIMIT, GREATEST_LENGTH), GREATEST_LENGTH);
    this.backpressureLimit = bytes(options.backpressureLimit, 'backpressureLimit', DEFAULT_LIMIT, 0);
    this.closeOnBackpressureLimit = boolean(options.closeOnBackpressureLimit, 'closeOnBackpressureLimit', false);
    this.idleTimeout = integer(options.idleTimeout, 'idleTimeout', DEFAULT_IDLE_TIMEOUT, GREATEST_IDLE_TIMEOUT);
    this.sendPings = boolean(options.sendPings, 'sendPings', true);
    this.publishToSelf = boolean(options.publishToSelf, 'publishToSelf', false);
    this.deflate = toDeflate(options.perMessageDeflate);
  }
}

isolate(WebSocketServerOptions);

/**
 * @param {unknown} value as the script gave it
 * @returns {WebSocketServerOptions|undefined} undefined if there is none
 * @throws TypeError, code ERR_INVALID_ARG_TYPE; RangeError, code ERR_OUT_OF_RANGE
 */
function toWebSocketOptions(value) {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw typeError(' must be an object');
  return new WebSocketServerOptions(value);
}

module.exports = { toWebSocketOptions };
