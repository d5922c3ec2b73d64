// ServerWebSocket: one client's connection, as handlers get it. What it does is Java's (ServerWebSocketBinding).
const { RangeError, ReflectApply } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { publish, publishBytes, send, sendBytes, sendControl, toCompress, toTopic, typeError } = require('bun/serve/websocket/messages');

const NORMAL_CLOSURE = 1000;

class ServerWebSocketSlots {
  /**
   * @param {WebSocketRoom} room
   * @param {object} native ServerWebSocketBinding
   */
  constructor(room, native, data) {
    this.wrapper = undefined;
    this.room = room;
    this.native = native;
    this.data = data;
    this.binaryType = 'nodebuffer';
  }
}

isolate(ServerWebSocketSlots);

let slotsOf;

class ServerWebSocket {
  #slots;

  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('ServerWebSocket');
      return o.#slots;
    };
  }

  /** What the script has given to server.upgrade(), and may replace. */
  get data() {
    return slotsOf(this).data;
  }

  set data(value) {
    slotsOf(this).data = value;
  }

  /** As the constants of WebSocket: 1 open, 2 closing, 3 closed. */
  get readyState() {
    return slotsOf(this).native.readyState();
  }

  /** The client's IP address; '' over a Unix socket. */
  get remoteAddress() {
    return slotsOf(this).native.remoteAddress() ?? '';
  }

  /** What handlers get binary messages as: 'nodebuffer' and 'uint8array' give a Uint8Array. */
  get binaryType() {
    return slotsOf(this).binaryType;
  }

  set binaryType(value) {
    const slots = slotsOf(this);
    if (value !== 'nodebuffer' && value !== 'uint8array' && value !== 'arraybuffer' && value !== 'blob') {
      throw typeError("ServerWebSocket.binaryType must be 'nodebuffer', 'uint8array', 'arraybuffer' or 'blob'");
    }
    slots.binaryType = value;
  }

  /** The topics that it is subscribed to. @returns {string[]} */
  get subscriptions() {
    const { native } = slotsOf(this);
    const topics = [];
    const count = native.subscriptionCount();
    for (let i = 0; i < count; i++) topics[i] = native.subscription(i);
    return topics;
  }

  /**
   * Sends a message: a string as text, bytes as such.
   *
   * @returns {number} how many bytes it has; -1 if it waits for the client, and `drain` will be called; 0 if it was dropped, since the
   *     socket is closed or more than `backpressureLimit` waits
   */
  send(data, compress = undefined) {
    const { native } = slotsOf(this);
    return send(native, data, toCompress(compress, 'ServerWebSocket.send'), 'ServerWebSocket.send');
  }

  sendText(data, compress = undefined) {
    const { native } = slotsOf(this);
    if (typeof data !== 'string') throw typeError('ServerWebSocket.sendText: the message is not a string');
    return send(native, data, toCompress(compress, 'ServerWebSocket.sendText'), 'ServerWebSocket.sendText');
  }

  sendBinary(data, compress = undefined) {
    const { native } = slotsOf(this);
    return sendBytes(native, data, toCompress(compress, 'ServerWebSocket.sendBinary'), 'ServerWebSocket.sendBinary');
  }

  /** @param {string|BufferSource} [data] 125 bytes at most */
  ping(data = undefined) {
    return sendControl(slotsOf(this).native, true, data, 'ServerWebSocket.ping');
  }

  /** Pings of the client are answered without this. */
  pong(data = undefined) {
    return sendControl(slotsOf(this).native, false, data, 'ServerWebSocket.pong');
  }

  /**
   * Begins the closing handshake; `close` is called at its end.
   *
   * @param {number} [code] 1000 to 1003, 1007 to 1014, or 3000 to 4999
   * @param {string} [reason] shortened to 123 bytes
   */
  close(code = undefined, reason = undefined) {
    slotsOf(this).native.close(toCloseCode(code), reason === undefined || reason === null ? '' : `${reason}`);
  }

  /** Cuts the connection. */
  terminate() {
    slotsOf(this).native.terminate();
  }

  /** @returns {boolean} false if the socket is closed */
  subscribe(topic) {
    return slotsOf(this).native.subscribe(toTopic(topic, 'ServerWebSocket.subscribe'));
  }

  /** @returns {boolean} was it subscribed? */
  unsubscribe(topic) {
    return slotsOf(this).native.unsubscribe(toTopic(topic, 'ServerWebSocket.unsubscribe'));
  }

  isSubscribed(topic) {
    return slotsOf(this).native.isSubscribed(toTopic(topic, 'ServerWebSocket.isSubscribed'));
  }

  /**
   * Sends a message to all who are subscribed to a topic, but to this socket only with `publishToSelf`.
   *
   * @returns {number} how many bytes it has; 0 if nobody has got it
   */
  publish(topic, data, compress = undefined) {
    const target = publisher(slotsOf(this));
    const context = 'ServerWebSocket.publish';
    return publish(target, toTopic(topic, context), data, toCompress(compress, context), context);
  }

  publishText(topic, data, compress = undefined) {
    const target = publisher(slotsOf(this));
    const context = 'ServerWebSocket.publishText';
    if (typeof data !== 'string') throw typeError(`${context}: the message is not a string`);
    return publish(target, toTopic(topic, context), data, toCompress(compress, context), context);
  }

  publishBinary(topic, data, compress = undefined) {
    const target = publisher(slotsOf(this));
    const context = 'ServerWebSocket.publishBinary';
    return publishBytes(target, toTopic(topic, context), data, toCompress(compress, context), context);
  }

  /** Calls `callback`. All that one task sends leaves together, with or without this. */
  cork(callback) {
    slotsOf(this);
    if (typeof callback !== 'function') throw typeError('ServerWebSocket.cork: callback is not a function');
    return ReflectApply(callback, this, [this]);
  }

  /** Bytes that the client has not taken yet. */
  getBufferedAmount() {
    return slotsOf(this).native.waiting();
  }
}

function publisher({ native, room }) {
  return room.options.publishToSelf ? room.native : native;
}

function toCloseCode(value) {
  if (value === undefined || value === null) return NORMAL_CLOSURE;
  if (typeof value !== 'number') throw typeError('ServerWebSocket.close: code must be a number');
  if ((value >= 1000 && value <= 1003) || (value >= 1007 && value <= 1014) || (value >= 3000 && value <= 4999)) return value | 0;
  throw codedError(
    RangeError,
    'ERR_OUT_OF_RANGE',
    `ServerWebSocket.close: code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999, not ${value}`,
  );
}

function inspect(socket) {
  const { data, readyState, remoteAddress, binaryType } = socket;
  return { __proto__: null, remoteAddress, readyState, binaryType, data };
}

/** The ServerWebSocket of a new connection. */
function createServerWebSocket(room, native, data) {
  const slots = new ServerWebSocketSlots(room, native, data);
  new ServerWebSocket(internalConstruct, slots);
  native.attach(slots);
  return slots;
}

module.exports = { ServerWebSocket: defineInterface(ServerWebSocket, { inspect }), createServerWebSocket };
