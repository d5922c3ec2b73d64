// WritableStream (Streams §5.2).
const { PromiseReject, RangeError, ReflectApply, TypeError } = primordials;
const { defineTransferable } = require('html/serializable');
const { isObject } = require('webidl/convert');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { extractHighWaterMark, extractSizeAlgorithm, toQueuingStrategy } = require('streams/queuing/strategy');
const { callbackPromise, noop } = require('streams/writable/promises');
const {
  WritableStreamSlots,
  isWritableStreamLocked,
  writableStreamAbort,
  writableStreamClose,
  writableStreamCloseQueuedOrInFlight,
} = require('streams/writable/operations');
const {
  setUpWritableStreamDefaultController,
  wrapWritableStreamDefaultController,
  writableStreamDefaultControllerStart,
} = require('streams/writable/WritableStreamDefaultController');
const { toUnderlyingSink } = require('streams/writable/UnderlyingSink');

let slotsOf;
let isWritableStream;
let wrapWritableStream;
/** Loaded at the first getWriter(), since the writer's file needs this one. */
let writers;

class WritableStream {
  #slots;

  constructor(underlyingSink = undefined, strategy = undefined) {
    if (underlyingSink === internalConstruct) {
      this.#slots = strategy;
      strategy.wrapper = this;
      return;
    }
    if (underlyingSink !== undefined && !isObject(underlyingSink)) {
      throw new TypeError('WritableStream: underlyingSink is not an object');
    }
    const queuingStrategy = toQueuingStrategy(strategy, 'WritableStream: strategy');
    const sink = toUnderlyingSink(underlyingSink);
    if (sink.type !== undefined) throw new RangeError('WritableStream: underlyingSink.type must be undefined');
    const slots = new WritableStreamSlots();
    this.#slots = slots;
    slots.wrapper = this;
    const sizeAlgorithm = extractSizeAlgorithm(queuingStrategy);
    const highWaterMark = extractHighWaterMark(queuingStrategy, 1);
    setUpFromUnderlyingSink(slots, underlyingSink, sink, highWaterMark, sizeAlgorithm);
  }

  get locked() {
    if (!(#slots in this)) throw illegalInvocation('WritableStream');
    return isWritableStreamLocked(this.#slots);
  }

  abort(reason = undefined) {
    if (!isWritableStream(this)) return PromiseReject(illegalInvocation('WritableStream'));
    if (isWritableStreamLocked(this.#slots)) {
      return PromiseReject(new TypeError('Cannot abort a WritableStream that is locked to a writer'));
    }
    return writableStreamAbort(this.#slots, reason);
  }

  close() {
    if (!isWritableStream(this)) return PromiseReject(illegalInvocation('WritableStream'));
    const slots = this.#slots;
    if (isWritableStreamLocked(slots)) return PromiseReject(new TypeError('Cannot close a WritableStream that is locked to a writer'));
    if (writableStreamCloseQueuedOrInFlight(slots)) return PromiseReject(new TypeError('The WritableStream is already closing'));
    return writableStreamClose(slots);
  }

  getWriter() {
    if (!(#slots in this)) throw illegalInvocation('WritableStream');
    writers ??= require('streams/writable/WritableStreamDefaultWriter');
    return writers.wrapWritableStreamDefaultWriter(writers.acquireWritableStreamDefaultWriter(this.#slots));
  }

  static {
    slotsOf = (stream) => stream.#slots;
    isWritableStream = (value) => isObject(value) && #slots in value;
    wrapWritableStream = (slots) => slots.wrapper ?? new WritableStream(internalConstruct, slots);
  }
}

/** SetUpWritableStreamDefaultControllerFromUnderlyingSink */
function setUpFromUnderlyingSink(stream, underlyingSink, { abort, close, start, write }, highWaterMark, sizeAlgorithm) {
  const writeAlgorithm = write === undefined ? noop : (chunk) => callbackPromise(ReflectApply(write, underlyingSink, [chunk, wrapper]));
  const closeAlgorithm = close === undefined ? noop : () => callbackPromise(ReflectApply(close, underlyingSink, []));
  const abortAlgorithm = abort === undefined ? noop : (reason) => callbackPromise(ReflectApply(abort, underlyingSink, [reason]));
  const controller = setUpWritableStreamDefaultController(
    stream, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm,
  );
  const wrapper = wrapWritableStreamDefaultController(controller);
  const startResult = start === undefined ? undefined : ReflectApply(start, underlyingSink, [wrapper]);
  writableStreamDefaultControllerStart(controller, callbackPromise(startResult));
}

/**
 * CreateWritableStream. The algorithms are as WritableStreamDefaultController.js says; no script sees the stream until it is wrapped.
 *
 * @param {() => Promise<any>|undefined} [startAlgorithm] undefined does nothing
 * @param {(chunk: any) => Promise<any>|undefined} [writeAlgorithm]
 * @param {() => Promise<any>|undefined} [closeAlgorithm]
 * @param {(reason: any) => Promise<any>|undefined} [abortAlgorithm]
 * @param {number} [highWaterMark]
 * @param {(chunk: any) => number} [sizeAlgorithm] undefined stands for the one that returns 1
 * @returns {WritableStreamSlots}
 */
function createWritableStream(
  startAlgorithm,
  writeAlgorithm,
  closeAlgorithm,
  abortAlgorithm,
  highWaterMark = 1,
  sizeAlgorithm = undefined,
) {
  const stream = new WritableStreamSlots();
  const controller = setUpWritableStreamDefaultController(
    stream, writeAlgorithm ?? noop, closeAlgorithm ?? noop, abortAlgorithm ?? noop, highWaterMark, sizeAlgorithm,
  );
  writableStreamDefaultControllerStart(controller, startAlgorithm === undefined ? undefined : startAlgorithm());
  return stream;
}

defineTransferable(
  isWritableStream,
  'WritableStream',
  (stream) => slotsOf(stream).detached,
  (stream, dataHolder) => require('streams/transfer/writable').transferSteps(slotsOf(stream), dataHolder),
  (dataHolder) => wrapWritableStream(require('streams/transfer/writable').transferReceivingSteps(dataHolder)),
);

module.exports = {
  WritableStream: defineInterface(WritableStream),
  createWritableStream,
  isWritableStream,
  isWritableStreamLocked,
  slotsOf,
  wrapWritableStream,
};
