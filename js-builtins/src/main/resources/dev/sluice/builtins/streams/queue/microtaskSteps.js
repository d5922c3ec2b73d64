// «Upon fulfillment of a promise resolved with undefined» without a promise and without a closure a time.
//
// Streams do such hops all the time: after start(), after each pull() that returned nothing, in tee. A hop must be exactly one microtask,
// in order with those of scripts. All hops therefore react to one promise that is resolved for good, with one callback: jobs run first
// in, first out, so the n-th run of the callback belongs to the n-th step that was queued.
const { ObjectDefineProperty, PromiseResolve, PromisePrototypeThen } = primordials;

/** Resolved with undefined. An own `constructor` keeps a script that patches Promise.prototype.constructor out of our reactions. */
const resolvedUndefined = ObjectDefineProperty(PromiseResolve(undefined), 'constructor', { __proto__: null, value: undefined });

// The steps that wait and their subjects, in a ring of pairs: a step at an even slot, its subject behind it. `head` and `tail` count
// slots and are brought into the ring by `mask`; the ring is full when they are as far apart as it is long.
let ring = [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined];
let mask = 7;
let head = 0;
let tail = 0;

function runNextStep() {
  const at = head & mask;
  head += 2;
  const step = ring[at];
  const subject = ring[at + 1];
  ring[at] = undefined;
  ring[at + 1] = undefined;
  step(subject);
}

function grow() {
  const larger = [undefined];
  const length = tail - head;
  for (let i = 0; i < length; i++) larger[i] = ring[(head + i) & mask];
  for (let i = length; i < 2 * length; i++) larger[i] = undefined;
  ring = larger;
  mask = larger.length - 1;
  head = 0;
  tail = length;
}

/**
 * Calls `step(subject)` in one microtask.
 *
 * @param {function(*): void} step a function that does not throw
 * @param {*} subject
 */
function queueMicrotaskStep(step, subject) {
  if (head === tail) {
    head = 0;
    tail = 0;
  } else if (tail - head > mask) {
    grow();
  }
  const at = tail & mask;
  tail += 2;
  ring[at] = step;
  ring[at + 1] = subject;
  PromisePrototypeThen(resolvedUndefined, runNextStep, undefined);
}

module.exports = { queueMicrotaskStep, resolvedUndefined };
