// Abstract operations on transform streams (Streams §6.4), over their slots.
//
// [[backpressureChangePromise]] has two possible readers: the one write that waits until the readable side wants a chunk, and the one pull
// that waits until the readable side has enough. So here is no such promise, but the write and the pull that wait.
//
// A write that went through takes one microtask to end where the standard's chain of promises takes two or four. Nothing else happens in
// those, and every hop of a chunk through a chain of transforms costs as much as the transform itself.
const { PromisePrototypeThen, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { Deferred, hop, promiseResolvedWith, uponPromise, uponThrow } = require('streams/writable/promises');
const { schedule } = require('streams/pipe/turn');
const { ERRORED: WRITABLE_ERRORED, ERRORING, WRITABLE } = require('streams/writable/operations');
const {
  laterCompletion,
  writableStreamDefaultControllerErrorIfNeeded,
  writableStreamDefaultControllerWriteFulfilled,
  writableStreamDefaultControllerWriteRejected,
} = require('streams/writable/WritableStreamDefaultController');
const { createWritableStream } = require('streams/writable/WritableStream');
const { ERRORED } = require('streams/readable/operations');
const { createReadableStream } = require('streams/readable/ReadableStream');
const {
  pullEndsLater,
  readableStreamDefaultControllerCanCloseOrEnqueue,
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
  readableStreamDefaultControllerHasBackpressure,
  readableStreamDefaultControllerPullEnded,
} = require('streams/readable/ReadableStreamDefaultController');

/** The internal slots of a TransformStream. */
class TransformStreamSlots {
  constructor() {
    /** slots of the two sides */
    this.readable = undefined;
    this.writable = undefined;
    this.backpressure = true;
    this.controller = undefined;
    /** the chunk of the write that waits for the end of backpressure, or that goes on in the next microtask */
    this.waitingChunk = undefined;
    this.writeWaits = false;
    /** the pipe that waits for the next chunk of an identity transform, instead of a read request */
    this.waitingPipe = undefined;
    /** is there a pull that waits for backpressure? */
    this.pullWaits = false;
    /** of a CompressionStream or DecompressionStream: its CodingTransform */
    this.coding = undefined;
    /** what a transform of ours that waits for its reader is told by, when backpressure ends */
    this.whenWanted = undefined;
    this.onTransformed = () => transformStreamTransformed(this);
    this.onTransformFailed = (reason) => transformStreamTransformFailed(this, reason);
    /** [[Detached]]: was it transferred? */
    this.detached = false;
    this.wrapper = undefined;
  }
}

isolate(TransformStreamSlots);

/**
 * The internal slots of a TransformStreamDefaultController. The algorithms return a promise, or undefined for one that is resolved with
 * undefined; if they throw, that stands for a rejected promise. Without a `transformAlgorithm` the stream is an identity transform.
 */
class TransformStreamDefaultControllerSlots {
  constructor(stream, transformAlgorithm, flushAlgorithm, cancelAlgorithm) {
    this.stream = stream;
    this.isIdentity = transformAlgorithm === undefined;
    this.transformAlgorithm = transformAlgorithm;
    this.flushAlgorithm = flushAlgorithm;
    this.cancelAlgorithm = cancelAlgorithm;
    /** [[finishPromise]], as a Deferred */
    this.finish = undefined;
    this.wrapper = undefined;
  }
}

isolate(TransformStreamDefaultControllerSlots);

function transformStreamPulled(stream) {
  readableStreamDefaultControllerPullEnded(stream.readable.controller);
}

function transformStreamTransformed(stream) {
  writableStreamDefaultControllerWriteFulfilled(stream.writable.controller);
}

/**
 * InitializeTransformStream
 *
 * @param {Promise<any>} startPromise
 */
function initializeTransformStream(
  stream,
  startPromise,
  writableHighWaterMark,
  writableSizeAlgorithm,
  readableHighWaterMark,
  readableSizeAlgorithm,
) {
  // Each side waits for a promise that is resolved with the start promise. It takes three microtasks, which scripts rely on: a cancel or
  // abort that they call at once takes effect before the start.
  const startedPromise = promiseResolvedWith(startPromise);
  const startAlgorithm = () => startedPromise;
  stream.writable = createWritableStream(
    startAlgorithm,
    (chunk) => transformStreamDefaultSinkWriteAlgorithm(stream, chunk),
    () => transformStreamDefaultSinkCloseAlgorithm(stream),
    (reason) => transformStreamDefaultSinkAbortAlgorithm(stream, reason),
    writableHighWaterMark,
    writableSizeAlgorithm,
  );
  stream.readable = createReadableStream(
    startAlgorithm,
    () => transformStreamDefaultSourcePullAlgorithm(stream),
    (reason) => transformStreamDefaultSourceCancelAlgorithm(stream, reason),
    readableHighWaterMark,
    readableSizeAlgorithm,
  );
  stream.readable.transform = stream;
}

/** SetUpTransformStreamDefaultController */
function setUpTransformStreamDefaultController(stream, transformAlgorithm, flushAlgorithm, cancelAlgorithm) {
  const controller = new TransformStreamDefaultControllerSlots(stream, transformAlgorithm, flushAlgorithm, cancelAlgorithm);
  stream.controller = controller;
  return controller;
}

function transformStreamError(stream, e) {
  readableStreamDefaultControllerError(stream.readable.controller, e);
  transformStreamErrorWritableAndUnblockWrite(stream, e);
}

function transformStreamErrorWritableAndUnblockWrite(stream, e) {
  transformStreamDefaultControllerClearAlgorithms(stream.controller);
  writableStreamDefaultControllerErrorIfNeeded(stream.writable.controller, e);
  transformStreamUnblockWrite(stream);
}

function transformStreamSetBackpressure(stream, backpressure) {
  stream.backpressure = backpressure;
  if (backpressure) {
    if (!stream.pullWaits) return;
    stream.pullWaits = false;
    // One microtask before the next pull, which may call a script's transform(). An identity transform has none.
    if (stream.controller.isIdentity) transformStreamPulled(stream);
    else schedule(transformStreamPulled, stream);
  } else if (stream.writeWaits) {
    stream.writeWaits = false;
    schedule(transformStreamResumeWrite, stream);
  } else if (stream.whenWanted !== undefined) {
    schedule(transformStreamWanted, stream);
  }
}

function transformStreamWanted(stream) {
  stream.whenWanted?.();
}

function transformStreamUnblockWrite(stream) {
  if (stream.backpressure) transformStreamSetBackpressure(stream, false);
}

function transformStreamDefaultControllerClearAlgorithms(controller) {
  // An identity transform has none to begin with; its writes are refused by the state of the writable side.
  controller.transformAlgorithm = undefined;
  controller.flushAlgorithm = undefined;
  controller.cancelAlgorithm = undefined;
}

/** @throws {TypeError} where the readable side is closed or errored; its stored error, where the size of the chunk is none */
function transformStreamDefaultControllerEnqueue(controller, chunk) {
  const { stream } = controller;
  const readableController = stream.readable.controller;
  if (!readableStreamDefaultControllerCanCloseOrEnqueue(readableController)) {
    throw new TypeError('TransformStreamDefaultController.enqueue: the readable side is closed or errored');
  }
  try {
    readableStreamDefaultControllerEnqueue(readableController, chunk);
  } catch (error) {
    transformStreamErrorWritableAndUnblockWrite(stream, error);
    throw stream.readable.storedError;
  }
  if (!stream.backpressure && readableStreamDefaultControllerHasBackpressure(readableController)) {
    transformStreamSetBackpressure(stream, true);
  }
}

function transformStreamDefaultControllerTerminate(controller) {
  const { stream } = controller;
  readableStreamDefaultControllerClose(stream.readable.controller);
  transformStreamErrorWritableAndUnblockWrite(stream, new TypeError('The TransformStream was terminated'));
}

/**
 * TransformStreamDefaultControllerPerformTransform, for the write in flight.
 *
 * @returns {undefined|typeof laterCompletion} undefined: the transform is done, the write ends in the next microtask
 */
function transformStreamDefaultControllerPerformTransform(controller, chunk) {
  const { stream, transformAlgorithm } = controller;
  try {
    const result =
      transformAlgorithm === undefined ? transformStreamDefaultControllerEnqueue(controller, chunk) : transformAlgorithm(chunk, controller);
    if (result === undefined) return undefined;
    PromisePrototypeThen(result, stream.onTransformed, stream.onTransformFailed);
  } catch (error) {
    uponThrow(error, stream.onTransformFailed);
  }
  return laterCompletion;
}

/** The rejection steps of TransformStreamDefaultControllerPerformTransform; the write fails one microtask later. */
function transformStreamTransformFailed(stream, reason) {
  transformStreamError(stream, reason);
  hop(() => writableStreamDefaultControllerWriteRejected(stream.writable.controller, reason));
}

function transformStreamDefaultSinkWriteAlgorithm(stream, chunk) {
  if (stream.backpressure) {
    stream.waitingChunk = chunk;
    stream.writeWaits = true;
  } else if (stream.waitingPipe !== undefined) {
    const pipe = stream.waitingPipe;
    stream.waitingPipe = undefined;
    stream.backpressure = true;
    pipe.chunkSteps(chunk);
    schedule(transformStreamTransformed, stream);
  } else if (transformStreamDefaultControllerPerformTransform(stream.controller, chunk) !== laterCompletion) {
    schedule(transformStreamTransformed, stream);
  }
  return laterCompletion;
}

/** The reaction to [[backpressureChangePromise]] in TransformStreamDefaultSinkWriteAlgorithm. */
function transformStreamResumeWrite(stream) {
  const { waitingChunk, writable } = stream;
  stream.waitingChunk = undefined;
  if (writable.state === ERRORING) {
    const { storedError } = writable;
    hop(() => writableStreamDefaultControllerWriteRejected(writable.controller, storedError));
    return;
  }
  const completion = transformStreamDefaultControllerPerformTransform(stream.controller, waitingChunk);
  if (completion !== laterCompletion) schedule(transformStreamTransformed, stream);
}

/**
 * May a pipe take chunks from the writable side of the transform stream at whose readable side it begins? That is so for an identity
 * transform whose readable side queues nothing. A read by the pipe would pull, the pull would end the backpressure, the write that waits,
 * or the next one, would enqueue its chunk, which would answer the read and bring backpressure again: nothing but steps of ours.
 */
function transformStreamIsConduit(stream) {
  const readableController = stream.readable.controller;
  return (
    stream.controller.isIdentity &&
    stream.writable.state === WRITABLE &&
    readableController.strategyHWM === 0 &&
    readableController.started &&
    !readableController.pulling &&
    !readableController.closeRequested
  );
}

/** What such a read comes to: `pipe.chunkSteps` gets the chunk that waits, now, or the next one. */
function transformStreamReadConduit(stream, pipe) {
  if (!stream.writeWaits) {
    stream.backpressure = false;
    stream.waitingPipe = pipe;
    return;
  }
  const { waitingChunk } = stream;
  stream.writeWaits = false;
  stream.waitingChunk = undefined;
  pipe.chunkSteps(waitingChunk);
  schedule(transformStreamTransformed, stream);
}

function transformStreamDefaultSinkAbortAlgorithm(stream, reason) {
  const { controller, readable } = stream;
  if (controller.finish !== undefined) return controller.finish.promise;
  return transformStreamFinish(
    controller,
    () => controller.cancelAlgorithm?.(reason),
    (finish) => {
      if (readable.state === ERRORED) {
        finish.reject(readable.storedError);
      } else {
        readableStreamDefaultControllerError(readable.controller, reason);
        finish.resolve(undefined);
      }
    },
    (r) => readableStreamDefaultControllerError(readable.controller, r),
  );
}

function transformStreamDefaultSinkCloseAlgorithm(stream) {
  const { controller, readable } = stream;
  if (controller.finish !== undefined) return controller.finish.promise;
  return transformStreamFinish(
    controller,
    () => controller.flushAlgorithm?.(controller),
    (finish) => {
      if (readable.state === ERRORED) {
        finish.reject(readable.storedError);
      } else {
        readableStreamDefaultControllerClose(readable.controller);
        finish.resolve(undefined);
      }
    },
    (r) => readableStreamDefaultControllerError(readable.controller, r),
  );
}

function transformStreamDefaultSourceCancelAlgorithm(stream, reason) {
  const { controller, writable } = stream;
  if (controller.finish !== undefined) return controller.finish.promise;
  return transformStreamFinish(
    controller,
    () => controller.cancelAlgorithm?.(reason),
    (finish) => {
      if (writable.state === WRITABLE_ERRORED) {
        finish.reject(writable.storedError);
      } else {
        writableStreamDefaultControllerErrorIfNeeded(writable.controller, reason);
        transformStreamUnblockWrite(stream);
        finish.resolve(undefined);
      }
    },
    (r) => {
      writableStreamDefaultControllerErrorIfNeeded(writable.controller, r);
      transformStreamUnblockWrite(stream);
    },
  );
}

/** What the three algorithms above have in common: run flush or cancel, forget the algorithms, settle [[finishPromise]]. */
function transformStreamFinish(controller, algorithm, onFulfilled, onRejected) {
  const finish = (controller.finish = new Deferred());
  const rejected = (reason) => {
    onRejected(reason);
    finish.reject(reason);
  };
  let result;
  try {
    result = algorithm();
  } catch (error) {
    transformStreamDefaultControllerClearAlgorithms(controller);
    uponThrow(error, rejected);
    return finish.promise;
  }
  transformStreamDefaultControllerClearAlgorithms(controller);
  uponPromise(result, () => onFulfilled(finish), rejected);
  return finish.promise;
}

function transformStreamDefaultSourcePullAlgorithm(stream) {
  stream.pullWaits = true;
  transformStreamSetBackpressure(stream, false);
  return pullEndsLater;
}

module.exports = {
  TransformStreamSlots,
  initializeTransformStream,
  setUpTransformStreamDefaultController,
  transformStreamDefaultControllerEnqueue,
  transformStreamDefaultControllerTerminate,
  transformStreamError,
  transformStreamIsConduit,
  transformStreamReadConduit,
};
