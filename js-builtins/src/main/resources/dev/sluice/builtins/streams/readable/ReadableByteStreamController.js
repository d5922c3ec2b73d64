// ReadableByteStreamController (Streams §4.7) and its abstract operations (§4.9.5). What answers BYOB reads is in
// streams/readable/byobResponses.
const {
  ArrayBuffer,
  ArrayBufferPrototypeGetByteLength,
  PromiseReject,
  PromiseResolve,
  PromisePrototypeThen,
  ReflectApply,
  TypeError,
  Uint8Array,
} = primordials;
const { isolate } = require('core/isolate');
const { internalConstruct, illegalConstructor, illegalInvocation, defineInterface } = require('webidl/interface');
const { byteLengthOf, byteOffsetOf } = require('webidl/bufferSource');
const { isObject, requireArguments } = require('webidl/convert');
const { RingQueue } = require('streams/queue/RingQueue');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { bufferOfViewArgument, isDetachedBuffer, transferArrayBuffer } = require('streams/readable/arrayBuffers');
const {
  READABLE,
  CLOSED,
  ERRORED,
  readableStreamAddReadRequest,
  readableStreamClose,
  readableStreamError,
  readableStreamFulfillReadRequest,
} = require('streams/readable/operations');
const {
  DEFAULT,
  NONE,
  PullIntoDescriptor,
  commitPullIntoDescriptors,
  enqueueChunkToQueue,
  enqueueDetachedPullIntoToQueue,
  processPullIntoDescriptorsUsingQueue,
  unfilledView,
} = require('streams/readable/pullIntoDescriptors');
const { callCancelAlgorithm } = require('streams/readable/ReadableStreamDefaultController');
const { createBYOBRequest, invalidateBYOBRequest, wrapBYOBRequest } = require('streams/readable/ReadableStreamBYOBRequest');

/** The slots of a byte stream controller. Fields that are not explained are as in ReadableStreamDefaultControllerSlots. */
class ReadableByteStreamControllerSlots {
  constructor(stream, pullAlgorithm, cancelAlgorithm, underlyingSource, highWaterMark, autoAllocateChunkSize) {
    this.isByteController = true;
    this.wrapper = undefined;
    this.stream = stream;
    /** [[queue]]: ByteQueueEntry, none of them empty */
    this.queue = new RingQueue();
    /** [[queueTotalSize]] in bytes */
    this.queueTotalSize = 0;
    /** [[pendingPullIntos]] */
    this.pendingPullIntos = new RingQueue();
    /** [[byobRequest]]: slots of a BYOB request, or null */
    this.byobRequest = null;
    this.closeRequested = false;
    this.pullAgain = false;
    this.pulling = false;
    this.started = false;
    this.strategyHWM = highWaterMark;
    /** in bytes; undefined: no buffers for default readers */
    this.autoAllocateChunkSize = autoAllocateChunkSize;
    this.pullAlgorithm = pullAlgorithm;
    this.cancelAlgorithm = cancelAlgorithm;
    this.underlyingSource = underlyingSource;
    this.onPulled = undefined;
    this.onPullFailed = undefined;
  }

  /** [[CancelSteps]] */
  cancelSteps(reason) {
    clearPendingPullIntos(this);
    resetQueue(this);
    const result = callCancelAlgorithm(this, reason);
    readableByteStreamControllerClearAlgorithms(this);
    return result;
  }

  /** [[PullSteps]] */
  pullSteps(readRequest) {
    if (this.queueTotalSize > 0) {
      // FillReadRequestFromQueue
      readRequest.chunkSteps(this.takeChunk());
      return;
    }
    const { autoAllocateChunkSize } = this;
    if (autoAllocateChunkSize !== undefined) {
      let buffer;
      try {
        buffer = new ArrayBuffer(autoAllocateChunkSize);
      } catch (e) {
        readRequest.errorSteps(e);
        return;
      }
      const descriptor = new PullIntoDescriptor(buffer, autoAllocateChunkSize, 0, autoAllocateChunkSize, 1, 1, Uint8Array, DEFAULT);
      this.pendingPullIntos.push(descriptor);
    }
    readableStreamAddReadRequest(this.stream, readRequest);
    readableByteStreamControllerCallPullIfNeeded(this);
  }

