// Event handlers: the `onsomething` attributes (HTML §8.1.8.1, https://html.spec.whatwg.org/#event-handlers).
const { Map, MapPrototypeGet, MapPrototypeSet, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ReflectApply, StringPrototypeSlice } =
  primordials;
const { isolate } = require('core/isolate');
const { isObject } = require('webidl/convert');
const { slotsOf, Listener, appendListener, removeAnEventListener } = require('dom/EventTarget');
const { slotsOf: eventSlotsOf, setTheCanceledFlag } = require('dom/Event');

/** An entry of a target's event handler map: the value, and the listener while the handler is active. */
class EventHandler {
  constructor(errorHandler) {
    this.value = null;
    this.listener = null;
    this.errorHandler = errorHandler;
  }
}

isolate(EventHandler);

/** The value of event handler `name` («the event handler IDL attribute's getter»). */
function getEventHandler(slots, name) {
  if (slots.handlers === null) return null;
  return MapPrototypeGet(slots.handlers, name)?.value ?? null;
}

/**
 * «The event handler IDL attribute's setter». EventHandler is [LegacyTreatNonObjectAsNull]: what is no object is null, which
 * deactivates the handler; a handler keeps its place among the listeners as long as it stays non-null.
 *
 * @param {boolean} errorHandler is it an OnErrorEventHandler, called with five arguments for an ErrorEvent?
 */
function setEventHandler(slots, name, value, errorHandler = false) {
  slots.handlers ??= new Map();
  let handler = MapPrototypeGet(slots.handlers, name);
  if (handler === undefined) MapPrototypeSet(slots.handlers, name, (handler = new EventHandler(errorHandler)));
  if (!isObject(value)) {
    handler.value = null;
    if (handler.listener !== null) removeAnEventListener(slots, handler.listener);
    handler.listener = null;
    return;
  }
  handler.value = value;
  if (handler.listener !== null) return;
  const callback = (event) => theEventHandlerProcessingAlgorithm(handler, event);
  handler.listener = appendListener(slots, new Listener(StringPrototypeSlice(name, 2), callback, false, false, false, null));
}

/** «The event handler processing algorithm» (HTML §8.1.8.1). What it throws is reported by dispatch. */
function theEventHandlerProcessingAlgorithm(handler, event) {
  const callback = handler.value;
  if (typeof callback !== 'function') return;
  const eventSlots = eventSlotsOf(event);
  const { isErrorEvent, slotsOf: errorSlotsOf } = handler.errorHandler ? require('html/ErrorEvent') : ordinary;
  if (isErrorEvent(event) && eventSlots.type === 'error') {
    const { message, filename, lineno, colno, error } = errorSlotsOf(event);
    if (ReflectApply(callback, eventSlots.currentTarget, [message, filename, lineno, colno, error]) === true) {
      setTheCanceledFlag(eventSlots);
    }
  } else if (ReflectApply(callback, eventSlots.currentTarget, [event]) === false) {
    setTheCanceledFlag(eventSlots);
  }
}

const ordinary = { __proto__: null, isErrorEvent: () => false, slotsOf: undefined };

/** The descriptor of the attribute for event handler `name`, with accessors named as Web IDL asks. */
function eventHandlerDescriptor(name, errorHandler = false) {
  const accessors = {
    get [name]() {
      return getEventHandler(slotsOf(this), name);
    },
    set [name](value) {
      setEventHandler(slotsOf(this), name, value, errorHandler);
    },
  };
  return ObjectGetOwnPropertyDescriptor(accessors, name);
}

/** Gives `prototype`, that of an interface which inherits from EventTarget, the attribute for event handler `name` ("onmessage"). */
function defineEventHandler(prototype, name) {
  ObjectDefineProperty(prototype, name, eventHandlerDescriptor(name));
}

module.exports = { defineEventHandler, getEventHandler, setEventHandler };
