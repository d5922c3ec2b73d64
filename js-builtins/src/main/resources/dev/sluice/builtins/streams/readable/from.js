// ReadableStreamFromIterable (Streams §4.9.1), over Web IDL's async_sequence<any> (Web IDL §3.2.22): a stream of what an iterable gives.
const { PromiseReject, PromiseResolve, PromisePrototypeThen, ReflectApply, SymbolAsyncIterator, SymbolIterator, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { isObject } = require('webidl/convert');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
} = require('streams/readable/ReadableStreamDefaultController');

const context = 'ReadableStream.from: the argument';

/** GetMethod of ECMAScript */
function getMethod(value, key) {
  const method = value[key];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeError(`${context} has an iterator method that is not a function`);
  return method;
}

/** An iterator record, sync or async. */
class IteratorRecord {
  constructor(iterable, method, isAsync) {
    const iterator = ReflectApply(method, iterable, []);
    if (!isObject(iterator)) throw new TypeError(`${context} has an iterator method that does not give an object`);
    this.iterator = iterator;
    this.next = iterator.next;
    this.isAsync = isAsync;
  }

  /** Calls next(). @returns {Promise} of an iteration result; of the value too where the iterator is not asynchronous */
  step() {
    try {
      const result = ReflectApply(this.next, this.iterator, []);
      if (this.isAsync) return PromiseResolve(result);
      return valueAwaited(this, result);
    } catch (e) {
      return PromiseReject(e);
    }
  }

  /** Closes the iterator: calls its return(). @returns {Promise} rejected unless that gave an object */
  close(reason) {
    try {
      const method = getMethod(this.iterator, 'return');
      if (method === undefined) return PromiseResolve(undefined);
      const result = ReflectApply(method, this.iterator, [reason]);
      const promise = this.isAsync ? PromiseResolve(result) : valueAwaited(undefined, result);
      return PromisePrototypeThen(promise, requireObject, undefined);
    } catch (e) {
      return PromiseReject(e);
    }
  }
}

isolate(IteratorRecord);

/**
 * AsyncFromSyncIteratorContinuation of ECMAScript: a value that is a promise is waited for; if it rejects, the iterator is closed.
 *
 * @param {IteratorRecord|undefined} record the iterator to close
 */
function valueAwaited(record, result) {
  requireObject(result);
  const done = !!result.done;
  const promise = PromiseResolve(result.value);
  const onRejected =
    record === undefined || done
      ? undefined
      : (e) => {
          closeSyncIterator(record.iterator);
          throw e;
        };
  return PromisePrototypeThen(promise, (value) => ({ __proto__: null, done, value }), onRejected);
}

/** IteratorClose after a failure: what return() throws does not matter. */
function closeSyncIterator(iterator) {
  try {
    const method = iterator.return;
    if (method !== undefined && method !== null) ReflectApply(method, iterator, []);
  } catch {
    // The first error is the one to tell of.
  }
}

function requireObject(result) {
  if (!isObject(result)) throw new TypeError('ReadableStream.from: the iterator gave something that is not an object');
  return undefined;
}

/** «Opening an async sequence» */
function open(value) {
  if (value === undefined || value === null) throw new TypeError(`${context} is not iterable`);
  const asyncMethod = getMethod(value, SymbolAsyncIterator);
  if (asyncMethod !== undefined) return new IteratorRecord(value, asyncMethod, true);
  const method = getMethod(value, SymbolIterator);
  if (method === undefined) throw new TypeError(`${context} is not iterable`);
  return new IteratorRecord(value, method, false);
}

/** @returns {object} stream slots */
function readableStreamFromIterable(asyncIterable) {
  const { createReadableStream } = require('streams/readable/ReadableStream');
  const record = open(asyncIterable);
  let stream;
  const onNext = (result) => {
    requireObject(result);
    const { controller } = stream;
    if (result.done) readableStreamDefaultControllerClose(controller);
    else readableStreamDefaultControllerEnqueue(controller, result.value);
  };
  // What rejects here errors the stream, as any rejected pull does.
  const pull = () => PromisePrototypeThen(record.step(), onNext, undefined);
  const cancel = (reason) => record.close(reason);
  stream = createReadableStream(undefined, pull, cancel, 0);
  return stream;
}

module.exports = { readableStreamFromIterable };
