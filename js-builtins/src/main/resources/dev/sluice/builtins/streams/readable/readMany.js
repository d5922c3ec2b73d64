// reader.readMany(), which is Bun's and no standard's: all chunks that wait in one call, without a promise if there are any.
const { PromiseReject } = primordials;
const { isolate } = require('core/isolate');
const { byteLengthOf, isBufferSource } = require('webidl/bufferSource');
const { isObject } = require('webidl/convert');
const { READABLE, CLOSED } = require('streams/readable/operations');
const { newPendingPromise } = require('streams/readable/ReadableStreamGenericReader');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');

/**
 * The read request of a readMany that has to wait. When a chunk comes it waits one microtask more, so that what the source enqueues in
 * one go is answered in one go.
 */
class ReadManyRequest {
  constructor(reader) {
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
    this.reader = reader;
    this.chunk = undefined;
  }

  chunkSteps(chunk) {
    this.chunk = chunk;
    queueMicrotaskStep(answer, this);
  }

  closeSteps() {
    const result = { value: [], size: 0, done: true };
    newPendingPromiseUnlessMade(this);
    this.resolve(result);
  }

  errorSteps(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }
}

isolate(ReadManyRequest);

function newPendingPromiseUnlessMade(request) {
  if (request.promise === undefined) newPendingPromise(request);
}

/** Settles the promise with the request's chunk and all that wait by now, unless another reader has the stream by now. */
function answer(request) {
  const { reader, chunk } = request;
  const { stream } = reader;
  const value = [chunk];
  let size = sizeOf(chunk);
  if (stream !== undefined && stream.state === READABLE && stream.controller.queue.length !== 0) {
    const { controller } = stream;
    size += controller.queueTotalSize;
    const rest = controller.takeAllChunks();
    for (let i = 0; i < rest.length; i++) value[i + 1] = rest[i];
  }
  request.resolve({ value, size, done: false });
}

/** A chunk that never waited in a queue was never measured by the strategy: bytes count in bytes, anything else counts 1. */
function sizeOf(chunk) {
  // Never the chunk's own `byteLength`, which may be a getter that throws.
  return isObject(chunk) && isBufferSource(chunk) ? byteLengthOf(chunk) : 1;
}

/**
 * @param {object} reader slots of a default reader that has a stream
 * @returns {{value: Array, size: number, done: boolean}|Promise} the result itself where chunks wait or the stream is closed, else
 *     a promise of it
 * @throws the stored error of an errored stream
 */
function readMany(reader) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === READABLE) {
    const { controller } = stream;
    if (controller.queue.length !== 0) {
      const size = controller.queueTotalSize;
      return { value: controller.takeAllChunks(), size, done: false };
    }
    const request = new ReadManyRequest(reader);
    controller.pullSteps(request);
    return request.promise ?? newPendingPromise(request);
  }
  if (stream.state === CLOSED) return { value: [], size: 0, done: true };
  throw stream.storedError;
}

module.exports = { readMany };
