// ReadableStreamDefaultController (Streams §4.6) and its abstract operations (§4.9.4).
const { PromiseReject, PromiseResolve, PromisePrototypeThen, ReflectApply, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { internalConstruct, illegalConstructor, illegalInvocation, defineInterface } = require('webidl/interface');
const { isObject, toSequence, toDictionary } = require('webidl/convert');
const { QueueWithSizes, enqueueValueWithSize } = require('streams/queue/QueueWithSizes');
const { queueMicrotaskStep, resolvedUndefined } = require('streams/queue/microtaskSteps');
const {
  READABLE,
  CLOSED,
  ERRORED,
  readableStreamAddReadRequest,
  readableStreamClose,
  readableStreamError,
} = require('streams/readable/operations');

/** The slots of a default controller. */
class ReadableStreamDefaultControllerSlots {
  constructor(stream, pullAlgorithm, cancelAlgorithm, underlyingSource, highWaterMark, sizeAlgorithm, isOwning) {
    this.isByteController = false;
    this.wrapper = undefined;
    this.stream = stream;
    /** [[queue]] and [[queueTotalSize]] */
    this.queue = new QueueWithSizes();
    this.closeRequested = false;
    this.pullAgain = false;
    this.pulling = false;
    this.started = false;
    /** Does the stream take ownership of its chunks (the proposal `type: "owning"`)? */
    this.isOwning = isOwning;
    this.strategyHWM = highWaterMark;
    /** undefined: every chunk counts 1, and nothing is called. */
    this.strategySizeAlgorithm = sizeAlgorithm;
    /**
     * Takes nothing (or, with an underlying source, the controller) and returns a promise, or undefined for one resolved with undefined.
     */
    this.pullAlgorithm = pullAlgorithm;
    /** Takes the reason; returns as pullAlgorithm does. */
    this.cancelAlgorithm = cancelAlgorithm;
    /** The callback this value of algorithms that a script gave; undefined when they are ours. */
    this.underlyingSource = underlyingSource;
    // Reactions to the promise of a pull, made at the first pull that returns one.
    this.onPulled = undefined;
    this.onPullFailed = undefined;
  }

  /** [[CancelSteps]] */
  cancelSteps(reason) {
    this.queue.clear();
    const result = callCancelAlgorithm(this, reason);
    readableStreamDefaultControllerClearAlgorithms(this);
    return result;
  }

  /** [[PullSteps]] */
  pullSteps(readRequest) {
    if (this.queue.length !== 0) {
      readRequest.chunkSteps(this.takeChunk());
    } else {
      readableStreamAddReadRequest(this.stream, readRequest);
      readableStreamDefaultControllerCallPullIfNeeded(this);
    }
  }

  /** [[ReleaseSteps]] */
  releaseSteps() {}

  /** The first half of [[PullSteps]]: the oldest of the chunks that wait (there must be one). */
  takeChunk() {
    const chunk = this.queue.shift();
    if (this.closeRequested && this.queue.length === 0) {
      readableStreamDefaultControllerClearAlgorithms(this);
      readableStreamClose(this.stream);
    } else {
      readableStreamDefaultControllerCallPullIfNeeded(this);
    }
    return chunk;
  }

  /** All chunks that wait, as an array; then closes or pulls once, as after the last of them. For readMany. */
  takeAllChunks() {
    const chunks = this.queue.drain();
    if (this.closeRequested) {
      readableStreamDefaultControllerClearAlgorithms(this);
      readableStreamClose(this.stream);
    } else {
      readableStreamDefaultControllerCallPullIfNeeded(this);
    }
    return chunks;
  }

  /** [[queueTotalSize]], whatever the kind of controller */
  get queueTotalSize() {
    return this.queue.totalSize;
  }

  error(e) {
    readableStreamDefaultControllerError(this, e);
  }
}

isolate(ReadableStreamDefaultControllerSlots);

/**
 * A pull algorithm of ours returns this when it will call `readableStreamDefaultControllerPullEnded` itself, instead of making a promise.
 */
const pullEndsLater = { __proto__: null, description: 'pull ends later' };

/** Runs [[cancelAlgorithm]] (of either kind of controller). @returns {Promise} */
function callCancelAlgorithm(controller, reason) {
  const { cancelAlgorithm, underlyingSource } = controller;
  if (cancelAlgorithm === undefined) return resolvedUndefined;
  try {
    const result = underlyingSource === undefined ? cancelAlgorithm(reason) : ReflectApply(cancelAlgorithm, underlyingSource, [reason]);
    return result === undefined ? resolvedUndefined : PromiseResolve(result);
  } catch (e) {
    return PromiseReject(e);
  }
}

/** ReadableStreamDefaultControllerCallPullIfNeeded */
function readableStreamDefaultControllerCallPullIfNeeded(controller) {
  // Without an algorithm a pull would be a promise that is resolved already: nobody could tell.
  if (controller.pullAlgorithm === undefined || !readableStreamDefaultControllerShouldCallPull(controller)) return;
  if (controller.pulling) {
    controller.pullAgain = true;
    return;
  }
  controller.pulling = true;
  const { pullAlgorithm, underlyingSource } = controller;
  let result;
  try {
    result = underlyingSource === undefined ? pullAlgorithm() : ReflectApply(pullAlgorithm, underlyingSource, [wrapController(controller)]);
  } catch (e) {
    result = PromiseReject(e);
  }
  if (result === undefined) queueMicrotaskStep(pulled, controller);
  else if (result !== pullEndsLater) reactToPull(controller, PromiseResolve(result));
}

function reactToPull(controller, pullPromise) {
  if (controller.onPulled === undefined) {
    controller.onPulled = () => pulled(controller);
    controller.onPullFailed = (e) => readableStreamDefaultControllerError(controller, e);
  }
  PromisePrototypeThen(pullPromise, controller.onPulled, controller.onPullFailed);
}

/** Upon fulfillment of the promise of a pull. */
function pulled(controller) {
  controller.pulling = false;
  if (controller.pullAgain) {
    controller.pullAgain = false;
    readableStreamDefaultControllerCallPullIfNeeded(controller);
  }
}

/** ReadableStreamDefaultControllerShouldCallPull */
function readableStreamDefaultControllerShouldCallPull(controller) {
  const { stream } = controller;
  if (controller.closeRequested || stream.state !== READABLE || !controller.started) return false;
  const { reader } = stream;
  if (reader !== undefined && reader.readRequests.length > 0) return true;
  return controller.strategyHWM - controller.queue.totalSize > 0;
}

/** ReadableStreamDefaultControllerClearAlgorithms: lets the underlying source be collected. */
function readableStreamDefaultControllerClearAlgorithms(controller) {
  controller.pullAlgorithm = undefined;
  controller.cancelAlgorithm = undefined;
  controller.strategySizeAlgorithm = undefined;
  controller.underlyingSource = undefined;
}

/** ReadableStreamDefaultControllerClose */
function readableStreamDefaultControllerClose(controller) {
  if (!readableStreamDefaultControllerCanCloseOrEnqueue(controller)) return;
  controller.closeRequested = true;
  if (controller.queue.length === 0) {
    readableStreamDefaultControllerClearAlgorithms(controller);
    readableStreamClose(controller.stream);
  }
}

/** ReadableStreamDefaultControllerEnqueue */
function readableStreamDefaultControllerEnqueue(controller, chunk) {
  if (readableStreamDefaultControllerCanCloseOrEnqueue(controller)) enqueueIntoOpen(controller, chunk);
}

/** The same once it is known that the stream takes chunks. */
function enqueueIntoOpen(controller, chunk) {
  const { reader } = controller.stream;
  if (reader !== undefined && reader.readRequests.length > 0) {
    reader.readRequests.shift().chunkSteps(chunk);
  } else if (controller.strategySizeAlgorithm === undefined) {
    controller.queue.push(chunk);
  } else {
    enqueueSized(controller, chunk);
  }
  callPullAfterEnqueue(controller);
}

/**
 * CallPullIfNeeded at the end of enqueue, which mostly runs within a pull: written apart, so that the compiler does not inline another
 * pull, and the next enqueue in that, into each enqueue.
 */
function callPullAfterEnqueue(controller) {
  if (controller.pullAlgorithm === undefined) return;
  if (!controller.pulling) readableStreamDefaultControllerCallPullIfNeeded(controller);
  else if (readableStreamDefaultControllerShouldCallPull(controller)) controller.pullAgain = true;
}

/** The size algorithm is a script's: it may throw, answer nonsense, and close or error the stream meanwhile. */
function enqueueSized(controller, chunk) {
  try {
    const { strategySizeAlgorithm } = controller;
    enqueueValueWithSize(controller.queue, chunk, strategySizeAlgorithm(chunk));
  } catch (e) {
    readableStreamDefaultControllerError(controller, e);
    throw e;
  }
}

/** ReadableStreamDefaultControllerError */
function readableStreamDefaultControllerError(controller, e) {
  const { stream } = controller;
  if (stream.state !== READABLE) return;
  controller.queue.clear();
  readableStreamDefaultControllerClearAlgorithms(controller);
  readableStreamError(stream, e);
}

/** ReadableStreamDefaultControllerGetDesiredSize */
function readableStreamDefaultControllerGetDesiredSize(controller) {
  const { state } = controller.stream;
  if (state === ERRORED) return null;
  if (state === CLOSED) return 0;
  return controller.strategyHWM - controller.queue.totalSize;
}

/** ReadableStreamDefaultControllerHasBackpressure */
function readableStreamDefaultControllerHasBackpressure(controller) {
  return !readableStreamDefaultControllerShouldCallPull(controller);
}

/** ReadableStreamDefaultControllerCanCloseOrEnqueue */
function readableStreamDefaultControllerCanCloseOrEnqueue(controller) {
  return !controller.closeRequested && controller.stream.state === READABLE;
}

/**
 * The rest of SetUpReadableStreamDefaultController once [[startAlgorithm]] has run: what follows upon its promise. Where start returned no
 * object its promise would be resolved already, so the reaction is one microtask; and without a pull algorithm nobody can see even that.
 */
function readableStreamDefaultControllerStarted(controller, startResult) {
  if (isObject(startResult)) {
    PromisePrototypeThen(
      PromiseResolve(startResult),
      () => started(controller),
      (r) => readableStreamDefaultControllerError(controller, r),
    );
  } else if (controller.pullAlgorithm === undefined) {
    controller.started = true;
  } else {
    queueMicrotaskStep(started, controller);
  }
}

function started(controller) {
  controller.started = true;
  readableStreamDefaultControllerCallPullIfNeeded(controller);
}

/** SetUpReadableStreamDefaultController, for algorithms of ours */
function setUpReadableStreamDefaultController(
  stream,
  startAlgorithm,
  pullAlgorithm,
  cancelAlgorithm,
  highWaterMark,
  sizeAlgorithm = undefined,
  isOwning = false,
) {
  const controller = new ReadableStreamDefaultControllerSlots(
    stream,
    pullAlgorithm,
    cancelAlgorithm,
    undefined,
    highWaterMark,
    sizeAlgorithm,
    isOwning,
  );
  stream.controller = controller;
  readableStreamDefaultControllerStarted(controller, startAlgorithm === undefined ? undefined : startAlgorithm());
}

/**
 * SetUpReadableStreamDefaultControllerFromUnderlyingSource
 *
 * @param {object} stream stream slots
 * @param {object|null} underlyingSource the script's object, the callback this value
 * @param {import('./UnderlyingSource').UnderlyingSource|undefined} dictionary what was read from it; undefined without one
 * @param {number} highWaterMark
 * @param {Function|undefined} sizeAlgorithm
 */
function setUpReadableStreamDefaultControllerFromUnderlyingSource(stream, underlyingSource, dictionary, highWaterMark, sizeAlgorithm) {
  if (dictionary === undefined) {
    const idle = new ReadableStreamDefaultControllerSlots(stream, undefined, undefined, undefined, highWaterMark, sizeAlgorithm, false);
    stream.controller = idle;
    idle.started = true;
    return;
  }
  const { pull, cancel, start } = dictionary;
  const controller = new ReadableStreamDefaultControllerSlots(
    stream,
    pull,
    cancel,
    underlyingSource,
    highWaterMark,
    sizeAlgorithm,
    dictionary.type === 'owning',
  );
  stream.controller = controller;
  const startResult = start === undefined ? undefined : ReflectApply(start, underlyingSource, [wrapController(controller)]);
  readableStreamDefaultControllerStarted(controller, startResult);
}

/** enqueue() of a stream that owns its chunks, or with options: `transfer` is read in either case, and refused where nothing is owned. */
function enqueueWithOptions(controller, chunk, options) {
  const transfer = toDictionary(options, 'ReadableStreamDefaultController.enqueue: options')?.transfer;
  const transferList = transfer === undefined ? [] : toSequence(transfer, 'ReadableStreamDefaultController.enqueue: transfer', toObject);
  if (transferList.length !== 0 && !controller.isOwning) {
    throw new TypeError('ReadableStreamDefaultController.enqueue: only a stream of type "owning" takes a transfer list');
  }
  throwUnlessOpen(controller, 'enqueue');
  if (!controller.isOwning) {
    readableStreamDefaultControllerEnqueue(controller, chunk);
    return;
  }
  let owned;
  try {
    owned = require('html/structuredClone').structuredCloneWithTransfer(chunk, transferList);
  } catch (e) {
    readableStreamDefaultControllerError(controller, e);
    throw e;
  }
  readableStreamDefaultControllerEnqueue(controller, owned);
}

function toObject(value, context) {
  if (!isObject(value)) throw new TypeError(`${context} is not an object`);
  return value;
}

function throwUnlessOpen(controller, operation) {
  if (!readableStreamDefaultControllerCanCloseOrEnqueue(controller)) {
    const state = controller.closeRequested ? 'closing' : 'not readable';
    throw new TypeError(`ReadableStreamDefaultController.${operation}: the stream is ${state}`);
  }
}

let wrapController;

class ReadableStreamDefaultController {
  #slots;

  constructor(token = undefined, slots = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    wrapController = (slots) => slots.wrapper ?? new ReadableStreamDefaultController(internalConstruct, slots);
  }

  get desiredSize() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamDefaultController');
    return readableStreamDefaultControllerGetDesiredSize(this.#slots);
  }

  close() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamDefaultController');
    throwUnlessOpen(this.#slots, 'close');
    readableStreamDefaultControllerClose(this.#slots);
  }

  enqueue(chunk = undefined, options = undefined) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamDefaultController');
    const controller = this.#slots;
    if (options !== undefined || controller.isOwning) {
      enqueueWithOptions(controller, chunk, options);
      return;
    }
    throwUnlessOpen(controller, 'enqueue');
    enqueueIntoOpen(controller, chunk);
  }

  error(e = undefined) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamDefaultController');
    readableStreamDefaultControllerError(this.#slots, e);
  }
}

module.exports = {
  ReadableStreamDefaultController: defineInterface(ReadableStreamDefaultController),
  pullEndsLater,
  readableStreamDefaultControllerPullEnded: pulled,
  callCancelAlgorithm,
  setUpReadableStreamDefaultController,
  setUpReadableStreamDefaultControllerFromUnderlyingSource,
  readableStreamDefaultControllerCallPullIfNeeded,
  readableStreamDefaultControllerCanCloseOrEnqueue,
  readableStreamDefaultControllerClearAlgorithms,
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
  readableStreamDefaultControllerGetDesiredSize,
  readableStreamDefaultControllerHasBackpressure,
};
