// WebSocket (WebSockets §3, https://websockets.spec.whatwg.org/#the-websocket-interface). Frames, masks and handshakes are Java's
// (ClientWebSocketBinding). A WebSocket keeps the program running until it is closed.
//
// Of no standard, but of Bun: options in the place of the subprotocols (websocket/options), ping(), pong(), terminate(), and events `ping`
// and `pong`.
const { PromisePrototypeThen, PromiseResolve, TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteLength } = primordials;
const { TypedArrayPrototypeSet, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { fromHost } = require('core/errors');
const { ownHostBytes } = require('core/hostBytes');
const { isObject, requireArguments, toDOMString, toInteger, toUSVString } = require('webidl/convert');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { EventTarget, slotsOf: eventTargetSlotsOf, fireAnEvent, fireEvent, hasListeners } = require('dom/EventTarget');
const { defineEventHandler } = require('dom/eventHandlers');
const { toWebSocketInit, toWebSocketUrl } = require('websocket/options');
const { connect } = require('websocket/connect');
const { loop } = internal;

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

const NO_CODE = -1;
const NORMAL_CLOSURE = 1000;
const ABNORMAL_CLOSURE = 1006;
const LONGEST_REASON = 123;

const clamp = { __proto__: null, clamp: true };

class WebSocketSlots {
  constructor(wrapper, url) {
    this.wrapper = wrapper;
    this.target = eventTargetSlotsOf(wrapper);
    this.url = url.href();
    this.origin = url.origin();
    this.state = CONNECTING;
    this.protocol = '';
    this.extensions = '';
    this.binaryType = 'blob';
    /** ClientWebSocketBinding */
    this.native = internal.webSockets.client(url, onOpen, onFailure, onText, onBytes, onPing, onPong, onClose);
    /** bytes that were given to send() and are not Java's: of Blobs that are being read, of messages after the end */
    this.kept = 0;
    /** a promise for when all before has been given to Java, while a Blob is being read; else undefined */
    this.sending = undefined;
  }
}

isolate(WebSocketSlots);

let slotsOf, isWebSocket;

class WebSocket extends EventTarget {
  #slots;

  static {
    isWebSocket = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isWebSocket(o)) throw illegalInvocation('WebSocket');
      return o.#slots;
    };
  }

  constructor(url, protocols = []) {
    requireArguments(arguments.length, 1, 'WebSocket constructor');
    const text = toUSVString(url, 'WebSocket constructor: url');
    const init = toWebSocketInit(protocols);
    const record = toWebSocketUrl(text);
    super();
    const slots = new WebSocketSlots(this, record);
    this.#slots = slots;
    slots.native.attach(slots);
    try {
      connect(slots.native, record, init);
    } catch (e) {
      throw fromHost(e);
    }
  }

  get url() {
    return slotsOf(this).url;
  }

  get readyState() {
    return readyState(slotsOf(this));
  }

  /** Bytes of messages that the network has not taken yet. */
  get bufferedAmount() {
    const { native, kept } = slotsOf(this);
    return native.unsent() + kept;
  }

  get extensions() {
    return slotsOf(this).extensions;
  }

  get protocol() {
    return slotsOf(this).protocol;
  }

  close(code = undefined, reason = undefined) {
    const slots = slotsOf(this);
    const number = code === undefined ? NO_CODE : toInteger(code, 'WebSocket.close: code', 16, false, clamp);
    const text = reason === undefined ? undefined : toUSVString(reason, 'WebSocket.close: reason');
    if (number !== NO_CODE && number !== NORMAL_CLOSURE && (number < 3000 || number > 4999)) {
      throw domException(`WebSocket.close: the code must be 1000 or 3000 to 4999, not ${number}`, 'InvalidAccessError');
    }
    if (text !== undefined && internal.text.encode(text) > LONGEST_REASON) {
      throw domException('WebSocket.close: the reason has more than 123 bytes', 'SyntaxError');
    }
    closeTheWebSocket(slots, number, text);
  }

  get binaryType() {
    return slotsOf(this).binaryType;
  }

  /** What is no such type is passed over (Web IDL §3.2.18). */
  set binaryType(value) {
    const slots = slotsOf(this);
    const type = toDOMString(value, 'WebSocket.binaryType');
    if (type === 'blob' || type === 'arraybuffer') slots.binaryType = type;
  }

  send(data) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'WebSocket.send');
    if (isObject(data) && isBufferSource(data)) {
      requireConnected(slots);
      sendBytes(slots, data);
      return;
    }
    const blobs = require.ifLoaded('file/Blob');
    if (blobs !== undefined && blobs.isBlob(data)) {
      requireConnected(slots);
      sendBlob(slots, blobs.slotsOf(data));
      return;
    }
    const text = toUSVString(data, 'WebSocket.send: data');
    requireConnected(slots);
    sendText(slots, text);
  }

  /** @param {string|BufferSource} [data] 125 bytes at most */
  ping(data = undefined) {
    const slots = slotsOf(this);
    require('bun/serve/websocket/messages').sendControl(slots.native, true, data, 'WebSocket.ping');
  }

  pong(data = undefined) {
    const slots = slotsOf(this);
    require('bun/serve/websocket/messages').sendControl(slots.native, false, data, 'WebSocket.pong');
  }

  /** Cuts the connection. */
  terminate() {
    const slots = slotsOf(this);
    if (slots.state === CONNECTING) closeTheWebSocket(slots, NO_CODE, undefined);
    else slots.native.terminate();
  }
}

