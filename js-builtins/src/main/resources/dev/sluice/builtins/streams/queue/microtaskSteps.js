// «Upon fulfillment of a promise resolved with undefined» without a promise and without a closure a time.
//
// Streams do such hops all the time: after start(), after each pull() that returned nothing, in tee. A hop must be exactly one microtask,
// in order with those of scripts. All hops therefore react to one promise that is resolved for good, with one callback: jobs run first
// in, first out, so the n-th run of the callback belongs to the n-th step that was queued.
const { ObjectDefineProperty, PromiseResolve, PromisePrototypeThenMethod } = primordials;
const { StepQueue } = require('streams/queue/StepQueue');

/**
 * Resolved with undefined. An own `constructor` keeps a script that patches Promise.prototype.constructor out of our reactions, an own
 * `then` one that patches that; calling it compiles to a quarter less than PromisePrototypeThen, which spreads arguments over an array.
 */
const resolvedUndefined = ObjectDefineProperty(PromiseResolve(undefined), 'constructor', { __proto__: null, value: undefined });
ObjectDefineProperty(resolvedUndefined, 'then', { __proto__: null, value: PromisePrototypeThenMethod });

const steps = new StepQueue();

function runNextStep() {
  steps.runNext();
}

/**
 * Calls `step(subject)` in one microtask.
 *
 * @param {function(*): void} step a function that does not throw
 * @param {*} subject
 */
function queueMicrotaskStep(step, subject) {
  steps.push(step, subject);
  resolvedUndefined.then(runNextStep);
}

module.exports = { queueMicrotaskStep, resolvedUndefined };