  /** [[ReleaseSteps]] */
  releaseSteps() {
    const { pendingPullIntos } = this;
    if (pendingPullIntos.length === 0) return;
    const first = pendingPullIntos.peek();
    first.readerType = NONE;
    pendingPullIntos.clear();
    pendingPullIntos.push(first);
  }

  /** ReadableByteStreamControllerFillReadRequestFromQueue without the request: the oldest bytes that wait (there must be some). */
  takeChunk() {
    const entry = this.queue.shift();
    this.queueTotalSize -= entry.byteLength;
    readableByteStreamControllerHandleQueueDrain(this);
    return new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength);
  }

  /** All that waits, as an array; for readMany. */
  takeAllChunks() {
    const chunks = this.queue.drain();
    this.queueTotalSize = 0;
    for (let i = 0; i < chunks.length; i++) {
      const entry = chunks[i];
      chunks[i] = new Uint8Array(entry.buffer, entry.byteOffset, entry.byteLength);
    }
    readableByteStreamControllerHandleQueueDrain(this);
    return chunks;
  }

  error(e) {
    readableByteStreamControllerError(this, e);
  }
}

isolate(ReadableByteStreamControllerSlots);

/** ResetQueue */
function resetQueue(controller) {
  controller.queue.clear();
  controller.queueTotalSize = 0;
}

/** ReadableByteStreamControllerClearPendingPullIntos */
function clearPendingPullIntos(controller) {
  invalidateBYOBRequest(controller);
  controller.pendingPullIntos.clear();
}

/** ReadableByteStreamControllerCallPullIfNeeded */
function readableByteStreamControllerCallPullIfNeeded(controller) {
  if (controller.pullAlgorithm === undefined || !readableByteStreamControllerShouldCallPull(controller)) return;
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
  else reactToPull(controller, PromiseResolve(result));
}

function reactToPull(controller, pullPromise) {
  if (controller.onPulled === undefined) {
    controller.onPulled = () => pulled(controller);
    controller.onPullFailed = (e) => readableByteStreamControllerError(controller, e);
  }
  PromisePrototypeThen(pullPromise, controller.onPulled, controller.onPullFailed);
}

/** Upon fulfillment of the promise of a pull. */
function pulled(controller) {
  controller.pulling = false;
  if (controller.pullAgain) {
    controller.pullAgain = false;
    readableByteStreamControllerCallPullIfNeeded(controller);
  }
}

/** ReadableByteStreamControllerShouldCallPull */
function readableByteStreamControllerShouldCallPull(controller) {
  const { stream } = controller;
  if (stream.state !== READABLE || controller.closeRequested || !controller.started) return false;
  const { reader } = stream;
  if (reader !== undefined && reader.readRequests.length > 0) return true;
  return controller.strategyHWM - controller.queueTotalSize > 0;
}

/** ReadableByteStreamControllerClearAlgorithms: lets the underlying source be collected. */
function readableByteStreamControllerClearAlgorithms(controller) {
  controller.pullAlgorithm = undefined;
  controller.cancelAlgorithm = undefined;
  controller.underlyingSource = undefined;
}

/** ReadableByteStreamControllerClose */
function readableByteStreamControllerClose(controller) {
  const { stream, pendingPullIntos } = controller;
  if (controller.closeRequested || stream.state !== READABLE) return;
  if (controller.queueTotalSize > 0) {
    controller.closeRequested = true;
    return;
  }
  if (pendingPullIntos.length !== 0) {
    const first = pendingPullIntos.peek();
    if (first.bytesFilled % first.elementSize !== 0) {
      const e = new TypeError('The stream was closed within an element of the view that is being filled');
      readableByteStreamControllerError(controller, e);
      throw e;
    }
  }
  readableByteStreamControllerClearAlgorithms(controller);
  readableStreamClose(stream);
}

/** ReadableByteStreamControllerEnqueue of `buffer` from byteOffset on, which is transferred */
function readableByteStreamControllerEnqueue(controller, buffer, byteOffset, byteLength) {
  if (controller.closeRequested || controller.stream.state !== READABLE) return;
  if (isDetachedBuffer(buffer)) throw new TypeError('The buffer of the chunk is detached');
  readableByteStreamControllerEnqueueOwned(controller, transferArrayBuffer(buffer), byteOffset, byteLength);
}

