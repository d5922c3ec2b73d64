// Timers (HTML §8.6, https://html.spec.whatwg.org/#timers), and setImmediate as Node and Bun have it.
//
// What setTimeout returns is a Timeout, whose primitive value is the timer's id, a positive integer: programs written for browsers
// take it for a number, those written for Node call its ref and unref. A string as the handler is a TypeError: it would be eval.
//
// The host keeps deadlines only, by id; the rest is here, in one object a timer.
const { Map, MapPrototypeDelete, MapPrototypeGet, MapPrototypeSet, MathMin, ReflectApply, SymbolToPrimitive } = primordials;
const { illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toFunction, toLong } = require('webidl/convert');
const { global } = require('core/globalScope');
const { loop, timers } = internal;

/** Nanoseconds of a longer delay would not fit the host's clock. It is more than thirty years. */
const MAX_DELAY = 2 ** 40;
const MAX_ID = 2 ** 31 - 1;

/** A timer that is set by a timer's task of a higher nesting level than this waits at least 4 ms. */
const MAX_NESTING = 5;

/** «map of setTimeout and setInterval IDs»: timers that are pending or that repeat. */
const active = new Map();
let lastId = 0;

/** The last timer's task, and its nesting level, which holds in that task and its microtasks. */
let timerTask = 0;
let timerTaskNesting = 0;

/** The timer nesting level of the task that runs now: 0 unless it is a timer's. */
function nestingLevel() {
  return loop.task() === timerTask ? timerTaskNesting : 0;
}

function nextId() {
  do {
    lastId = lastId === MAX_ID ? 1 : lastId + 1;
  } while (MapPrototypeGet(active, lastId) !== undefined);
  return lastId;
}

let schedule, cancel, isTimer;

/** Its fields are private one by one, not gathered in slots: a timer is to be one object. */
class Timeout {
  #id = nextId();
  #callback;
  #args;
  #delay;
  #repeat;
  /** timer nesting level: 1 and more, and 0 for what setTimeout and setInterval did not make */
  #nesting;
  #referenced = true;

  constructor(token, callback, args, delay, repeat, nesting) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#callback = callback;
    this.#args = args;
    this.#delay = delay;
    this.#repeat = repeat;
    this.#nesting = nesting;
  }

  static #idOf(o) {
    if (!isTimer(o)) throw illegalInvocation('Timeout');
    return o.#id;
  }

  static {
    isTimer = (o) => isObject(o) && #id in o;
    schedule = (timer) => {
      MapPrototypeSet(active, timer.#id, timer);
      timers.schedule(timer.#id, timer.#nesting > MAX_NESTING + 1 && timer.#delay < 4 ? 4 : timer.#delay);
      if (!timer.#referenced) timers.setRef(timer.#id, false);
    };
    cancel = (timer) => {
      // Cleared for good, which refresh() looks at.
      timer.#callback = undefined;
      if (MapPrototypeGet(active, timer.#id) !== timer) return;
      MapPrototypeDelete(active, timer.#id);
      timers.cancel(timer.#id);
    };
    /** Runs the timer `id` in a task of its own. */
    timers.onFire((id) => {
      const timer = MapPrototypeGet(active, id);
      if (timer === undefined) return;
      if (!timer.#repeat) MapPrototypeDelete(active, id);
      timerTask = loop.task();
      timerTaskNesting = timer.#nesting;
      try {
        ReflectApply(timer.#callback, global, timer.#args);
      } catch (error) {
        require('html/reportError').reportException(error);
      }
      // The callback may have cleared it, or refreshed it, which schedules it anew.
      if (timer.#repeat && MapPrototypeGet(active, id) === timer) {
        timer.#nesting++;
        schedule(timer);
      }
    });
  }

  /** Lets the timer keep the program running, as it does from the start. */
  ref() {
    return this.#setRef(true);
  }

  /** Lets the program end although the timer is pending. */
  unref() {
    return this.#setRef(false);
  }

  hasRef() {
    Timeout.#idOf(this);
    return this.#referenced;
  }

  #setRef(referenced) {
    const id = Timeout.#idOf(this);
    this.#referenced = referenced;
    if (MapPrototypeGet(active, id) === this) timers.setRef(id, referenced);
    return this;
  }

  /** Starts the delay anew, also after the timer has fired; not after it was cleared, nor for an Immediate, which has no delay. */
  refresh() {
    Timeout.#idOf(this);
    if (this.#callback !== undefined && this.#nesting !== 0) schedule(this);
    return this;
  }

  close() {
    Timeout.#idOf(this);
    cancel(this);
    return this;
  }

  [SymbolToPrimitive]() {
    return Timeout.#idOf(this);
  }
}

class Immediate extends Timeout {}

/** «timer initialization steps» (HTML §8.6), without the handler's compilation. */
function timerInitializationSteps(callback, timeout, args, repeat) {
  const timer = new Timeout(internalConstruct, callback, args, timeout > 0 ? timeout : 0, repeat, nestingLevel() + 1);
  schedule(timer);
  return timer;
}

/**
 * «run steps after a timeout» (HTML §8.6), for other standards: no nesting, any delay.
 *
 * @param {boolean} referenced does it keep the program running?
 */
function runStepsAfterATimeout(steps, milliseconds, referenced) {
  const timer = new Timeout(internalConstruct, steps, [], MathMin(milliseconds, MAX_DELAY), false, 0);
  schedule(timer);
  if (!referenced) timer.unref();
}

function clear(id, context) {
  if (isTimer(id)) {
    cancel(id);
  } else if (id !== undefined && id !== null) {
    const timer = MapPrototypeGet(active, toLong(id, context));
    if (timer !== undefined) cancel(timer);
  }
}

const functions = {
  setTimeout(handler, timeout = 0, ...args) {
    requireArguments(arguments.length, 1, 'setTimeout');
    toFunction(handler, 'setTimeout: handler');
    return timerInitializationSteps(handler, toLong(timeout, 'setTimeout: timeout'), args, false);
  },
  setInterval(handler, timeout = 0, ...args) {
    requireArguments(arguments.length, 1, 'setInterval');
    toFunction(handler, 'setInterval: handler');
    return timerInitializationSteps(handler, toLong(timeout, 'setInterval: timeout'), args, true);
  },
  clearTimeout(id = undefined) {
    clear(id, 'clearTimeout: id');
  },
  clearInterval(id = undefined) {
    clear(id, 'clearInterval: id');
  },
  /** Node's: a task as soon as the loop comes round, after those that wait already. */
  setImmediate(callback, ...args) {
    requireArguments(arguments.length, 1, 'setImmediate');
    toFunction(callback, 'setImmediate: callback');
    const immediate = new Immediate(internalConstruct, callback, args, 0, false, 0);
    schedule(immediate);
    return immediate;
  },
  clearImmediate(immediate = undefined) {
    clear(immediate, 'clearImmediate: immediate');
  },
};

module.exports = { ...functions, runStepsAfterATimeout };
