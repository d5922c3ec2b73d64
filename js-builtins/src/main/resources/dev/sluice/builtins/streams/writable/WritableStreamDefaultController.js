// WritableStreamDefaultController (Streams §5.4) and the abstract operations on it (§5.5.4).
const { RangeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { noop, uponPromise, uponThrow } = require('streams/writable/promises');
const {
  ERRORING,
  WRITABLE,
  writableStreamDealWithRejection,
  writableStreamFinishErroring,
  writableStreamFinishInFlightClose,
  writableStreamFinishInFlightCloseWithError,
  writableStreamFinishInFlightWriteWithError,
  writableStreamMarkCloseRequestInFlight,
  writableStreamStartErroring,
  writableStreamUpdateBackpressure,
} = require('streams/writable/operations');

const closeSentinel = { __proto__: null, description: 'close sentinel' };

/**
 * A place in the queue: a chunk, or the close sentinel, with its size and with the resolving functions of its write request's promise. The
 * queue is a list of them, since it is nearly always a chunk or two long. No more fields: these fit into an object without a second one.
 */
class QueueEntry {
  constructor(chunk, size, resolve, reject) {
    this.chunk = chunk;
    this.size = size;
    this.resolve = resolve;
    this.reject = reject;
    this.next = undefined;
  }
}

isolate(QueueEntry);

/**
 * The internal slots of a WritableStreamDefaultController.
 *
 * `writeAlgorithm(chunk)`, `closeAlgorithm()` and `abortAlgorithm(reason)` return a promise, or undefined for one that is resolved with
 * undefined; if they throw, that stands for a rejected promise. A write algorithm that returns `laterCompletion` calls
 * `writableStreamDefaultControllerWriteFulfilled` or `…WriteRejected` itself, in a microtask of its own.
 */
class WritableStreamDefaultControllerSlots {
  constructor(stream, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm) {
    this.stream = stream;
    this.writeAlgorithm = writeAlgorithm;
    this.strategyHWM = highWaterMark;
    this.strategySizeAlgorithm = sizeAlgorithm;
    this.started = false;
    this.queueTotalSize = 0;
    this.head = undefined;
    this.tail = undefined;
    /** reactions to a write, made at the first one and used for all */
    this.onWriteFulfilled = undefined;
    this.onWriteRejected = undefined;
    this.closeAlgorithm = closeAlgorithm;
    this.abortAlgorithm = abortAlgorithm;
    /** slots of the signal of [[abortController]], which is made when a script first reads `controller.signal` */
    this.signal = undefined;
    this.abortSignalled = false;
    this.abortReason = undefined;
    this.wrapper = undefined;
  }

  /** "Signal abort" on [[abortController]]. */
  signalAbort(reason) {
    if (this.abortSignalled) return;
    this.abortSignalled = true;
    this.abortReason = reason;
    if (this.signal !== undefined) require('dom/AbortSignal').signalAbort(this.signal, reason);
  }

  /** [[AbortSteps]] */
  abortSteps(reason) {
    const { abortAlgorithm } = this;
    try {
      return abortAlgorithm(reason);
    } finally {
      writableStreamDefaultControllerClearAlgorithms(this);
    }
  }

  /**
   * [[ErrorSteps]], which also rejects [[writeRequests]] with the stream's stored error. The request of a write that has just failed may be
   * among them: it is settled already.
   */
  errorSteps(storedError) {
    let entry = this.head;
    this.head = this.tail = undefined;
    this.queueTotalSize = 0;
    while (entry !== undefined) {
      entry.reject(storedError);
      entry = entry.next;
    }
  }

  /** WritableStreamDefaultControllerClose */
  close() {
    enqueueValueWithSize(this, closeSentinel, 0, noop, noop);
    writableStreamDefaultControllerAdvanceQueueIfNeeded(this);
  }
}

isolate(WritableStreamDefaultControllerSlots);

/** A write algorithm returns this when it will report the end of the write itself. */
const laterCompletion = { __proto__: null, description: 'completes later' };

function enqueueValueWithSize(controller, value, size, resolve, reject) {
  const entry = new QueueEntry(value, size, resolve, reject);
  if (controller.tail === undefined) controller.head = entry;
  else controller.tail.next = entry;
  controller.tail = entry;
  controller.queueTotalSize += size;
}

function dequeueValue(controller) {
  const entry = controller.head;
  const { next } = entry;
  controller.head = next;
  if (next === undefined) controller.tail = undefined;
  const size = controller.queueTotalSize - entry.size;
  controller.queueTotalSize = size < 0 ? 0 : size;
}

/**
 * SetUpWritableStreamDefaultController, but for the call of `startAlgorithm`, which is the caller's, who then hands its result to
 * `writableStreamDefaultControllerStart`.
 */
function setUpWritableStreamDefaultController(stream, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm) {
  const controller = new WritableStreamDefaultControllerSlots(
    stream, writeAlgorithm, closeAlgorithm, abortAlgorithm, highWaterMark, sizeAlgorithm,
  );
  stream.controller = controller;
  writableStreamUpdateBackpressure(stream, writableStreamDefaultControllerGetBackpressure(controller));
  return controller;
}

/** The reactions to the start promise in SetUpWritableStreamDefaultController. */
function writableStreamDefaultControllerStart(controller, startResult) {
  uponPromise(
    startResult,
    () => {
      controller.started = true;
      writableStreamDefaultControllerAdvanceQueueIfNeeded(controller);
    },
    (reason) => {
      controller.started = true;
      writableStreamDealWithRejection(controller.stream, reason);
    },
  );
}

function writableStreamDefaultControllerAdvanceQueueIfNeeded(controller) {
  const { stream } = controller;
  if (!controller.started || stream.inFlightWriteRequest !== undefined) return;
  if (stream.state === ERRORING) {
    writableStreamFinishErroring(stream);
    return;
  }
  const { head } = controller;
  if (head === undefined) return;
  if (head.chunk === closeSentinel) writableStreamDefaultControllerProcessClose(controller);
  else writableStreamDefaultControllerProcessWrite(controller, head);
}

function writableStreamDefaultControllerClearAlgorithms(controller) {
  controller.writeAlgorithm = undefined;
  controller.closeAlgorithm = undefined;
  controller.abortAlgorithm = undefined;
  controller.strategySizeAlgorithm = undefined;
}

function writableStreamDefaultControllerError(controller, error) {
  writableStreamDefaultControllerClearAlgorithms(controller);
  writableStreamStartErroring(controller.stream, error);
}

function writableStreamDefaultControllerErrorIfNeeded(controller, error) {
  if (controller.stream.state === WRITABLE) writableStreamDefaultControllerError(controller, error);
}

function writableStreamDefaultControllerGetBackpressure(controller) {
  return controller.strategyHWM - controller.queueTotalSize <= 0;
}

function writableStreamDefaultControllerGetChunkSize(controller, chunk) {
  const { strategySizeAlgorithm } = controller;
  if (strategySizeAlgorithm === undefined) return 1;
  try {
    return strategySizeAlgorithm(chunk);
  } catch (error) {
    writableStreamDefaultControllerErrorIfNeeded(controller, error);
    return 1;
  }
}

function writableStreamDefaultControllerGetDesiredSize(controller) {
  return controller.strategyHWM - controller.queueTotalSize;
}

function writableStreamDefaultControllerProcessClose(controller) {
  const { stream, closeAlgorithm } = controller;
  writableStreamMarkCloseRequestInFlight(stream);
  dequeueValue(controller);
  const onRejected = (reason) => writableStreamFinishInFlightCloseWithError(stream, reason);
  let result;
  try {
    result = closeAlgorithm();
  } catch (error) {
    writableStreamDefaultControllerClearAlgorithms(controller);
    uponThrow(error, onRejected);
    return;
  }
  writableStreamDefaultControllerClearAlgorithms(controller);
  uponPromise(result, () => writableStreamFinishInFlightClose(stream), onRejected);
}

function writableStreamDefaultControllerProcessWrite(controller, entry) {
  // WritableStreamMarkFirstWriteRequestInFlight
  controller.stream.inFlightWriteRequest = entry;
  if (controller.onWriteFulfilled === undefined) {
    controller.onWriteFulfilled = () => writableStreamDefaultControllerWriteFulfilled(controller);
    controller.onWriteRejected = (reason) => writableStreamDefaultControllerWriteRejected(controller, reason);
  }
  let result;
  try {
    result = controller.writeAlgorithm(entry.chunk);
  } catch (error) {
    uponThrow(error, controller.onWriteRejected);
    return;
  }
  if (result === undefined) queueMicrotaskStep(writableStreamDefaultControllerWriteFulfilled, controller);
  else if (result !== laterCompletion) uponPromise(result, controller.onWriteFulfilled, controller.onWriteRejected);
}

/** The reaction to a fulfilled sink write promise in WritableStreamDefaultControllerProcessWrite. */
function writableStreamDefaultControllerWriteFulfilled(controller) {
  const { stream } = controller;
  // WritableStreamFinishInFlightWrite
  const { resolve } = stream.inFlightWriteRequest;
  stream.inFlightWriteRequest = undefined;
  if (resolve !== noop) resolve(undefined);
  dequeueValue(controller);
  if (stream.isOpen && stream.backpressure && controller.strategyHWM - controller.queueTotalSize > 0) {
    stream.backpressure = false;
    if (stream.writer !== undefined) stream.writer.ready.resolve();
  }
  // An empty queue has nothing to advance, unless the stream waits for the end of this write to error.
  if (controller.head !== undefined || !stream.isOpen) writableStreamDefaultControllerAdvanceQueueIfNeeded(controller);
  if (stream.pipe !== undefined) stream.pipe.writeFinished();
}

/** The reaction to a rejected sink write promise in WritableStreamDefaultControllerProcessWrite. */
function writableStreamDefaultControllerWriteRejected(controller, reason) {
  const { stream } = controller;
  if (stream.state === WRITABLE) writableStreamDefaultControllerClearAlgorithms(controller);
  writableStreamFinishInFlightWriteWithError(stream, reason);
}

/**
 * WritableStreamDefaultControllerWrite, after WritableStreamAddWriteRequest: `resolve` and `reject` settle the write request's promise.
 * They are `noop` where the standard makes a promise that no script could reach.
 *
 * The stream is open. The request of a chunk whose size is no size joins the queue too, where the error that follows finds and rejects it.
 */
function writableStreamDefaultControllerWrite(controller, chunk, chunkSize, resolve, reject) {
  if (!(chunkSize >= 0 && chunkSize !== Infinity)) {
    enqueueValueWithSize(controller, chunk, 0, resolve, reject);
    const error = new RangeError(`The size of a chunk must be finite and not negative, but is ${chunkSize}`);
    writableStreamDefaultControllerErrorIfNeeded(controller, error);
    return;
  }
  enqueueValueWithSize(controller, chunk, chunkSize, resolve, reject);
  // No script has run since the stream was found open: backpressure can only have begun, and the queue holds no close sentinel.
  const { stream } = controller;
  if (!stream.backpressure && controller.strategyHWM - controller.queueTotalSize <= 0) {
    stream.backpressure = true;
    if (stream.writer !== undefined) stream.writer.ready.renew();
  }
  if (controller.started && stream.inFlightWriteRequest === undefined) {
    writableStreamDefaultControllerProcessWrite(controller, controller.head);
  }
}

let wrapWritableStreamDefaultController;

class WritableStreamDefaultController {
  #slots;

  constructor(key = undefined, slots = undefined) {
    if (key !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
  }

  /** @returns {AbortSignal} aborted when the stream is, so that a write or close under way can be given up */
  get signal() {
    if (!(#slots in this)) throw illegalInvocation('WritableStreamDefaultController');
    const slots = this.#slots;
    const { createAbortSignal, signalAbort, wrap } = require('dom/AbortSignal');
    if (slots.signal === undefined) {
      slots.signal = createAbortSignal();
      if (slots.abortSignalled) signalAbort(slots.signal, slots.abortReason);
    }
    return wrap(slots.signal);
  }

  /** Makes all future interactions with the stream fail with `e`. */
  error(e = undefined) {
    if (!(#slots in this)) throw illegalInvocation('WritableStreamDefaultController');
    if (this.#slots.stream.state === WRITABLE) writableStreamDefaultControllerError(this.#slots, e);
  }

  static {
    wrapWritableStreamDefaultController = (slots) =>
      (slots.wrapper ??= new WritableStreamDefaultController(internalConstruct, slots));
  }
}

module.exports = {
  WritableStreamDefaultController: defineInterface(WritableStreamDefaultController),
  laterCompletion,
  setUpWritableStreamDefaultController,
  wrapWritableStreamDefaultController,
  writableStreamDefaultControllerErrorIfNeeded,
  writableStreamDefaultControllerGetChunkSize,
  writableStreamDefaultControllerGetDesiredSize,
  writableStreamDefaultControllerStart,
  writableStreamDefaultControllerWrite,
  writableStreamDefaultControllerWriteFulfilled,
  writableStreamDefaultControllerWriteRejected,
};
