// ReadableStreamGenericReader (Streams §4.3): what both kinds of reader have in common.
const { Promise, PromiseResolve, PromiseReject, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { markPromiseHandled } = require('core/promises');
const {
  READABLE,
  CLOSED,
  ensureController,
  readableStreamCancel,
  readableStreamReaderErrorReadRequests,
} = require('streams/readable/operations');
const { RingQueue } = require('streams/queue/RingQueue');

// The resolving functions of the promise that is being made: one executor for all, instead of a closure a promise.
let capturedResolve;
let capturedReject;
function captureResolvers(resolve, reject) {
  capturedResolve = resolve;
  capturedReject = reject;
}

/** The slots of a reader. */
class ReadableStreamReaderSlots {
  constructor(stream, isBYOB) {
    this.wrapper = undefined;
    /** [[stream]]: the slots of the stream; undefined once released. */
    this.stream = stream;
    /** Does the reader bring its own buffers? */
    this.isBYOB = isBYOB;
    /** [[readRequests]] or [[readIntoRequests]] */
    this.readRequests = new RingQueue();
    // [[closedPromise]], made when somebody first looks at it. Until then the state of the stream, or its absence, says what it would be.
    this.closedPromise = undefined;
    this.resolveClosed = undefined;
    this.rejectClosed = undefined;
  }
}

isolate(ReadableStreamReaderSlots);

/** A reader that no script sees, for who needs a stream locked and does not read from it. */
function newReaderSlots(stream, isBYOB) {
  return new ReadableStreamReaderSlots(stream, isBYOB);
}

/** ReadableStreamReaderGenericInitialize, and the creation of the reader's slots */
function readableStreamReaderGenericInitialize(stream, isBYOB) {
  ensureController(stream, 'getReader()');
  const reader = new ReadableStreamReaderSlots(stream, isBYOB);
  stream.reader = reader;
  return reader;
}

/** The reader's [[closedPromise]] */
function closedPromiseOf(reader) {
  if (reader.closedPromise !== undefined) return reader.closedPromise;
  const { stream } = reader;
  if (stream === undefined) {
    reader.closedPromise = PromiseReject(releasedError('closed'));
    markPromiseHandled(reader.closedPromise);
  } else if (stream.state === READABLE) {
    reader.closedPromise = new Promise(captureResolvers);
    reader.resolveClosed = capturedResolve;
    reader.rejectClosed = capturedReject;
  } else if (stream.state === CLOSED) {
    reader.closedPromise = PromiseResolve(undefined);
  } else {
    reader.closedPromise = PromiseReject(stream.storedError);
    markPromiseHandled(reader.closedPromise);
  }
  return reader.closedPromise;
}

/** The TypeError of a reader that has no stream any more. */
function releasedError(what) {
  return new TypeError(`${what}: the reader has released its stream`);
}

/** ReadableStreamReaderGenericCancel */
function readableStreamReaderGenericCancel(reader, reason) {
  return readableStreamCancel(reader.stream, reason);
}

/**
 * ReadableStreamReaderGenericRelease, and then the read requests that wait: ReadableStreamDefaultReaderRelease,
 * ReadableStreamBYOBReaderRelease
 */
function readableStreamReaderRelease(reader) {
  const { stream } = reader;
  if (reader.closedPromise !== undefined) {
    if (stream.state === READABLE) {
      markPromiseHandled(reader.closedPromise);
      reader.rejectClosed(releasedError('closed'));
    } else {
      // A new rejected promise takes its place, when somebody looks.
      reader.closedPromise = undefined;
    }
  }
  stream.controller.releaseSteps();
  stream.reader = undefined;
  reader.stream = undefined;
  if (reader.readRequests.length !== 0) readableStreamReaderErrorReadRequests(reader, releasedError('read'));
}

/** Gives `request` a promise that is not settled yet, with the functions that settle it: fields promise, resolve, reject. */
function newPendingPromise(request) {
  const promise = new Promise(captureResolvers);
  request.promise = promise;
  request.resolve = capturedResolve;
  request.reject = capturedReject;
  return promise;
}

module.exports = {
  newReaderSlots,
  readableStreamReaderGenericInitialize,
  readableStreamReaderGenericCancel,
  readableStreamReaderRelease,
  closedPromiseOf,
  newPendingPromise,
  releasedError,
};
