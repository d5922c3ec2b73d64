// Bun.serve(options), see docs/server.md for all options.
const { Error, ObjectDefineProperty, ReflectDeleteProperty } = primordials;
const { codedError, fromHost } = require('core/errors');
const { handle } = require('bun/serve/handle');
const { HELP, toServeOptions, typeError } = require('bun/serve/options');
const { ServerSlots, makeHandlers, openWebSockets, wrapServer } = require('bun/serve/Server');

/**
 * Starts a server; it listens when this returns.
 *
 * @param {object} options
 * @returns {Server}
 * @throws TypeError or RangeError that names the option that is wrong; an Error with code EADDRINUSE, EACCES … where the address cannot
 *     be had
 */
function serve(options) {
  return listen(toServeOptions(options));
}

function listen(options) {
  const { http } = internal;
  const slots = new ServerSlots(options);
  const routes = http.routes();
  slots.handlers = makeHandlers(options.handlers, routes);
  if (options.handlers.fetch === undefined && routes.isEmpty()) throw typeError(HELP);
  const config = http.config();
  config.setPort(options.port);
  config.setIdleTimeout(options.idleTimeout);
  config.setMaxRequestBodySize(options.maxRequestBodySize);
  config.setReusePort(options.reusePort);
  config.setHttp2(options.http2);
  config.setCompress(options.compress);
  config.setPrecompressed(options.precompressed);
  config.setAccessLog(options.accessLog);
  if (options.hostname !== undefined) config.setHostname(options.hostname);
  if (options.tls !== undefined) require('bun/serve/tls').addCertificates(config, options.tls);
  if (options.threads > 1) shareThreads(config, options);
  try {
    if (options.unix !== undefined) config.setUnix(options.unix);
    slots.native = http.listen(config, routes, (exchange, route) => handle(slots, exchange, route));
  } catch (e) {
    throw listenError(fromHost(e), options);
  }
  openWebSockets(slots, options.handlers.websocket);
  return wrapServer(slots);
}

/** All threads ask for the same address in the same words, and find each other by it. */
function shareThreads(config, { threads, unix, hostname, port }) {
  const problem = internal.http.threadsProblem(threads);
  if (problem !== undefined && problem !== null) throw codedError(Error, 'ERR_INVALID_STATE', `Bun.serve: ${problem}`);
  config.setThreads(threads);
  config.setAddress(unix === undefined ? `${hostname ?? ''}:${port}` : `unix:${unix}`);
}

function own(error, key, value) {
  ObjectDefineProperty(error, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/** The error of an address that cannot be had tells which one, as in Node and Bun. */
function listenError(error, { unix, hostname, port }) {
  if (unix !== undefined || error.syscall === undefined) return error;
  own(error, 'address', hostname ?? '0.0.0.0');
  own(error, 'port', port);
  ReflectDeleteProperty(error, 'path');
  return error;
}

module.exports = { serve };