/** The rest of ReadableByteStreamControllerEnqueue: the buffer is the stream's own already, and byteLength is not 0. */
function readableByteStreamControllerEnqueueOwned(controller, buffer, byteOffset, byteLength) {
  const { stream, pendingPullIntos } = controller;
  if (controller.closeRequested || stream.state !== READABLE) return;
  if (pendingPullIntos.length !== 0) prepareFirstPullInto(controller);
  const { reader } = stream;
  if (reader === undefined) {
    enqueueChunkToQueue(controller, buffer, byteOffset, byteLength);
  } else if (reader.isBYOB) {
    enqueueChunkToQueue(controller, buffer, byteOffset, byteLength);
    commitPullIntoDescriptors(stream, processPullIntoDescriptorsUsingQueue(controller));
  } else {
    if (controller.queueTotalSize !== 0) processReadRequestsUsingQueue(controller);
    if (reader.readRequests.length === 0) {
      enqueueChunkToQueue(controller, buffer, byteOffset, byteLength);
    } else {
      if (pendingPullIntos.length !== 0) pendingPullIntos.shift();
      readableStreamFulfillReadRequest(stream, new Uint8Array(buffer, byteOffset, byteLength), false);
    }
  }
  callPullAfterEnqueue(controller);
}

/**
 * CallPullIfNeeded at the end of enqueue, which mostly runs within a pull: written apart, so that the compiler does not inline another
 * pull, and the next enqueue in that, into each enqueue.
 */
function callPullAfterEnqueue(controller) {
  if (controller.pullAlgorithm === undefined) return;
  if (!controller.pulling) readableByteStreamControllerCallPullIfNeeded(controller);
  else if (readableByteStreamControllerShouldCallPull(controller)) controller.pullAgain = true;
}

/**
 * The steps of ReadableByteStreamControllerEnqueue for a pull-into descriptor that waits: the source may not write into its buffer any
 * more.
 */
function prepareFirstPullInto(controller) {
  const first = controller.pendingPullIntos.peek();
  if (isDetachedBuffer(first.buffer)) throw new TypeError('The buffer of the BYOB request is detached');
  invalidateBYOBRequest(controller);
  first.buffer = transferArrayBuffer(first.buffer);
  if (first.readerType === NONE) enqueueDetachedPullIntoToQueue(controller, first);
}

/** ReadableByteStreamControllerProcessReadRequestsUsingQueue */
function processReadRequestsUsingQueue(controller) {
  const { readRequests } = controller.stream.reader;
  while (readRequests.length !== 0) {
    if (controller.queueTotalSize === 0) return;
    const readRequest = readRequests.shift();
    readRequest.chunkSteps(controller.takeChunk());
  }
}

/** ReadableByteStreamControllerError */
function readableByteStreamControllerError(controller, e) {
  const { stream } = controller;
  if (stream.state !== READABLE) return;
  clearPendingPullIntos(controller);
  resetQueue(controller);
  readableByteStreamControllerClearAlgorithms(controller);
  readableStreamError(stream, e);
}

/** ReadableByteStreamControllerGetBYOBRequest. @returns slots of a BYOB request, or null */
function readableByteStreamControllerGetBYOBRequest(controller) {
  if (controller.byobRequest === null && controller.pendingPullIntos.length !== 0) {
    controller.byobRequest = createBYOBRequest(controller, unfilledView(controller.pendingPullIntos.peek()));
  }
  return controller.byobRequest;
}

/** ReadableByteStreamControllerGetDesiredSize */
function readableByteStreamControllerGetDesiredSize(controller) {
  const { state } = controller.stream;
  if (state === ERRORED) return null;
  if (state === CLOSED) return 0;
  return controller.strategyHWM - controller.queueTotalSize;
}

/** ReadableByteStreamControllerHandleQueueDrain */
function readableByteStreamControllerHandleQueueDrain(controller) {
  if (controller.queueTotalSize === 0 && controller.closeRequested) {
    readableByteStreamControllerClearAlgorithms(controller);
    readableStreamClose(controller.stream);
  } else {
    readableByteStreamControllerCallPullIfNeeded(controller);
  }
}

/** The rest of SetUpReadableByteStreamController once [[startAlgorithm]] has run. See the default controller for the short cuts. */
function readableByteStreamControllerStarted(controller, startResult) {
  if (isObject(startResult)) {
    PromisePrototypeThen(
      PromiseResolve(startResult),
      () => started(controller),
      (r) => readableByteStreamControllerError(controller, r),
    );
  } else if (controller.pullAlgorithm === undefined) {
    controller.started = true;
  } else {
    queueMicrotaskStep(started, controller);
  }
}

