// What writable, transform and pipe need of promises, made so that a promise exists only where a script can see it.
const { Promise, PromisePrototypeThen, PromiseReject, PromiseResolve } = primordials;
const { isolate } = require('core/isolate');
const { markPromiseHandled } = require('core/promises');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { isObject } = require('webidl/convert');

const noop = () => {};

/** Runs `callback()` one microtask later. For what happens once a stream; what happens once a chunk is a step of a file. */
function hop(callback) {
  queueMicrotaskStep(callback, undefined);
}

let capturedResolve;
let capturedReject;
const capture = (resolve, reject) => {
  capturedResolve = resolve;
  capturedReject = reject;
};

/** "A new promise", with its resolving functions as fields. */
class Deferred {
  constructor() {
    this.promise = new Promise(capture);
    this.resolve = capturedResolve;
    this.reject = capturedReject;
  }
}

isolate(Deferred);

/**
 * The promise that a script's callback gave, or undefined where it gave no object: the standard's promise would then be resolved from the
 * start, and `uponPromise` needs none.
 *
 * A native promise is taken as it is, while Web IDL wraps it in a second one and so waits two microtasks longer. Chromium, Node and Deno
 * take it as it is too, and it halves the price of an async write().
 */
function callbackPromise(value) {
  return value === undefined || !isObject(value) ? undefined : PromiseResolve(value);
}

/** The same to the letter, "a promise resolved with" the value, for callbacks that race with each other. */
function promiseResolvedWith(value) {
  if (!isObject(value)) return undefined;
  const promise = new Promise(capture);
  capturedResolve(value);
  return promise;
}

/** Reacts to the promise that an algorithm gave; undefined stands for one that is resolved with undefined. */
function uponPromise(promise, onFulfilled, onRejected) {
  if (promise === undefined) hop(onFulfilled);
  else PromisePrototypeThen(promise, onFulfilled, onRejected);
}

/** Reacts to an algorithm that threw: "a promise rejected with" the error. */
function uponThrow(error, onRejected) {
  hop(() => onRejected(error));
}

const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;

/**
 * A promise slot such as [[closedPromise]] whose promise is made when a script first looks at it. Until then it is a state and a reason.
 * Rejections are marked as handled, as the standard asks of every promise that is kept here.
 */
class LazyPromise {
  constructor() {
    this.state = PENDING;
    this.reason = undefined;
    this.promise = undefined;
    /** the resolving functions of a promise that is pending */
    this.resolvePromise = noop;
    this.rejectPromise = noop;
  }

  /** Sets the slot to a new pending promise; the old one was fulfilled. */
  renew() {
    this.state = PENDING;
    if (this.promise !== undefined) this.promise = undefined;
  }

  resolve() {
    if (this.state !== PENDING) return;
    this.state = FULFILLED;
    if (this.promise !== undefined) this.resolvePromise(undefined);
  }

  /** Rejects the promise if it is pending. */
  reject(reason) {
    if (this.state !== PENDING) return;
    this.state = REJECTED;
    this.reason = reason;
    if (this.promise === undefined) return;
    markPromiseHandled(this.promise);
    this.rejectPromise(reason);
  }

  /** Rejects the promise if it is pending, else sets the slot to a new, rejected promise (Ensure…PromiseRejected). */
  ensureRejected(reason) {
    if (this.state !== PENDING) this.renew();
    this.reject(reason);
  }

  /** @returns {Promise<undefined>} the promise, for a script */
  look() {
    return this.promise ?? this.makePromise();
  }

  makePromise() {
    if (this.state === PENDING) {
      this.promise = new Promise(capture);
      this.resolvePromise = capturedResolve;
      this.rejectPromise = capturedReject;
    } else if (this.state === FULFILLED) {
      this.promise = new Promise(resolveAtOnce);
    } else {
      this.promise = PromiseReject(this.reason);
      markPromiseHandled(this.promise);
    }
    return this.promise;
  }
}

isolate(LazyPromise);

const resolveAtOnce = (resolve) => resolve(undefined);

module.exports = {
  Deferred,
  LazyPromise,
  callbackPromise,
  hop,
  noop,
  promiseResolvedWith,
  uponPromise,
  uponThrow,
};
