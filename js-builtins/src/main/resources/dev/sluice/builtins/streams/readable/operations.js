// Abstract operations over readable streams (Streams §4.9.1 and §4.9.2), on slots objects. Nothing here knows a class that scripts see.
//
// Stream slots and their readers and controllers speak to each other by methods of their slots classes:
//   controller.pullSteps(readRequest), cancelSteps(reason), releaseSteps()   — the standard's internal methods
//   controller.queue.length, controller.takeChunk()                          — a chunk that waits, without a read request
//   reader.isBYOB, reader.readRequests (a RingQueue; of read-into requests for a BYOB reader)
// and to whoever reads by read requests: objects with chunkSteps(chunk), closeSteps(), errorSteps(e).
const { PromiseResolve, PromiseReject, PromisePrototypeThen, TypeError, ObjectDefineProperty } = primordials;
const { markPromiseHandled } = require('core/promises');

/** The values of a stream's `state`. Small integers compare quicker than strings, and nothing shows them to scripts. */
const READABLE = 0;
const CLOSED = 1;
const ERRORED = 2;

function returnUndefined() {}

/** IsReadableStreamLocked */
function isReadableStreamLocked(stream) {
  return stream.reader !== undefined;
}

/** A TypeError that scripts know by its code, ERR_INVALID_STATE. */
function invalidStateError(message) {
  const error = new TypeError(message);
  return ObjectDefineProperty(error, 'code', {
    __proto__: null,
    value: 'ERR_INVALID_STATE',
    writable: true,
    enumerable: true,
    configurable: true,
  });
}

/** The error of an operation that a locked stream refuses. */
function lockedError(operation) {
  return invalidStateError(`ReadableStream.${operation}: the stream is locked`);
}

/**
 * Gives a stream with an origin its controller; the first step of every consumer that is no native one. Costs one comparison for other
 * streams.
 *
 * @param {object} stream stream slots
 * @param {string} by who asks, for --trace-streams
 */
function ensureController(stream, by) {
  if (stream.origin !== null) require('streams/readable/native').materialize(stream, by);
}

/** ReadableStreamAddReadRequest, ReadableStreamAddReadIntoRequest */
function readableStreamAddReadRequest(stream, readRequest) {
  stream.reader.readRequests.push(readRequest);
}

/**
 * ReadableStreamCancel
 *
 * @returns {Promise<undefined>}
 */
function readableStreamCancel(stream, reason) {
  stream.disturbed = true;
  if (stream.state === CLOSED) return PromiseResolve(undefined);
  if (stream.state === ERRORED) return PromiseReject(stream.storedError);
  // A closed stream may still be locked and released, and that asks its controller: so a native source gets one here as well.
  ensureController(stream, 'cancel()');
  readableStreamClose(stream);
  const { reader } = stream;
  if (reader !== undefined && reader.isBYOB) {
    const readIntoRequests = reader.readRequests.drain();
    for (let i = 0; i < readIntoRequests.length; i++) readIntoRequests[i].closeSteps(undefined);
  }
  const sourceCancelPromise = stream.controller.cancelSteps(reason);
  return PromisePrototypeThen(sourceCancelPromise, returnUndefined, undefined);
}

/** ReadableStreamClose */
function readableStreamClose(stream) {
  stream.state = CLOSED;
  const { reader } = stream;
  if (reader === undefined) return;
  if (reader.closedPromise !== undefined) reader.resolveClosed(undefined);
  if (!reader.isBYOB && reader.readRequests.length !== 0) {
    const readRequests = reader.readRequests.drain();
    for (let i = 0; i < readRequests.length; i++) readRequests[i].closeSteps();
  }
}

/** ReadableStreamError */
function readableStreamError(stream, e) {
  stream.state = ERRORED;
  stream.storedError = e;
  const { reader } = stream;
  if (reader === undefined) return;
  if (reader.closedPromise !== undefined) {
    markPromiseHandled(reader.closedPromise);
    reader.rejectClosed(e);
  }
  readableStreamReaderErrorReadRequests(reader, e);
}

/** ReadableStreamDefaultReaderErrorReadRequests, ReadableStreamBYOBReaderErrorReadIntoRequests */
function readableStreamReaderErrorReadRequests(reader, e) {
  if (reader.readRequests.length === 0) return;
  const readRequests = reader.readRequests.drain();
  for (let i = 0; i < readRequests.length; i++) readRequests[i].errorSteps(e);
}

/** ReadableStreamFulfillReadRequest, ReadableStreamFulfillReadIntoRequest */
function readableStreamFulfillReadRequest(stream, chunk, done) {
  const readRequest = stream.reader.readRequests.shift();
  if (done) readRequest.closeSteps(chunk);
  else readRequest.chunkSteps(chunk);
}

/** ReadableStreamGetNumReadRequests, ReadableStreamGetNumReadIntoRequests; 0 for a stream that is not locked */
function readableStreamGetNumReadRequests(stream) {
  const { reader } = stream;
  return reader === undefined ? 0 : reader.readRequests.length;
}

/** ReadableStreamHasBYOBReader */
function readableStreamHasBYOBReader(stream) {
  const { reader } = stream;
  return reader !== undefined && reader.isBYOB;
}

module.exports = {
  READABLE,
  CLOSED,
  ERRORED,
  invalidStateError,
  lockedError,
  ensureController,
  isReadableStreamLocked,
  readableStreamAddReadRequest,
  readableStreamCancel,
  readableStreamClose,
  readableStreamError,
  readableStreamReaderErrorReadRequests,
  readableStreamFulfillReadRequest,
  readableStreamGetNumReadRequests,
  readableStreamHasBYOBReader,
};
