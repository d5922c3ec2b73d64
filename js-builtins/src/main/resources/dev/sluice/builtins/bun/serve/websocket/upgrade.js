// server.upgrade(request, { headers, data })
const { TypeError } = primordials;
const { codedError, fromHost } = require('core/errors');
const { isObject } = require('webidl/convert');
const { exchangeOf } = require('fetch/serverRequest');
const { opened } = require('bun/serve/websocket/room');
const { createServerWebSocket } = require('bun/serve/websocket/ServerWebSocket');

/**
 * Makes a WebSocket of a request. `open` of the handlers has been called when this returns true.
 *
 * @param {WebSocketRoom} room
 * @returns {boolean} false if the request does not ask for one, or has been answered; the handler has to answer it then
 */
function upgrade(room, request, options) {
  const exchange = exchangeOf(request);
  if (exchange === undefined) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Server.upgrade: request is not a Request that has come to this server');
  }
  if (options !== undefined && options !== null && !isObject(options)) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Server.upgrade: options is not an object');
  }
  const headers = options?.headers;
  const data = options?.data;
  if (exchange.isOver() || exchange.isResponded()) return false;
  const native = answer(room, exchange, headers);
  if (native === null) return false;
  opened(createServerWebSocket(room, native, data));
  return true;
}

function answer(room, exchange, headers) {
  exchange.clearHeaders();
  if (headers !== undefined && headers !== null) addHeaders(exchange, headers);
  try {
    return room.native.upgrade(exchange) ?? null;
  } catch (e) {
    throw fromHost(e);
  }
}

function addHeaders(exchange, init) {
  const { headerListFrom } = require('fetch/Headers');
  const { Guard } = require('fetch/Guard');
  const { table } = headerListFrom(init, Guard.None, 'Server.upgrade: options.headers');
  for (let i = 0; i < table.length; i += 3) exchange.addHeader(table[i], table[i + 2]);
}

module.exports = { upgrade };
