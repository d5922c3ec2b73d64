// Promises that are settled when they are made, and such as nobody needs to handle.
const { PromisePrototypeThen, PromiseReject } = primordials;

/**
 * A promise fulfilled with `value`. An async function makes it quicker than Promise.resolve does (see streams/readable/results), and a
 * script sees the same: `then` of an object is looked up once, now.
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

function returnUndefined() {}

/** Sets the promise's [[PromiseIsHandled]] to true. */
function markPromiseHandled(promise) {
  PromisePrototypeThen(promise, undefined, returnUndefined);
}

module.exports = { attempt, fulfilled, markPromiseHandled };
