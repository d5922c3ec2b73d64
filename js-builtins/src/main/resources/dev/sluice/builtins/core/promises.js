// Promises that are settled when they are made, and such as nobody needs to handle.
const { PromisePrototypeThen, PromiseReject } = primordials;

/**
 * A promise fulfilled with `value`. An async function makes it quicker than Promise.resolve does (see streams/readable/results), and a
 * script sees the same: `then` of an object is looked up once, now. (A promise of a script's is no such value: see reactTo.)
 */
async function fulfilled(value) {
  return value;
}

/** A promise of what `make(value)` gives; rejected with what it throws, of Java's errors with a script's. */
function attempt(make, value = undefined) {
  let result;
  try {
    result = make(value);
  } catch (e) {
    return PromiseReject(require('core/errors').fromHost(e));
  }
  return fulfilled(result);
}

/**
 * Reacts to what a script gave as `await` does (ECMAScript §27.7.5.3): a promise or an object with `then` is waited for, anything else is
 * the value. Of a promise of the usual class nothing is read but `constructor`; a patched `then` is neither seen nor called. It takes a
 * microtask at least.
 *
 * @param {*} value
 * @param {function(*): void} whenFulfilled must not throw
 * @param {function(*): void} whenRejected must not throw
 */
async function reactTo(value, whenFulfilled, whenRejected) {
  let result;
  try {
    result = await value;
  } catch (e) {
    whenRejected(e);
    return;
  }
  whenFulfilled(result);
}

/** Is it a promise, or another object that can be waited for? @throws what a getter `then` throws */
function isThenable(value) {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject && (internal.promises.isPromise(value) || typeof value.then === 'function');
}

function returnUndefined() {}

/** Sets the promise's [[PromiseIsHandled]] to true. */
function markPromiseHandled(promise) {
  PromisePrototypeThen(promise, undefined, returnUndefined);
}

module.exports = { attempt, fulfilled, isThenable, markPromiseHandled, reactTo };
