// EventTarget (DOM §2.7, https://dom.spec.whatwg.org/#interface-eventtarget).
//
// None of our targets has a parent, so an event's path is its target alone: the capturing listeners run first, then the others.
const { MapPrototypeDelete, MapPrototypeGet, MapPrototypeSet, Map, ReflectApply, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDOMString } = require('webidl/convert');
const { Event, slotsOf: eventSlotsOf, isEvent, trusted, NONE, AT_TARGET } = require('dom/Event');
const globalScope = require('core/globalScope');

/**
 * What an event target holds: its event listener list as a Map from type to array, made with the first listener. Appending
 * happens in place, beyond the length that a running dispatch took; removing replaces the array. So dispatch clones nothing.
 */
class EventTargetSlots {
  constructor(wrapper) {
    this.wrapper = wrapper;
    this.listeners = null;
    this.handlers = null;
    /** Called as (type, count) when the number of listeners for a type has changed; AbortSignal's hook. */
    this.onListenerCount = null;
  }
}

isolate(EventTargetSlots);

class Listener {
  constructor(type, callback, capture, once, passive, signal) {
    this.type = type;
    this.callback = callback;
    this.capture = capture;
    this.once = once;
    this.passive = passive;
    this.signal = signal;
    this.abortAlgorithm = null;
    this.removed = false;
  }
}

isolate(Listener);

let slotsOf;

class EventTarget {
  #slots = new EventTargetSlots(this);

  static {
    /** Web IDL: a missing `this` stands for the global object, which is an event target too but holds no private field. */
    slotsOf = (o) => {
      if (isObject(o) && #slots in o) return o.#slots;
      if (o === undefined || o === null || o === globalScope.global) {
        return globalScope.eventTarget ?? require('html/globalEventTarget').slots;
      }
      throw illegalInvocation('EventTarget');
    };
  }

  constructor() {}

  addEventListener(type, callback, options = {}) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 2, 'EventTarget.addEventListener');
    type = toDOMString(type, 'EventTarget.addEventListener: type');
    callback = toEventListener(callback, 'EventTarget.addEventListener: callback');
    let capture = false;
    let once = false;
    let passive = false;
    let signal = null;
    if (isObject(options)) {
      capture = toBoolean(options.capture);
      once = toBoolean(options.once);
      passive = toBoolean(options.passive);
      signal = toSignal(options.signal);
    } else {
      capture = toBoolean(options);
    }
    addAnEventListener(slots, type, callback, capture, once, passive, signal);
  }

  removeEventListener(type, callback, options = {}) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 2, 'EventTarget.removeEventListener');
    type = toDOMString(type, 'EventTarget.removeEventListener: type');
    callback = toEventListener(callback, 'EventTarget.removeEventListener: callback');
    const capture = toBoolean(isObject(options) ? options.capture : options);
    const listener = findListener(slots, type, callback, capture);
    if (listener !== undefined) removeAnEventListener(slots, listener);
  }

  dispatchEvent(event) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'EventTarget.dispatchEvent');
    if (!isEvent(event)) throw new TypeError('EventTarget.dispatchEvent: event is not an Event');
    const eventSlots = eventSlotsOf(event);
    if (eventSlots.dispatchFlag || !eventSlots.initializedFlag) {
      const { createDOMException } = require('webidl/DOMException');
      throw createDOMException('The event is already being dispatched', 'InvalidStateError');
    }
    eventSlots.isTrusted = false;
    return dispatch(event, eventSlots, slots);
  }
}

function toEventListener(value, context) {
  if (value === undefined || value === null) return null;
  if (!isObject(value)) throw new TypeError(`${context} is neither a function nor an object`);
  return value;
}

function toSignal(value) {
  if (value === undefined) return null;
  const { isAbortSignal, slotsOf: signalSlotsOf } = require('dom/AbortSignal');
  if (!isAbortSignal(value)) throw new TypeError('EventTarget.addEventListener: options.signal is not an AbortSignal');
  return signalSlotsOf(value);
}

function findListener(slots, type, callback, capture) {
  const list = slots.listeners === null ? undefined : MapPrototypeGet(slots.listeners, type);
  if (list === undefined) return undefined;
  for (let i = 0; i < list.length; i++) {
    if (list[i].callback === callback && list[i].capture === capture) return list[i];
  }
  return undefined;
}

/** «add an event listener» (DOM §2.7). */
function addAnEventListener(slots, type, callback, capture, once, passive, signal) {
  if (signal !== null && signal.aborted) return;
  if (callback === null) return;
  if (findListener(slots, type, callback, capture) !== undefined) return;
  const listener = appendListener(slots, new Listener(type, callback, capture, once, passive, signal));
  if (signal !== null) {
    listener.abortAlgorithm = () => removeAnEventListener(slots, listener);
    require('dom/AbortSignal').addAlgorithm(signal, listener.abortAlgorithm);
  }
}