function domException(message, name) {
  return require('webidl/DOMException').createDOMException(message, name);
}

/** Java knows first that the server has begun to close. */
function readyState({ state, native }) {
  return state === OPEN && native.readyState() !== OPEN ? CLOSING : state;
}

/** «close the WebSocket» (WebSockets §3.1) */
function closeTheWebSocket(slots, code, reason) {
  const state = readyState(slots);
  if (state === CLOSING || state === CLOSED) return;
  slots.state = CLOSING;
  if (state === CONNECTING) {
    slots.native.abandon();
    return;
  }
  const start = () => slots.native.close(code === NO_CODE && reason !== undefined ? NORMAL_CLOSURE : code, reason ?? '');
  if (slots.sending === undefined) start();
  else PromisePrototypeThen(slots.sending, start, undefined);
}

function requireConnected(slots) {
  if (slots.state === CONNECTING) throw domException('WebSocket.send: the connection is not open yet', 'InvalidStateError');
}

// What is sent when the connection is not open any more counts as waiting for ever. While a file is read, all that follows waits for it.

function sendText(slots, text) {
  if (slots.sending === undefined && readyState(slots) === OPEN) slots.native.sendText(text, true);
  else later(slots, internal.text.encode(text), () => slots.native.sendText(text, true));
}

function sendBytes(slots, source) {
  const length = byteLengthOf(source);
  if (slots.sending === undefined && readyState(slots) === OPEN) {
    slots.native.sendBytes(bufferOf(source), byteOffsetOf(source), length, true);
  } else {
    // The script may write to it meanwhile.
    const copy = new Uint8Array(length);
    TypedArrayPrototypeSet(copy, new Uint8Array(bufferOf(source), byteOffsetOf(source), length), 0);
    later(slots, length, () => giveBytes(slots, copy));
  }
}

function giveBytes(slots, bytes) {
  return slots.native.sendBytes(TypedArrayPrototypeGetBuffer(bytes), 0, TypedArrayPrototypeGetByteLength(bytes), true);
}

function sendBlob(slots, blob) {
  const { store, offset, length } = blob;
  if (!store.inMemory()) {
    const reading = require('file/read').blobBytes(blob);
    const give = (bytes) => giveBytes(slots, bytes);
    later(slots, require('file/BlobSlots').blobSize(blob), () => PromisePrototypeThen(reading, give, (e) => failReading(slots, e)));
  } else if (slots.sending === undefined && readyState(slots) === OPEN) {
    slots.native.sendStore(store, offset, length, true);
  } else {
    later(slots, length, () => slots.native.sendStore(store, offset, length, true));
  }
}

/** A file that cannot be read leaves a gap that nobody would see. */
function failReading(slots, error) {
  fireError(slots, error);
  slots.native.terminate();
}

