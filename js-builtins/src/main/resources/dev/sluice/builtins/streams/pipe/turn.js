// A turn: a microtask in which pipes move chunks. Steps of pipes and transforms that become due during a turn run at its end, one after the
// other, where each of them would else take a microtask of its own.
//
// With that a chunk goes through a chain of any length, as far as backpressure lets it, in the very microtask in which the last sink was
// ready for it. Such a step never runs on the stack of a script's code, as it would not in a microtask; what scripts can tell is that
// fewer microtasks go by. Calls that a script's sink or source has to answer keep their microtasks: a step is ours alone.
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { StepQueue } = require('streams/queue/StepQueue');

let active = false;
const steps = new StepQueue();

/** Runs `step(subject)` at the end of the turn, or, outside of turns, in the next microtask. It must not throw. */
function schedule(step, subject) {
  if (active) steps.push(step, subject);
  else queueMicrotaskStep(step, subject);
}

/** Begins a turn. @returns {boolean} false where one is under way, which goes on then and is not the caller's to end */
function beginTurn() {
  if (active) return false;
  active = true;
  return true;
}

/** Ends the turn that the caller began: runs the steps that are due, and those that become due thereby. */
function endTurn() {
  try {
    while (steps.head !== steps.tail) steps.runNext();
  } finally {
    active = false;
    // Only if a step threw, which those behind it should not suffer for.
    if (steps.head !== steps.tail) queueMicrotaskStep(runRest, undefined);
  }
}

function runRest() {
  if (beginTurn()) endTurn();
}

module.exports = { beginTurn, endTurn, schedule };