function appendListener(slots, listener) {
  const { type } = listener;
  slots.listeners ??= new Map();
  let list = MapPrototypeGet(slots.listeners, type);
  if (list === undefined) MapPrototypeSet(slots.listeners, type, (list = []));
  list[list.length] = listener;
  if (slots.onListenerCount !== null) slots.onListenerCount(type, list.length);
  return listener;
}

/** «remove an event listener» (DOM §2.7). Its abort algorithm goes too: a signal that lives long must not keep dead listeners. */
function removeAnEventListener(slots, listener) {
  if (listener.removed) return;
  listener.removed = true;
  const { type } = listener;
  const list = MapPrototypeGet(slots.listeners, type);
  const rest = [];
  for (let i = 0; i < list.length; i++) if (list[i] !== listener) rest[rest.length] = list[i];
  if (rest.length === 0) MapPrototypeDelete(slots.listeners, type);
  else MapPrototypeSet(slots.listeners, type, rest);
  if (listener.abortAlgorithm !== null) require('dom/AbortSignal').removeAlgorithm(listener.signal, listener.abortAlgorithm);
  if (slots.onListenerCount !== null) slots.onListenerCount(type, rest.length);
}

/** Is anything listening on the target for `type`? Where not, an event that we would fire need not be made. */
function hasListeners(slots, type) {
  return slots.listeners !== null && MapPrototypeGet(slots.listeners, type) !== undefined;
}

/** «dispatch» (DOM §2.9) on a target without parents. Returns false if the event was canceled. */
function dispatch(event, eventSlots, slots) {
  eventSlots.dispatchFlag = true;
  eventSlots.target = slots.wrapper;
  if (hasListeners(slots, eventSlots.type)) {
    eventSlots.eventPhase = AT_TARGET;
    eventSlots.currentTarget = slots.wrapper;
    invoke(event, eventSlots, slots, true);
    invoke(event, eventSlots, slots, false);
  }
  eventSlots.eventPhase = NONE;
  eventSlots.currentTarget = null;
  eventSlots.dispatchFlag = false;
  eventSlots.stopPropagationFlag = false;
  eventSlots.stopImmediatePropagationFlag = false;
  return !eventSlots.canceledFlag;
}

/** «invoke» and «inner invoke» (DOM §2.9) for one phase. */
function invoke(event, eventSlots, slots, capturing) {
  if (eventSlots.stopPropagationFlag) return;
  const list = slots.listeners === null ? undefined : MapPrototypeGet(slots.listeners, eventSlots.type);
  if (list === undefined) return;
  const { length } = list;
  for (let i = 0; i < length; i++) {
    const listener = list[i];
    if (listener.removed || listener.capture !== capturing) continue;
    if (listener.once) removeAnEventListener(slots, listener);
    if (listener.passive) eventSlots.inPassiveListenerFlag = true;
    try {
      callEventListener(listener.callback, event, eventSlots.currentTarget);
    } catch (error) {
      require('html/reportError').reportException(error);
    }
    eventSlots.inPassiveListenerFlag = false;
    if (eventSlots.stopImmediatePropagationFlag) return;
  }
}

/** «call a user object's operation» (Web IDL §3.12) with "handleEvent", or a handler of ours. */
function callEventListener(callback, event, currentTarget) {
  if (typeof callback === 'function') {
    ReflectApply(callback, currentTarget, [event]);
    return;
  }
  const { handleEvent } = callback;
  if (typeof handleEvent !== 'function') throw new TypeError('EventListener: handleEvent is not a function');
  ReflectApply(handleEvent, callback, [event]);
}

/** «fire an event» (DOM §2.10): a trusted one. Returns false if it was canceled. */
function fireEvent(slots, event) {
  return dispatch(trusted(event), eventSlotsOf(event), slots);
}

/** Fires a plain event named `type`, which is not made where nobody listens. */
function fireAnEvent(slots, type) {
  if (hasListeners(slots, type)) fireEvent(slots, new Event(type));
}

const { addEventListener, removeEventListener, dispatchEvent } = EventTarget.prototype;

module.exports = {
  EventTarget: defineInterface(EventTarget),
  methods: { __proto__: null, addEventListener, removeEventListener, dispatchEvent },
  EventTargetSlots,
  Listener,
  slotsOf,
  hasListeners,
  appendListener,
  removeAnEventListener,
  fireEvent,
  fireAnEvent,
};
