// WritableStreamDefaultWriter (Streams §5.3) and the abstract operations on it (§5.5.3).
const { Promise, PromiseReject, PromiseResolve, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { isObject, requireArguments } = require('webidl/convert');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { LazyPromise, noop } = require('streams/writable/promises');
const {
  CLOSED,
  ERRORED,
  ERRORING,
  WRITABLE,
  isWritableStreamLocked,
  writableStreamAbort,
  writableStreamClose,
  writableStreamCloseQueuedOrInFlight,
} = require('streams/writable/operations');
const {
  writableStreamDefaultControllerGetChunkSize,
  writableStreamDefaultControllerGetDesiredSize,
  writableStreamDefaultControllerWrite,
} = require('streams/writable/WritableStreamDefaultController');
const { isWritableStream, slotsOf: streamSlotsOf } = require('streams/writable/WritableStream');

// The resolving functions of the promise of a write that is being made.
let capturedResolve;
let capturedReject;
const capture = (resolve, reject) => {
  capturedResolve = resolve;
  capturedReject = reject;
};

/** The internal slots of a WritableStreamDefaultWriter. */
class WritableStreamDefaultWriterSlots {
  constructor() {
    /** slots of the stream, or undefined once the lock is released */
    this.stream = undefined;
    /** [[readyPromise]] */
    this.ready = new LazyPromise();
    /** [[closedPromise]] */
    this.closed = new LazyPromise();
    this.wrapper = undefined;
  }
}

isolate(WritableStreamDefaultWriterSlots);

function setUpWritableStreamDefaultWriter(writer, stream) {
  if (isWritableStreamLocked(stream)) throw new TypeError('The WritableStream is already locked to a writer');
  writer.stream = stream;
  stream.writer = writer;
  const { state, storedError } = stream;
  if (state === WRITABLE) {
    if (writableStreamCloseQueuedOrInFlight(stream) || !stream.backpressure) writer.ready.resolve();
  } else if (state === ERRORING) {
    writer.ready.reject(storedError);
  } else if (state === CLOSED) {
    writer.ready.resolve();
    writer.closed.resolve();
  } else {
    writer.ready.reject(storedError);
    writer.closed.reject(storedError);
  }
}

function acquireWritableStreamDefaultWriter(stream) {
  const writer = new WritableStreamDefaultWriterSlots();
  setUpWritableStreamDefaultWriter(writer, stream);
  return writer;
}

function writableStreamDefaultWriterCloseWithErrorPropagation(writer) {
  const { stream } = writer;
  const { state } = stream;
  if (writableStreamCloseQueuedOrInFlight(stream) || state === CLOSED) return PromiseResolve(undefined);
  if (state === ERRORED) return PromiseReject(stream.storedError);
  return writableStreamClose(stream);
}

function writableStreamDefaultWriterGetDesiredSize(writer) {
  const { stream } = writer;
  const { state } = stream;
  if (state === WRITABLE) return writableStreamDefaultControllerGetDesiredSize(stream.controller);
  return state === CLOSED ? 0 : null;
}

function writableStreamDefaultWriterRelease(writer) {
  const { stream } = writer;
  const releasedError = new TypeError('The lock of the WritableStreamDefaultWriter was released');
  writer.ready.ensureRejected(releasedError);
  writer.closed.ensureRejected(releasedError);
  stream.writer = undefined;
  writer.stream = undefined;
}

function writableStreamDefaultWriterWrite(writer, chunk) {
  const { stream } = writer;
  const { controller } = stream;
  const chunkSize = writableStreamDefaultControllerGetChunkSize(controller, chunk);
  if (!stream.isOpen || stream !== writer.stream) {
    return PromiseReject(writeRefused(writer, stream));
  }
  const promise = new Promise(capture);
  writableStreamDefaultControllerWrite(controller, chunk, chunkSize, capturedResolve, capturedReject);
  return promise;
}

/** Why a write is refused: the errors of WritableStreamDefaultWriterWrite, in its order. */
function writeRefused(writer, stream) {
  if (stream !== writer.stream) return releasedLock('write');
  const { state } = stream;
  if (state === ERRORED) return stream.storedError;
  if (state === CLOSED || writableStreamCloseQueuedOrInFlight(stream)) {
    return new TypeError(`Cannot write to a WritableStream that is ${state === CLOSED ? 'closed' : 'closing'}`);
  }
  // ERRORING
  return stream.storedError;
}

/** WritableStreamDefaultWriterWrite where nobody has the promise: nothing is made but the place in the queue. */
function writableStreamDefaultWriterWriteInternal(writer, chunk) {
  const { stream } = writer;
  const { controller } = stream;
  const chunkSize = writableStreamDefaultControllerGetChunkSize(controller, chunk);
  if (!stream.isOpen) return;
  writableStreamDefaultControllerWrite(controller, chunk, chunkSize, noop, noop);
}

function releasedLock(member) {
  return new TypeError(`WritableStreamDefaultWriter.${member}: the lock was released`);
}

let isWritableStreamDefaultWriter;
let wrapWritableStreamDefaultWriter;

class WritableStreamDefaultWriter {
  #slots;

  constructor(stream, slots = undefined) {
    if (stream === internalConstruct) {
      this.#slots = slots;
      slots.wrapper = this;
      return;
    }
    requireArguments(arguments.length, 1, 'WritableStreamDefaultWriter');
    if (!isWritableStream(stream)) throw new TypeError('WritableStreamDefaultWriter: stream is not a WritableStream');
    const writer = acquireWritableStreamDefaultWriter(streamSlotsOf(stream));
    this.#slots = writer;
    writer.wrapper = this;
  }

  get closed() {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(illegalInvocation('WritableStreamDefaultWriter'));
    return this.#slots.closed.look();
  }

  get desiredSize() {
    if (!(#slots in this)) throw illegalInvocation('WritableStreamDefaultWriter');
    if (this.#slots.stream === undefined) throw releasedLock('desiredSize');
    return writableStreamDefaultWriterGetDesiredSize(this.#slots);
  }

  get ready() {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(illegalInvocation('WritableStreamDefaultWriter'));
    return this.#slots.ready.look();
  }

  abort(reason = undefined) {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(illegalInvocation('WritableStreamDefaultWriter'));
    const { stream } = this.#slots;
    if (stream === undefined) return PromiseReject(releasedLock('abort'));
    return writableStreamAbort(stream, reason);
  }

  close() {
    if (!isWritableStreamDefaultWriter(this)) return PromiseReject(illegalInvocation('WritableStreamDefaultWriter'));
    const { stream } = this.#slots;
    if (stream === undefined) return PromiseReject(releasedLock('close'));
    if (writableStreamCloseQueuedOrInFlight(stream)) return PromiseReject(new TypeError('The WritableStream is already closing'));
    return writableStreamClose(stream);
  }

  releaseLock() {
    if (!(#slots in this)) throw illegalInvocation('WritableStreamDefaultWriter');
    if (this.#slots.stream !== undefined) writableStreamDefaultWriterRelease(this.#slots);
  }

  write(chunk = undefined) {
    let slots;
    try {
      slots = this.#slots;
    } catch {
      return PromiseReject(illegalInvocation('WritableStreamDefaultWriter'));
    }
    if (slots.stream === undefined) return PromiseReject(releasedLock('write'));
    return writableStreamDefaultWriterWrite(slots, chunk);
  }

  static {
    isWritableStreamDefaultWriter = (value) => isObject(value) && #slots in value;
    wrapWritableStreamDefaultWriter = (slots) => slots.wrapper ?? new WritableStreamDefaultWriter(internalConstruct, slots);
  }
}

module.exports = {
  WritableStreamDefaultWriter: defineInterface(WritableStreamDefaultWriter),
  acquireWritableStreamDefaultWriter,
  isWritableStreamDefaultWriter,
  wrapWritableStreamDefaultWriter,
  writableStreamDefaultWriterCloseWithErrorPropagation,
  writableStreamDefaultWriterGetDesiredSize,
  writableStreamDefaultWriterRelease,
  writableStreamDefaultWriterWriteInternal,
};
