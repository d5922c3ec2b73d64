// The underlying byte source of a stream over a native source, once a script reads it.
//
// A source of the binding is an object with
//   pull(onResult)   asks for bytes: onResult(error, buffer, byteLength, done) is called once, in a task of its own
//   cancel()         gives up: onResult is not called any more
// `buffer` is an ArrayBuffer over a buffer of Java, which is the source's again when onResult returns; the bytes are those from 0 to
// byteLength, and where that is 0 it may be undefined. `done` says that nothing follows. `error` is a host object, or undefined or null.
// One pull at a time; none after `done` or an error.
const { Promise, TypedArrayPrototypeSet, TypedArrayPrototypeGetBuffer, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { READABLE } = require('streams/readable/operations');

/** Stands between a controller and a native source. */
class NativePump {
  constructor(source) {
    this.source = source;
    this.controller = undefined;
    this.resolvePull = undefined;
    this.onResult = (error, buffer, byteLength, done) => this.receive(error, buffer, byteLength, done);
  }

  /** pullAlgorithm: its promise is resolved when bytes have come. */
  pull() {
    return new Promise((resolve) => {
      this.resolvePull = resolve;
      this.ask();
    });
  }

  /** Asks the source, which may refuse by throwing: a script is to see an error of its own realm. */
  ask() {
    try {
      this.source.pull(this.onResult);
    } catch (e) {
      this.controller.error(require('core/errors').fromHost(e));
    }
  }

  cancel() {
    try {
      this.source.cancel();
    } catch (e) {
      throw require('core/errors').fromHost(e);
    }
  }

  receive(error, buffer, byteLength, done) {
    const { controller, resolvePull } = this;
    if (controller.stream.state !== READABLE) return;
    if (error !== undefined && error !== null) {
      controller.error(require('core/errors').fromHost(error));
      return;
    }
    if (byteLength > 0) deliver(controller, buffer, byteLength);
    if (done) {
      close(controller);
    } else if (byteLength === 0) {
      // Nothing yet: the consumer still waits.
      this.ask();
      return;
    }
    resolvePull(undefined);
  }
}

isolate(NativePump);

/**
 * Hands bytes on: into the consumer's own view if one waits and holds them, else in a buffer of their own, since a script may keep or
 * transfer it.
 */
function deliver(controller, buffer, byteLength) {
  const bytes = new Uint8Array(buffer, 0, byteLength);
  if (controller.pendingPullIntos.length !== 0) {
    const { BYOB } = require('streams/readable/pullIntoDescriptors');
    const first = controller.pendingPullIntos.peek();
    const { byteOffset, bytesFilled } = first;
    // A view whose reader has let go waits for nobody: its bytes belong to the reader that comes next, by way of the queue.
    const isAwaited = first.readerType === BYOB && controller.queueTotalSize === 0;
    if (isAwaited && byteLength <= first.byteLength - bytesFilled) {
      TypedArrayPrototypeSet(new Uint8Array(first.buffer, byteOffset + bytesFilled, byteLength), bytes, 0);
      require('streams/readable/byobResponses').readableByteStreamControllerRespond(controller, byteLength);
      return;
    }
  }
  const copy = new Uint8Array(byteLength);
  TypedArrayPrototypeSet(copy, bytes, 0);
  const { readableByteStreamControllerEnqueueOwned } = require('streams/readable/ReadableByteStreamController');
  readableByteStreamControllerEnqueueOwned(controller, TypedArrayPrototypeGetBuffer(copy), 0, byteLength);
}

/** Closes, and answers the BYOB reads that wait with what they have. */
function close(controller) {
  const { readableByteStreamControllerClose } = require('streams/readable/ReadableByteStreamController');
  try {
    readableByteStreamControllerClose(controller);
  } catch {
    // The source ended within an element of a consumer's view, which has errored the stream; nobody else is to be told.
    return;
  }
  if (controller.pendingPullIntos.length !== 0) {
    require('streams/readable/byobResponses').readableByteStreamControllerRespond(controller, 0);
  }
}

/** Gives the stream a ReadableByteStreamController that pulls from `source`. */
function startPump(stream, source) {
  const { setUpReadableByteStreamController } = require('streams/readable/ReadableByteStreamController');
  const pump = new NativePump(source);
  pump.controller = setUpReadableByteStreamController(
    stream,
    undefined,
    () => pump.pull(),
    () => pump.cancel(),
    0,
  );
  // Setting up leaves a microtask to start(), which is not there: counted as started now, the first read reaches the source at once.
  pump.controller.started = true;
}

module.exports = { startPump };
