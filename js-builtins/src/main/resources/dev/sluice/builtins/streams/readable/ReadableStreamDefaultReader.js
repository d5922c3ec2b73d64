// ReadableStreamDefaultReader (Streams §4.4) and its abstract operations (§4.9.3), with Bun's readMany().
const { PromiseReject, PromiseResolve, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { internalConstruct, illegalInvocation, defineInterface } = require('webidl/interface');
const { isObject, requireArguments } = require('webidl/convert');
const { resolvedResult } = require('streams/readable/results');
const { READABLE, CLOSED, isReadableStreamLocked, lockedError } = require('streams/readable/operations');
const {
  closedPromiseOf,
  newPendingPromise,
  readableStreamReaderGenericCancel,
  readableStreamReaderGenericInitialize,
  readableStreamReaderRelease,
  releasedError,
} = require('streams/readable/ReadableStreamGenericReader');

/**
 * The read request of read(). It is settled before anybody asked for its promise whenever pull() enqueues at once; then the promise is made
 * resolved, which is half the price of a promise made pending.
 */
class DefaultReadRequest {
  constructor() {
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
  }

  chunkSteps(chunk) {
    if (this.resolve === undefined) this.promise = resolvedResult(chunk);
    else this.resolve({ value: chunk, done: false });
  }

  closeSteps() {
    const result = { value: undefined, done: true };
    if (this.resolve === undefined) this.promise = PromiseResolve(result);
    else this.resolve(result);
  }

  errorSteps(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }
}

isolate(DefaultReadRequest);

/** AcquireReadableStreamDefaultReader. @returns reader slots */
function acquireReadableStreamDefaultReader(stream) {
  if (isReadableStreamLocked(stream)) throw lockedError('getReader');
  return readableStreamReaderGenericInitialize(stream, false);
}

/** ReadableStreamDefaultReaderRead */
function readableStreamDefaultReaderRead(reader, readRequest) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === READABLE) stream.controller.pullSteps(readRequest);
  else if (stream.state === CLOSED) readRequest.closeSteps();
  else readRequest.errorSteps(stream.storedError);
}

/**
 * ReadableStreamDefaultReaderRead with the read request of read(), for the promise of its result. A chunk that waits is taken without a
 * request: its promise is made resolved.
 */
function readResult(reader, stream) {
  stream.disturbed = true;
  if (stream.state === READABLE) {
    const { controller } = stream;
    if (controller.queue.length !== 0) return resolvedResult(controller.takeChunk());
    const readRequest = new DefaultReadRequest();
    controller.pullSteps(readRequest);
    return readRequest.promise ?? newPendingPromise(readRequest);
  }
  if (stream.state === CLOSED) return PromiseResolve({ value: undefined, done: true });
  return PromiseReject(stream.storedError);
}

let wrapReader;
let readerSlotsOf;

class ReadableStreamDefaultReader {
  #slots;

  constructor(stream, slots = undefined) {
    if (stream === internalConstruct) {
      this.#slots = slots;
    } else {
      requireArguments(arguments.length, 1, 'ReadableStreamDefaultReader');
      const { isReadableStream, slotsOf } = require('streams/readable/ReadableStream');
      if (!isReadableStream(stream)) throw new TypeError('ReadableStreamDefaultReader: the argument is not a ReadableStream');
      this.#slots = acquireReadableStreamDefaultReader(slotsOf(stream));
    }
    this.#slots.wrapper = this;
  }

  static {
    wrapReader = (slots) => new ReadableStreamDefaultReader(internalConstruct, slots);
    readerSlotsOf = (reader) => reader.#slots;
  }

  get closed() {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStreamDefaultReader'));
    return closedPromiseOf(this.#slots);
  }

  cancel(reason = undefined) {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStreamDefaultReader'));
    if (this.#slots.stream === undefined) return PromiseReject(releasedError('ReadableStreamDefaultReader.cancel'));
    return readableStreamReaderGenericCancel(this.#slots, reason);
  }

  read() {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStreamDefaultReader'));
    const reader = this.#slots;
    const { stream } = reader;
    if (stream === undefined) return PromiseReject(releasedError('ReadableStreamDefaultReader.read'));
    return readResult(reader, stream);
  }

  /** Bun's: everything that waits, at once. See streams/readable/readMany. */
  readMany() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamDefaultReader');
    const reader = this.#slots;
    if (reader.stream === undefined) throw releasedError('ReadableStreamDefaultReader.readMany');
    return require('streams/readable/readMany').readMany(reader);
  }

  releaseLock() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamDefaultReader');
    if (this.#slots.stream === undefined) return;
    readableStreamReaderRelease(this.#slots);
  }
}

module.exports = {
  ReadableStreamDefaultReader: defineInterface(ReadableStreamDefaultReader),
  wrapReader,
  readResult,
  readerSlotsOf,
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRead,
  readableStreamDefaultReaderRelease: readableStreamReaderRelease,
};
