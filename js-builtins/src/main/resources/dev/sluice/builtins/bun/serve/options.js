// The options of Bun.serve, checked and converted. What is wrong is named, with the code that Node and Bun give such errors.
const { ArrayIsArray, MathTrunc, NumberIsInteger, RangeError, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { variable } = require('process/variable');

const DEFAULT_PORT = 3000;
const GREATEST_PORT = 65535;
const DEFAULT_IDLE_TIMEOUT = 10;
/** A day; whoever wants longer wants 0, which is none. */
const GREATEST_IDLE_TIMEOUT = 86400;
const DEFAULT_MAX_REQUEST_BODY_SIZE = 128 * 1024 * 1024;

const GREATEST_THREADS = 256;

const HELP = 'what answers requests is missing: a function `fetch`, or `routes`';

function typeError(message) {
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `Bun.serve: ${message}`);
}

function rangeError(message) {
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', `Bun.serve: ${message}`);
}

function optionalFunction(value, name) {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'function') throw typeError(`options.${name} must be a function`);
  return value;
}

function optionalString(value, name) {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw typeError(`options.${name} must be a string`);
  return value;
}

function optionalBoolean(value, name, byDefault) {
  if (value === undefined || value === null) return byDefault;
  if (typeof value !== 'boolean') throw typeError(`options.${name} must be true or false`);
  return value;
}

function integer(value, name, greatest, least = 0) {
  if (typeof value !== 'number') throw typeError(`options.${name} must be a number`);
  if (!NumberIsInteger(value) || value < least || value > greatest) {
    throw rangeError(`options.${name} must be an integer from ${least} to ${greatest}, not ${value}`);
  }
  return value;
}

/** A port may be a string, since it often comes from the environment, and by default does. */
function toPort(value) {
  if (value === undefined || value === null) return portOfEnvironment();
  if (typeof value !== 'string') return integer(value, 'port', GREATEST_PORT);
  const port = value === '' ? -1 : +value;
  if (isPort(port)) return port;
  throw rangeError(`options.port must be an integer from 0 to ${GREATEST_PORT}, not '${value}'`);
}

function isPort(number) {
  return NumberIsInteger(number) && number >= 0 && number <= GREATEST_PORT;
}

function portOfEnvironment() {
  const variables = ['BUN_PORT', 'PORT', 'NODE_PORT'];
  for (let i = 0; i < variables.length; i++) {
    const text = variable(variables[i]);
    const port = +text;
    if (text !== '' && isPort(port)) return port;
  }
  return DEFAULT_PORT;
}

function toMaxRequestBodySize(value) {
  if (value === undefined || value === null) return DEFAULT_MAX_REQUEST_BODY_SIZE;
  if (typeof value !== 'number') throw typeError('options.maxRequestBodySize must be a number');
  if (!(value >= 0)) throw rangeError(`options.maxRequestBodySize must be 0 or more bytes, not ${value}`);
  // Infinity, too, is a number of bytes that no body has.
  return value > 2 ** 53 ? -1 : MathTrunc(value);
}

/** How many threads answer. */
function toThreads(value) {
  if (value === undefined || value === null) return 1;
  return integer(value, 'threads', GREATEST_THREADS, 1);
}

/** Bun takes an object here, too, for its bundler. */
function toDevelopment(value) {
  if (value === undefined || value === null) return variable('NODE_ENV') !== 'production';
  if (typeof value === 'boolean') return value;
  if (!isObject(value)) throw typeError('options.development must be true or false');
  return true;
}

/** Certificates, one a server name. @returns {object[]|undefined} as the script gave them */
function toTls(value) {
  if (value === undefined || value === null || value === false) return undefined;
  const list = ArrayIsArray(value) ? value : [value];
  if (list.length === 0) return undefined;
  const all = [];
  for (let i = 0; i < list.length; i++) {
    if (!isObject(list[i])) throw typeError(ArrayIsArray(value) ? `options.tls[${i}] must be an object` : 'options.tls must be an object');
    all[i] = list[i];
  }
  return all;
}

/** An array is no table of routes but something of a framework whose application is exported as the default (Hono's). */
function toRoutes(value) {
  if (value === undefined || value === null || ArrayIsArray(value)) return undefined;
  if (!isObject(value)) throw typeError('options.routes must be an object');
  return value;
}

/** What reload() may change. */
class HandlerOptions {
  constructor(options) {
    this.fetch = optionalFunction(options.fetch, 'fetch');
    this.error = optionalFunction(options.error, 'error');
    this.routes = toRoutes(options.routes ?? options.static);
    this.development = toDevelopment(options.development);
    const { websocket } = options;
    this.websocket = websocket === undefined ? undefined : require('bun/serve/websocket/options').toWebSocketOptions(websocket);
  }
}

isolate(HandlerOptions);

/** All of them. */
class ServeOptions {
  constructor(options) {
    this.handlers = new HandlerOptions(options);
    const { unix } = options;
    this.unix = optionalString(unix, 'unix');
    this.hostname = optionalString(options.hostname, 'hostname');
    if (this.unix === '' || this.hostname === '') throw typeError(`options.${this.unix === '' ? 'unix' : 'hostname'} is empty`);
    if (this.unix !== undefined && this.hostname !== undefined) throw typeError('options.unix and options.hostname exclude each other');
    this.port = this.unix === undefined ? toPort(options.port) : 0;
    this.tls = toTls(options.tls);
    const { idleTimeout } = options;
    this.idleTimeout =
      idleTimeout === undefined || idleTimeout === null ? DEFAULT_IDLE_TIMEOUT : integer(idleTimeout, 'idleTimeout', GREATEST_IDLE_TIMEOUT);
    this.maxRequestBodySize = toMaxRequestBodySize(options.maxRequestBodySize);
    this.reusePort = optionalBoolean(options.reusePort, 'reusePort', false);
    this.http2 = optionalBoolean(options.http2, 'http2', true);
    this.compress = optionalBoolean(options.compress, 'compress', false);
    this.precompressed = optionalBoolean(options.precompressed, 'precompressed', false);
    this.accessLog = optionalBoolean(options.accessLog, 'accessLog', false);
    this.threads = toThreads(options.threads);
    this.id = optionalString(options.id, 'id') ?? '';
  }
}

isolate(ServeOptions);

function checkObject(options, what) {
  if (!isObject(options)) throw typeError(`${what} must be an object`);
}

/** @throws TypeError, code ERR_INVALID_ARG_TYPE; RangeError, code ERR_OUT_OF_RANGE */
function toServeOptions(options) {
  checkObject(options, 'options');
  return new ServeOptions(options);
}

/** The options of reload(). */
function toHandlerOptions(options) {
  checkObject(options, 'the options of reload()');
  return new HandlerOptions(options);
}

module.exports = { HELP, toHandlerOptions, toServeOptions, typeError };
