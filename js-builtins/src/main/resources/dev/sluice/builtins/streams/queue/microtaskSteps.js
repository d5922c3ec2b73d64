// «Upon fulfillment of a promise resolved with undefined» without a promise and without a closure a time.
//
// Streams do such hops all the time: after start(), after each pull() that returned nothing, in tee. A hop must be exactly one microtask, in
// order with those of scripts. All hops therefore react to one promise that is resolved for good, with one callback: jobs run first in, first
// out, so the n-th run of the callback belongs to the n-th step that was queued.
const { ObjectDefineProperty, PromiseResolve, PromisePrototypeThen } = primordials;
const { RingQueue } = require('streams/queue/RingQueue');

/** Resolved with undefined. An own `constructor` keeps a script that patches Promise.prototype.constructor out of our reactions. */
const resolvedUndefined = ObjectDefineProperty(PromiseResolve(undefined), 'constructor', { __proto__: null, value: undefined });

const steps = new RingQueue();
const subjects = new RingQueue();

function runNextStep() {
  const step = steps.shift();
  step(subjects.shift());
}

/**
 * Calls `step(subject)` in one microtask.
 *
 * @param {function(*): void} step a function that does not throw
 * @param {*} subject
 */
function queueMicrotaskStep(step, subject) {
  steps.push(step);
  subjects.push(subject);
  PromisePrototypeThen(resolvedUndefined, runNextStep, undefined);
}

module.exports = { queueMicrotaskStep, resolvedUndefined };
