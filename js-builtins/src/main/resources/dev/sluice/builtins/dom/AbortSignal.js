// AbortSignal (DOM §3.2, https://dom.spec.whatwg.org/#interface-AbortSignal).
//
// The algorithms work on slots; the AbortSignal itself is made when a script asks for it, so that a standard which needs a
// signal of its own (a WritableStream) pays for a plain object only.
const { Set, SetPrototypeAdd, SetPrototypeDelete, SetPrototypeForEach, SetPrototypeGetSize, WeakRef, WeakRefPrototypeDeref, TypeError } =
  primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toInteger, toSequence } = require('webidl/convert');
const { EventTarget, slotsOf: targetSlotsOf, hasListeners, fireAnEvent } = require('dom/EventTarget');
const { defineEventHandler } = require('dom/eventHandlers');
const { createDOMException } = require('webidl/DOMException');

class AbortSignalSlots {
  constructor() {
    this.aborted = false;
    this.reason = undefined;
    /** A Set of functions, made with the first one. */
    this.abortAlgorithms = null;
    /** Of a dependent signal its source signals, else null. */
    this.sourceSignals = null;
    /** Of a source signal its DependentSignals, else null. */
    this.dependentSignals = null;
    this.wrapper = null;
  }
}

isolate(AbortSignalSlots);

let slotsOf, isAbortSignal, wrap;

class AbortSignal extends EventTarget {
  #slots;

  constructor(token = undefined, slots = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
    super();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    isAbortSignal = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isAbortSignal(o)) throw illegalInvocation('AbortSignal');
      return o.#slots;
    };
    wrap = (slots) => {
      if (slots.wrapper !== null) return slots.wrapper;
      const signal = new AbortSignal(internalConstruct, slots);
      if (slots.sourceSignals !== null) targetSlotsOf(signal).onListenerCount = () => pinOrUnpin(slots);
      return signal;
    };
  }

  static abort(reason = undefined) {
    const slots = new AbortSignalSlots();
    setReason(slots, reason);
    return wrap(slots);
  }

  static timeout(milliseconds) {
    requireArguments(arguments.length, 1, 'AbortSignal.timeout');
    milliseconds = toInteger(milliseconds, 'AbortSignal.timeout: milliseconds', 64, false, { __proto__: null, enforceRange: true });
    const slots = new AbortSignalSlots();
    const expire = () => signalAbort(slots, createDOMException('The operation timed out', 'TimeoutError'));
    // The timer does not keep the program running: a timeout alone is no work.
    require('html/timers').runStepsAfterATimeout(expire, milliseconds, false);
    return wrap(slots);
  }

  static any(signals) {
    requireArguments(arguments.length, 1, 'AbortSignal.any');
    return wrap(createADependentAbortSignal(toSequence(signals, 'AbortSignal.any: signals', toAbortSignalSlots)));
  }

  get aborted() {
    return slotsOf(this).aborted;
  }

  get reason() {
    return slotsOf(this).reason;
  }

  throwIfAborted() {
    const slots = slotsOf(this);
    if (slots.aborted) throw slots.reason;
  }
}

function toAbortSignalSlots(value, context) {
  if (!isAbortSignal(value)) throw new TypeError(`${context} is not an AbortSignal`);
  return slotsOf(value);
}

/** A new signal, as slots; `wrap(slots)` gives the AbortSignal. */
function createAbortSignal() {
  return new AbortSignalSlots();
}

/**
 * «add» an algorithm to a signal (DOM §3.2): it runs once, without arguments, before the `abort` event. It must not throw.
 * Nothing is added to a signal that is aborted already.
 */
function addAlgorithm(slots, algorithm) {
  if (slots.aborted) return;
  SetPrototypeAdd((slots.abortAlgorithms ??= new Set()), algorithm);
  if (slots.sourceSignals !== null) pinOrUnpin(slots);
}

/** «remove» an algorithm from a signal. */
function removeAlgorithm(slots, algorithm) {
  if (slots.abortAlgorithms === null) return;
  SetPrototypeDelete(slots.abortAlgorithms, algorithm);
  if (slots.sourceSignals !== null) pinOrUnpin(slots);
}

function setReason(slots, reason) {
  slots.aborted = true;
  slots.reason = reason === undefined ? createDOMException('The operation was aborted', 'AbortError') : reason;
}