/**
 * Gives something to Java when all before has been given.
 *
 * @param {() => number|Promise<number>} give not called if the connection is not open any more
 */
function later(slots, size, give) {
  slots.kept += size;
  if (readyState(slots) !== OPEN) return;
  const act = () => {
    if (slots.native.readyState() !== OPEN) return undefined;
    slots.kept -= size;
    return give();
  };
  const done = PromisePrototypeThen(slots.sending ?? PromiseResolve(undefined), act, undefined);
  slots.sending = done;
  PromisePrototypeThen(done, () => sent(slots, done), undefined);
}

function sent(slots, done) {
  if (slots.sending === done) slots.sending = undefined;
}

// Java's calls, each a task of its own.

/** «When the WebSocket connection is established» (WebSockets §4) */
function onOpen(slots, protocol, extensions) {
  slots.state = OPEN;
  slots.protocol = protocol;
  slots.extensions = extensions;
  fireAnEvent(slots.target, 'open');
}

/** @param {object|null} error null where the script has given it up */
function onFailure(slots, error) {
  const cause =
    error === null || error === undefined
      ? domException('WebSocket: closed before the connection was established', 'AbortError')
      : fromHost(error);
  slots.state = CLOSED;
  failed(slots, cause);
}

/** A task for each event, so that microtasks run between them, as they do behind each listener that a browser calls. */
function failed(slots, error) {
  fireError(slots, error);
  loop.enqueue(() => fireClose(slots, false, ABNORMAL_CLOSURE, ''));
}

/** «When a WebSocket message has been received» */
function onText(slots, text) {
  fireMessage(slots, 'message', text);
}

function onBytes(slots, hostBuffer) {
  if (hasListeners(slots.target, 'message')) fireMessage(slots, 'message', toBinary(slots, hostBuffer));
}

function onPing(slots, hostBuffer) {
  if (hasListeners(slots.target, 'ping')) fireMessage(slots, 'ping', toBinary(slots, hostBuffer));
}

function onPong(slots, hostBuffer) {
  if (hasListeners(slots.target, 'pong')) fireMessage(slots, 'pong', toBinary(slots, hostBuffer));
}

/** «When the WebSocket connection is closed» */
function onClose(slots, code, reason, wasClean) {
  slots.state = CLOSED;
  if (wasClean) {
    fireClose(slots, true, code, reason);
    return;
  }
  // Any other code is one that we have failed with: the server has broken the protocol, or a limit.
  if (code === ABNORMAL_CLOSURE) fireClose(slots, false, ABNORMAL_CLOSURE, '');
  else failed(slots, domException(`WebSocket: ${reason}`, 'NetworkError'));
}

function toBinary({ binaryType }, hostBuffer) {
  const bytes = ownHostBytes(hostBuffer);
  if (binaryType === 'arraybuffer') return TypedArrayPrototypeGetBuffer(bytes);
  return require('file/Blob').wrapBlob(require('file/create').createBytesBlob(bytes, ''));
}

/** Not while a script waits for the end: close() may have come, and its frame not left yet. */
function fireMessage({ target, origin, state }, type, data) {
  if (state !== OPEN || !hasListeners(target, type)) return;
  fireEvent(target, require('html/MessageEvent').createMessageEvent(type, data, [], origin));
}

/** The standard's event tells nothing; as in Bun and undici it is an ErrorEvent that does. */
function fireError({ target }, error) {
  if (!hasListeners(target, 'error')) return;
  const { ErrorEvent } = require('html/ErrorEvent');
  fireEvent(target, new ErrorEvent('error', { __proto__: null, message: error.message, error }));
}

function fireClose({ target }, wasClean, code, reason) {
  if (hasListeners(target, 'close')) fireEvent(target, require('websocket/CloseEvent').createCloseEvent('close', wasClean, code, reason));
}

defineEventHandler(WebSocket.prototype, 'onopen');
defineEventHandler(WebSocket.prototype, 'onerror');
defineEventHandler(WebSocket.prototype, 'onclose');
defineEventHandler(WebSocket.prototype, 'onmessage');

module.exports = { WebSocket: defineInterface(WebSocket, { constants: { CONNECTING, OPEN, CLOSING, CLOSED } }) };
