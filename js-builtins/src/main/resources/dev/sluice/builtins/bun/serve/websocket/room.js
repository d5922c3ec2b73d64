// The WebSockets of one server: its handlers, and how they are called. What a handler throws, or rejects with, goes to `error` of the
// options, else it is told on standard error as an uncaught error is; the socket stays as it is, and the program goes on.
const { PromisePrototypeThen, PromiseResolve, ReflectApply, TypedArrayPrototypeGetBuffer } = primordials;
const { isolate } = require('core/isolate');
const { ownHostBytes } = require('core/hostBytes');
const { isObject } = require('webidl/convert');

class WebSocketRoom {
  /** @param {WebSocketServerOptions} options */
  constructor(options) {
    /** what reload() replaces */
    this.options = options;
    /** WebSocketServerBinding */
    this.native = internal.webSockets.server(
      onText,
      onBytes,
      options.ping === undefined ? null : onPing,
      options.pong === undefined ? null : onPong,
      options.drain === undefined ? null : onDrain,
      onClose,
      options.maxPayloadLength,
      options.backpressureLimit,
      options.closeOnBackpressureLimit,
      options.idleTimeout,
      options.sendPings,
      options.deflate,
    );
  }
}

isolate(WebSocketRoom);

// Java's calls, each a task of its own, with the slots of a ServerWebSocket.

function onText(slots, text) {
  const { message } = slots.room.options;
  if (message !== undefined) call(slots, message, [slots.wrapper, text]);
}

function onBytes(slots, hostBuffer) {
  const { message } = slots.room.options;
  if (message !== undefined) call(slots, message, [slots.wrapper, toBinary(slots, hostBuffer)]);
}

function onPing(slots, hostBuffer) {
  const { ping } = slots.room.options;
  if (ping !== undefined) call(slots, ping, [slots.wrapper, toBinary(slots, hostBuffer)]);
}

function onPong(slots, hostBuffer) {
  const { pong } = slots.room.options;
  if (pong !== undefined) call(slots, pong, [slots.wrapper, toBinary(slots, hostBuffer)]);
}

function onDrain(slots) {
  const { drain } = slots.room.options;
  if (drain !== undefined) call(slots, drain, [slots.wrapper]);
}

function onClose(slots, code, reason) {
  const { close } = slots.room.options;
  if (close !== undefined) call(slots, close, [slots.wrapper, code, reason]);
}

/** The socket is open: its first handler is called in the task of the upgrade. */
function opened(slots) {
  const { open } = slots.room.options;
  if (open !== undefined) call(slots, open, [slots.wrapper]);
}

/** Bytes as `binaryType` says. */
function toBinary({ binaryType }, hostBuffer) {
  const bytes = ownHostBytes(hostBuffer);
  switch (binaryType) {
    case 'arraybuffer':
      return TypedArrayPrototypeGetBuffer(bytes);
    case 'blob':
      return require('file/Blob').wrapBlob(require('file/create').createBytesBlob(bytes, ''));
    default:
      return bytes;
  }
}

function call(slots, handler, args) {
  let result;
  try {
    result = ReflectApply(handler, undefined, args);
  } catch (e) {
    fail(slots, e);
    return;
  }
  if (isObject(result)) PromisePrototypeThen(PromiseResolve(result), undefined, (e) => fail(slots, e));
}

function fail(slots, thrown) {
  const { error } = slots.room.options;
  if (error === undefined) {
    report(thrown);
    return;
  }
  try {
    const result = ReflectApply(error, undefined, [thrown]);
    if (isObject(result)) PromisePrototypeThen(PromiseResolve(result), undefined, report);
  } catch (e) {
    report(e);
  }
}

function report(error) {
  internal.stdio.write(2, `${internal.errors.describe(error)}\n`);
}

module.exports = { WebSocketRoom, opened };
