// Asynchronous iteration of a ReadableStream (Streams §4.2.5, Web IDL §3.7.10).
//
// for await is the way most scripts read a stream, so it is made lean: no generator, no promise but the one that next() has to return.
// Where Web IDL reacts to the promise of a read and settles another with its result, a chunk that waits is answered with one resolved
// promise: a script sees the same results in the same order, each one microtask sooner. Only a next() that really has to wait, and a chunk
// that is a thenable (the standard resolves a promise with it), hold up the calls that follow, as all do in Web IDL.
const { Promise, PromiseReject, PromiseResolve, PromisePrototypeThen, ReflectApply } = primordials;
const { isolate } = require('core/isolate');
const { illegalInvocation, defineAsyncIteratorPrototype, internalConstruct } = require('webidl/interface');
const { isObject } = require('webidl/convert');
const { resolvedResult } = require('streams/readable/results');
const { READABLE, CLOSED, ensureController } = require('streams/readable/operations');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { acquireReadableStreamDefaultReader } = require('streams/readable/ReadableStreamDefaultReader');
const {
  newPendingPromise,
  readableStreamReaderGenericCancel,
  readableStreamReaderRelease,
} = require('streams/readable/ReadableStreamGenericReader');

/** The slots of an iterator. */
class IteratorSlots {
  constructor(reader, preventCancel) {
    this.reader = reader;
    this.preventCancel = preventCancel;
    /** [[ongoingPromise]]: of the last call that is not settled yet, if any */
    this.ongoing = undefined;
    this.isFinished = false;
  }
}

isolate(IteratorSlots);

/**
 * The read request of a next(). What comes while next() is still running settles a promise that nobody has yet, see DefaultReadRequest.
 * What comes later is answered in a microtask, as Web IDL's reaction to the promise of the read would: a pull that follows gets its turn
 * first.
 */
class IterationRequest {
  constructor(iterator) {
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
    this.iterator = iterator;
    this.value = undefined;
  }

  chunkSteps(chunk) {
    if (this.resolve === undefined) {
      this.promise = resultOfChunk(this.iterator, chunk);
    } else {
      this.value = chunk;
      queueMicrotaskStep(answerWithChunk, this);
    }
  }

  closeSteps() {
    this.end();
    if (this.resolve === undefined) this.promise = PromiseResolve({ value: undefined, done: true });
    else queueMicrotaskStep(answerWithEnd, this);
  }

  errorSteps(e) {
    this.end();
    if (this.reject === undefined) {
      this.promise = PromiseReject(e);
    } else {
      this.value = e;
      queueMicrotaskStep(answerWithError, this);
    }
  }

  end() {
    const { iterator } = this;
    iterator.isFinished = true;
    readableStreamReaderRelease(iterator.reader);
  }

  /** From now on no call has to wait for this one. */
  settled() {
    const { iterator } = this;
    if (iterator.ongoing === this.promise) iterator.ongoing = undefined;
  }
}

isolate(IterationRequest);

function answerWithChunk(request) {
  const { iterator, value } = request;
  const result = isObject(value) ? thenableResult(value, iterator) : undefined;
  if (result === undefined) {
    request.settled();
    request.resolve({ value, done: false });
  } else {
    follow(result, request);
  }
}

function answerWithEnd(request) {
  request.settled();
  request.resolve({ value: undefined, done: true });
}

function answerWithError(request) {
  request.settled();
  request.reject(request.value);
}

/** The promise that next() returns for a chunk that is here. */
function resultOfChunk(iterator, chunk) {
  const result = isObject(chunk) ? thenableResult(chunk, iterator) : undefined;
  return result === undefined ? resolvedResult(chunk) : hold(iterator, result);
}

/**
 * A promise of the iteration result for a chunk that is a thenable; undefined for any other object. Looks up `then` once.
 */
function thenableResult(chunk, iterator) {
  let then;
  try {
    ({ then } = chunk);
  } catch (e) {
    return failedIteration(iterator, e);
  }
  if (typeof then !== 'function') return undefined;
  const adopted = new Promise((resolve, reject) => {
    queueMicrotaskStep(() => {
      try {
        ReflectApply(then, chunk, [resolve, reject]);
      } catch (e) {
        reject(e);
      }
    }, undefined);
  });
  return PromisePrototypeThen(
    adopted,
    (value) => ({ value, done: false }),
    (e) => failedIteration(iterator, e),
  );
}