function started(controller) {
  controller.started = true;
  readableByteStreamControllerCallPullIfNeeded(controller);
}

/** SetUpReadableByteStreamController, for algorithms of ours. @returns controller slots */
function setUpReadableByteStreamController(
  stream,
  startAlgorithm,
  pullAlgorithm,
  cancelAlgorithm,
  highWaterMark,
  autoAllocateChunkSize = undefined,
) {
  const controller = new ReadableByteStreamControllerSlots(
    stream,
    pullAlgorithm,
    cancelAlgorithm,
    undefined,
    highWaterMark,
    autoAllocateChunkSize,
  );
  stream.controller = controller;
  readableByteStreamControllerStarted(controller, startAlgorithm === undefined ? undefined : startAlgorithm());
  return controller;
}

/** SetUpReadableByteStreamControllerFromUnderlyingSource; parameters as of the default controller's */
function setUpReadableByteStreamControllerFromUnderlyingSource(stream, underlyingSource, dictionary, highWaterMark) {
  const { autoAllocateChunkSize, pull, cancel, start } = dictionary;
  if (autoAllocateChunkSize === 0) throw new TypeError('ReadableStream: autoAllocateChunkSize of the underlying source is 0');
  const controller = new ReadableByteStreamControllerSlots(stream, pull, cancel, underlyingSource, highWaterMark, autoAllocateChunkSize);
  stream.controller = controller;
  const startResult = start === undefined ? undefined : ReflectApply(start, underlyingSource, [wrapController(controller)]);
  readableByteStreamControllerStarted(controller, startResult);
}

function throwUnlessOpen(controller, operation) {
  if (controller.closeRequested) throw new TypeError(`ReadableByteStreamController.${operation}: the stream is closing`);
  if (controller.stream.state !== READABLE) throw new TypeError(`ReadableByteStreamController.${operation}: the stream is not readable`);
}

let wrapController;

class ReadableByteStreamController {
  #slots;

  constructor(token = undefined, slots = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    wrapController = (slots) => slots.wrapper ?? new ReadableByteStreamController(internalConstruct, slots);
  }

  get byobRequest() {
    if (!(#slots in this)) throw illegalInvocation('ReadableByteStreamController');
    const byobRequest = readableByteStreamControllerGetBYOBRequest(this.#slots);
    return byobRequest === null ? null : wrapBYOBRequest(byobRequest);
  }

  get desiredSize() {
    if (!(#slots in this)) throw illegalInvocation('ReadableByteStreamController');
    return readableByteStreamControllerGetDesiredSize(this.#slots);
  }

  close() {
    if (!(#slots in this)) throw illegalInvocation('ReadableByteStreamController');
    throwUnlessOpen(this.#slots, 'close');
    readableByteStreamControllerClose(this.#slots);
  }

  enqueue(chunk) {
    if (!(#slots in this)) throw illegalInvocation('ReadableByteStreamController');
    requireArguments(arguments.length, 1, 'ReadableByteStreamController.enqueue');
    const buffer = bufferOfViewArgument(chunk, 'ReadableByteStreamController.enqueue: the chunk');
    const byteLength = byteLengthOf(chunk);
    if (byteLength === 0 || ArrayBufferPrototypeGetByteLength(buffer) === 0) {
      throw new TypeError('ReadableByteStreamController.enqueue: the chunk is empty');
    }
    throwUnlessOpen(this.#slots, 'enqueue');
    readableByteStreamControllerEnqueue(this.#slots, buffer, byteOffsetOf(chunk), byteLength);
  }

  error(e = undefined) {
    if (!(#slots in this)) throw illegalInvocation('ReadableByteStreamController');
    readableByteStreamControllerError(this.#slots, e);
  }
}

module.exports = {
  ReadableByteStreamController: defineInterface(ReadableByteStreamController),
  setUpReadableByteStreamController,
  setUpReadableByteStreamControllerFromUnderlyingSource,
  readableByteStreamControllerCallPullIfNeeded,
  readableByteStreamControllerClearAlgorithms,
  readableByteStreamControllerClose,
  readableByteStreamControllerEnqueue,
  readableByteStreamControllerEnqueueOwned,
  readableByteStreamControllerError,
  readableByteStreamControllerGetBYOBRequest,
  readableByteStreamControllerGetDesiredSize,
  readableByteStreamControllerHandleQueueDrain,
};