/** «signal abort» (DOM §3.2): all dependents are aborted before any algorithm or listener runs. */
function signalAbort(slots, reason) {
  if (slots.aborted) return;
  setReason(slots, reason);
  const dependentSignalsToAbort = [];
  slots.dependentSignals?.forEach((dependent) => {
    if (dependent.aborted) return;
    setReason(dependent, slots.reason);
    dependentSignalsToAbort[dependentSignalsToAbort.length] = dependent;
  });
  slots.dependentSignals = null;
  runTheAbortSteps(slots);
  for (let i = 0; i < dependentSignalsToAbort.length; i++) runTheAbortSteps(dependentSignalsToAbort[i]);
}

function runTheAbortSteps(slots) {
  const { abortAlgorithms, sourceSignals } = slots;
  if (abortAlgorithms !== null) SetPrototypeForEach(abortAlgorithms, (algorithm) => algorithm());
  slots.abortAlgorithms = null;
  if (sourceSignals !== null) {
    slots.sourceSignals = null;
    for (let i = 0; i < sourceSignals.length; i++) sourceSignals[i].dependentSignals?.pin(slots, false);
  }
  if (slots.wrapper !== null) fireAnEvent(targetSlotsOf(slots.wrapper), 'abort');
}

/**
 * The signals that depend on one source, in the order in which they were made. They are held weakly, so that a source which lives
 * as long as the program does not collect a dependent for every request it ever saw; but one that something listens to is pinned,
 * since its end must come although nobody else holds it (DOM §3.2.2, garbage collection).
 */
class DependentSignals {
  #references = [];
  #pinned = new Set();
  /** Dead and aborted signals are swept out when the list has grown to this length: constant work for each one, all told. */
  #sweepAt = 16;

  add(slots) {
    if (this.#references.length === this.#sweepAt) {
      this.#sweep();
      this.#sweepAt = 16 + 2 * this.#references.length;
    }
    this.#references[this.#references.length] = new WeakRef(slots);
  }

  pin(slots, pinned) {
    if (pinned) SetPrototypeAdd(this.#pinned, slots);
    else SetPrototypeDelete(this.#pinned, slots);
  }

  forEach(action) {
    const references = this.#references;
    for (let i = 0; i < references.length; i++) {
      const slots = WeakRefPrototypeDeref(references[i]);
      if (slots !== undefined) action(slots);
    }
  }

  #sweep() {
    const live = [];
    const references = this.#references;
    for (let i = 0; i < references.length; i++) {
      const slots = WeakRefPrototypeDeref(references[i]);
      if (slots !== undefined && !slots.aborted) live[live.length] = references[i];
    }
    this.#references = live;
  }
}

isolate(DependentSignals);

/** Pins a dependent signal at its sources while it has a listener or an algorithm. */
function pinOrUnpin(slots) {
  const { sourceSignals, abortAlgorithms, wrapper } = slots;
  if (sourceSignals === null) return;
  const listened = wrapper !== null && hasListeners(targetSlotsOf(wrapper), 'abort');
  const pinned = listened || (abortAlgorithms !== null && SetPrototypeGetSize(abortAlgorithms) > 0);
  for (let i = 0; i < sourceSignals.length; i++) sourceSignals[i].dependentSignals?.pin(slots, pinned);
}

/** «create a dependent abort signal» (DOM §3.2). A dependent depends on the sources of its sources, never on a dependent. */
function createADependentAbortSignal(signals) {
  const result = new AbortSignalSlots();
  for (let i = 0; i < signals.length; i++) {
    if (signals[i].aborted) {
      setReason(result, signals[i].reason);
      return result;
    }
  }
  const sources = new Set();
  for (let i = 0; i < signals.length; i++) {
    const { sourceSignals } = signals[i];
    if (sourceSignals === null) SetPrototypeAdd(sources, signals[i]);
    else for (let j = 0; j < sourceSignals.length; j++) SetPrototypeAdd(sources, sourceSignals[j]);
  }
  result.sourceSignals = [];
  SetPrototypeForEach(sources, (source) => {
    result.sourceSignals[result.sourceSignals.length] = source;
    (source.dependentSignals ??= new DependentSignals()).add(result);
  });
  return result;
}

defineEventHandler(AbortSignal.prototype, 'onabort');

module.exports = {
  AbortSignal: defineInterface(AbortSignal),
  isAbortSignal,
  slotsOf,
  wrap,
  createAbortSignal,
  createADependentAbortSignal,
  addAlgorithm,
  removeAlgorithm,
  signalAbort,
};