/** Web IDL ends the iteration when a result could not be had, and leaves the reader locked. */
function failedIteration(iterator, e) {
  iterator.isFinished = true;
  return PromiseReject(e);
}

/** nextSteps of Web IDL, for when no earlier call is unsettled. @returns {Promise} */
function runNextSteps(iterator) {
  if (iterator.isFinished) return PromiseResolve({ value: undefined, done: true });
  const { reader } = iterator;
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === READABLE) {
    const { controller } = stream;
    if (controller.queue.length !== 0) return resultOfChunk(iterator, controller.takeChunk());
    const request = new IterationRequest(iterator);
    controller.pullSteps(request);
    if (request.promise !== undefined) return request.promise;
    iterator.ongoing = newPendingPromise(request);
    return iterator.ongoing;
  }
  iterator.isFinished = true;
  const { storedError } = stream;
  const closed = stream.state === CLOSED;
  readableStreamReaderRelease(reader);
  return closed ? PromiseResolve({ value: undefined, done: true }) : PromiseReject(storedError);
}

/**
 * Settles the request's promise as `result` is settled. `result` is ours alone: a reaction to the promise that a script has would count
 * as its handler, and a rejection that the script overlooks would go unreported.
 */
function follow(result, request) {
  PromisePrototypeThen(
    result,
    (value) => {
      request.settled();
      request.resolve(value);
    },
    (e) => {
      request.settled();
      request.reject(e);
    },
  );
}

/** Makes later calls wait until `result` is settled. @returns {Promise} for the script, which follows it */
function hold(iterator, result) {
  const request = new IterationRequest(iterator);
  iterator.ongoing = newPendingPromise(request);
  follow(result, request);
  return request.promise;
}

/** next() while an earlier call is unsettled: takes its turn behind that, and later calls wait for this one. */
function nextAfterOngoing(iterator) {
  const steps = () => {
    // What this runs sets `ongoing` to the promise of the read; the promise that callers wait for follows that one.
    const waiting = iterator.ongoing;
    const result = runNextSteps(iterator);
    iterator.ongoing = waiting;
    return result;
  };
  return hold(iterator, PromisePrototypeThen(iterator.ongoing, steps, steps));
}

/** returnSteps of Web IDL, for when no earlier call is unsettled. @returns {Promise<undefined>} */
function runReturnSteps(iterator, value) {
  if (iterator.isFinished) return PromiseResolve(undefined);
  iterator.isFinished = true;
  return asynchronousIteratorReturn(iterator, value);
}

/** Asynchronous iterator return (Streams §4.2.5) */
function asynchronousIteratorReturn(iterator, arg) {
  const { reader } = iterator;
  if (iterator.preventCancel) {
    readableStreamReaderRelease(reader);
    return PromiseResolve(undefined);
  }
  const result = readableStreamReaderGenericCancel(reader, arg);
  readableStreamReaderRelease(reader);
  return result;
}

let newIterator;

class ReadableStreamAsyncIterator {
  #slots;

  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalInvocation('ReadableStream AsyncIterator');
    this.#slots = slots;
  }

  static {
    newIterator = (slots) => new ReadableStreamAsyncIterator(internalConstruct, slots);
  }

  next() {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStream AsyncIterator'));
    const iterator = this.#slots;
    return iterator.ongoing === undefined ? runNextSteps(iterator) : nextAfterOngoing(iterator);
  }

  return(value) {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStream AsyncIterator'));
    const iterator = this.#slots;
    const { ongoing } = iterator;
    const steps = () => runReturnSteps(iterator, value);
    // Stays for good: the iteration is over, and what follows need not be quick. The script gets a promise that reacts to this one.
    iterator.ongoing = ongoing === undefined ? steps() : PromisePrototypeThen(ongoing, steps, steps);
    return PromisePrototypeThen(iterator.ongoing, () => ({ value, done: true }), undefined);
  }
}

// The class serves for its private slots; scripts see no constructor on the prototype.
delete ReadableStreamAsyncIterator.prototype.constructor;
defineAsyncIteratorPrototype(ReadableStreamAsyncIterator.prototype, 'ReadableStream');

/** Asynchronous iterator initialization steps (Streams §4.2.5) */
function readableStreamValues(stream, preventCancel) {
  if (stream.reader === undefined) ensureController(stream, 'for await');
  return newIterator(new IteratorSlots(acquireReadableStreamDefaultReader(stream), preventCancel));
}

module.exports = { readableStreamValues };
