// Abstract operations on writable streams, over their slots (Streams §5.5.1 and §5.5.2).
//
// A close request and an abort request are Deferred objects. A write request is an entry of the controller's queue, which holds the
// resolving functions of its promise; so [[writeRequests]] is that queue without the write in flight.
const { PromiseReject, PromiseResolve, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { Deferred, hop, uponPromise, uponThrow } = require('streams/writable/promises');

/** The values of a stream's `state`. Small integers compare quicker than strings, and nothing shows them to scripts. */
const WRITABLE = 0;
const ERRORING = 1;
const ERRORED = 2;
const CLOSED = 3;

/** The internal slots of a WritableStream. */
class WritableStreamSlots {
  constructor() {
    /** WRITABLE, ERRORING, ERRORED or CLOSED */
    this.state = WRITABLE;
    this.storedError = undefined;
    /** slots of the writer that holds the lock */
    this.writer = undefined;
    this.controller = undefined;
    this.inFlightWriteRequest = undefined;
    this.closeRequest = undefined;
    this.inFlightCloseRequest = undefined;
    /** @type {PendingAbortRequest|undefined} */
    this.pendingAbortRequest = undefined;
    /** @type {Function|undefined} told that the state is ERRORING, for a write in flight that waits for something of its own */
    this.whenErroring = undefined;
    this.backpressure = false;
    /** is the state WRITABLE and no close queued or in flight? It never becomes so again */
    this.isOpen = true;
    /** the pipe that holds the lock: told of progress and of errors (streams/pipe/pipeTo) */
    this.pipe = undefined;
    /** [[Detached]]: was it transferred? */
    this.detached = false;
    /** the public object, once there is one */
    this.wrapper = undefined;
  }
}

isolate(WritableStreamSlots);

class PendingAbortRequest {
  constructor(reason, wasAlreadyErroring) {
    this.deferred = new Deferred();
    this.reason = reason;
    this.wasAlreadyErroring = wasAlreadyErroring;
  }
}

isolate(PendingAbortRequest);

function isWritableStreamLocked(stream) {
  return stream.writer !== undefined;
}

function writableStreamAbort(stream, reason) {
  if (stream.state === CLOSED || stream.state === ERRORED) return PromiseResolve(undefined);
  stream.controller.signalAbort(reason);
  const { state } = stream;
  if (state === CLOSED || state === ERRORED) return PromiseResolve(undefined);
  if (stream.pendingAbortRequest !== undefined) return stream.pendingAbortRequest.deferred.promise;
  const wasAlreadyErroring = state === ERRORING;
  const request = new PendingAbortRequest(wasAlreadyErroring ? undefined : reason, wasAlreadyErroring);
  stream.pendingAbortRequest = request;
  if (!wasAlreadyErroring) writableStreamStartErroring(stream, reason);
  return request.deferred.promise;
}

function writableStreamClose(stream) {
  const { state } = stream;
  if (state === CLOSED || state === ERRORED) {
    return PromiseReject(new TypeError(`Cannot close a WritableStream that is already ${state === CLOSED ? 'closed' : 'errored'}`));
  }
  const request = new Deferred();
  stream.closeRequest = request;
  stream.isOpen = false;
  if (stream.writer !== undefined && stream.backpressure && state === WRITABLE) stream.writer.ready.resolve();
  stream.controller.close();
  return request.promise;
}

function writableStreamCloseQueuedOrInFlight(stream) {
  return stream.closeRequest !== undefined || stream.inFlightCloseRequest !== undefined;
}

function writableStreamDealWithRejection(stream, error) {
  if (stream.state === WRITABLE) {
    writableStreamStartErroring(stream, error);
    return;
  }
  writableStreamFinishErroring(stream);
}

function writableStreamStartErroring(stream, reason) {
  const { controller, writer } = stream;
  stream.state = ERRORING;
  stream.isOpen = false;
  stream.storedError = reason;
  if (writer !== undefined) writer.ready.ensureRejected(reason);
  stream.whenErroring?.();
  if (!writableStreamHasOperationMarkedInFlight(stream) && controller.started) writableStreamFinishErroring(stream);
}

function writableStreamFinishErroring(stream) {
  stream.state = ERRORED;
  const { storedError } = stream;
  // [[ErrorSteps]] and the rejection of [[writeRequests]] in one: no script runs in between.
  stream.controller.errorSteps(storedError);
  if (stream.pipe !== undefined) stream.pipe.writesSettled();
  const abortRequest = stream.pendingAbortRequest;
  if (abortRequest === undefined) {
    writableStreamRejectCloseAndClosedPromiseIfNeeded(stream);
    return;
  }
  stream.pendingAbortRequest = undefined;
  if (abortRequest.wasAlreadyErroring) {
    abortRequest.deferred.reject(storedError);
    writableStreamRejectCloseAndClosedPromiseIfNeeded(stream);
    return;
  }
  const onFulfilled = () => {
    abortRequest.deferred.resolve(undefined);
    writableStreamRejectCloseAndClosedPromiseIfNeeded(stream);
  };
  const onRejected = (reason) => {
    abortRequest.deferred.reject(reason);
    writableStreamRejectCloseAndClosedPromiseIfNeeded(stream);
  };
  let result;
  try {
    result = stream.controller.abortSteps(abortRequest.reason);
  } catch (error) {
    uponThrow(error, onRejected);
    return;
  }
  uponPromise(result, onFulfilled, onRejected);
}

function writableStreamFinishInFlightClose(stream) {
  stream.inFlightCloseRequest.resolve(undefined);
  stream.inFlightCloseRequest = undefined;
  if (stream.state === ERRORING) {
    // The sink was too late to be told of the error: the stream closes all the same.
    stream.storedError = undefined;
    if (stream.pendingAbortRequest !== undefined) {
      stream.pendingAbortRequest.deferred.resolve(undefined);
      stream.pendingAbortRequest = undefined;
    }
  }
  stream.state = CLOSED;
  if (stream.writer !== undefined) stream.writer.closed.resolve();
}

function writableStreamFinishInFlightCloseWithError(stream, error) {
  stream.inFlightCloseRequest.reject(error);
  stream.inFlightCloseRequest = undefined;
  if (stream.pendingAbortRequest !== undefined) {
    stream.pendingAbortRequest.deferred.reject(error);
    stream.pendingAbortRequest = undefined;
  }
  writableStreamDealWithRejection(stream, error);
}

function writableStreamFinishInFlightWriteWithError(stream, error) {
  stream.inFlightWriteRequest.reject(error);
  stream.inFlightWriteRequest = undefined;
  writableStreamDealWithRejection(stream, error);
}

function writableStreamHasOperationMarkedInFlight(stream) {
  return stream.inFlightWriteRequest !== undefined || stream.inFlightCloseRequest !== undefined;
}

function writableStreamMarkCloseRequestInFlight(stream) {
  stream.inFlightCloseRequest = stream.closeRequest;
  stream.closeRequest = undefined;
}

function writableStreamRejectCloseAndClosedPromiseIfNeeded(stream) {
  if (stream.closeRequest !== undefined) {
    stream.closeRequest.reject(stream.storedError);
    stream.closeRequest = undefined;
  }
  if (stream.writer !== undefined) stream.writer.closed.reject(stream.storedError);
  if (stream.pipe !== undefined) hop(stream.pipe.onDestinationErrored);
}

function writableStreamUpdateBackpressure(stream, backpressure) {
  if (backpressure === stream.backpressure) return;
  stream.backpressure = backpressure;
  const { writer } = stream;
  if (writer === undefined) return;
  if (backpressure) writer.ready.renew();
  else writer.ready.resolve();
}

module.exports = {
  WRITABLE,
  ERRORING,
  ERRORED,
  CLOSED,
  WritableStreamSlots,
  isWritableStreamLocked,
  writableStreamAbort,
  writableStreamClose,
  writableStreamCloseQueuedOrInFlight,
  writableStreamDealWithRejection,
  writableStreamFinishErroring,
  writableStreamFinishInFlightClose,
  writableStreamFinishInFlightCloseWithError,
  writableStreamFinishInFlightWriteWithError,
  writableStreamMarkCloseRequestInFlight,
  writableStreamStartErroring,
  writableStreamUpdateBackpressure,
};
