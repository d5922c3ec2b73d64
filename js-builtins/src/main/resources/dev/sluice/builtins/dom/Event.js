// Event (DOM §2.2, https://dom.spec.whatwg.org/#interface-event).
const { ObjectGetOwnPropertyDescriptor, ReflectDefineProperty } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDictionary, toDOMString } = require('webidl/convert');
const { clock } = internal;

const NONE = 0;
const CAPTURING_PHASE = 1;
const AT_TARGET = 2;
const BUBBLING_PHASE = 3;

/** The slots and flags of an event. `path` is what composedPath() answers during dispatch: our targets have no parents. */
class EventSlots {
  constructor(type) {
    this.type = type;
    this.target = null;
    this.currentTarget = null;
    this.eventPhase = NONE;
    this.bubbles = false;
    this.cancelable = false;
    this.composed = false;
    this.isTrusted = false;
    this.initializedFlag = true;
    this.dispatchFlag = false;
    this.stopPropagationFlag = false;
    this.stopImmediatePropagationFlag = false;
    this.canceledFlag = false;
    this.inPassiveListenerFlag = false;
    this.timeStamp = clock.now();
  }
}

isolate(EventSlots);

let slotsOf, isEvent;

class Event {
  #slots;

  constructor(type, eventInitDict = {}) {
    requireArguments(arguments.length, 1, 'Event constructor');
    const slots = new EventSlots(toDOMString(type, 'Event constructor: type'));
    const init = toDictionary(eventInitDict, 'Event constructor: eventInitDict');
    if (init !== undefined) {
      slots.bubbles = toBoolean(init.bubbles);
      slots.cancelable = toBoolean(init.cancelable);
      slots.composed = toBoolean(init.composed);
    }
    this.#slots = slots;
    // Reflect.defineProperty is nearly four times as quick here as Object.defineProperty.
    ReflectDefineProperty(this, 'isTrusted', isTrustedDescriptor);
  }

  static {
    isEvent = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isEvent(o)) throw illegalInvocation('Event');
      return o.#slots;
    };
  }

  get type() {
    return slotsOf(this).type;
  }

  get target() {
    return slotsOf(this).target;
  }

  get srcElement() {
    return slotsOf(this).target;
  }

  get currentTarget() {
    return slotsOf(this).currentTarget;
  }

  composedPath() {
    const { currentTarget } = slotsOf(this);
    return currentTarget === null ? [] : [currentTarget];
  }

  get eventPhase() {
    return slotsOf(this).eventPhase;
  }

  stopPropagation() {
    slotsOf(this).stopPropagationFlag = true;
  }

  get cancelBubble() {
    return slotsOf(this).stopPropagationFlag;
  }

  set cancelBubble(value) {
    const slots = slotsOf(this);
    if (value) slots.stopPropagationFlag = true;
  }

  stopImmediatePropagation() {
    const slots = slotsOf(this);
    slots.stopPropagationFlag = true;
    slots.stopImmediatePropagationFlag = true;
  }

  get bubbles() {
    return slotsOf(this).bubbles;
  }

  get cancelable() {
    return slotsOf(this).cancelable;
  }

  get returnValue() {
    return !slotsOf(this).canceledFlag;
  }

  set returnValue(value) {
    const slots = slotsOf(this);
    if (!value) setTheCanceledFlag(slots);
  }

  preventDefault() {
    setTheCanceledFlag(slotsOf(this));
  }

  get defaultPrevented() {
    return slotsOf(this).canceledFlag;
  }

  get composed() {
    return slotsOf(this).composed;
  }

  get timeStamp() {
    return slotsOf(this).timeStamp;
  }

  initEvent(type, bubbles = false, cancelable = false) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'Event.initEvent');
    type = toDOMString(type, 'Event.initEvent: type');
    if (slots.dispatchFlag) return;
    initialize(slots, type, toBoolean(bubbles), toBoolean(cancelable));
  }
}

const unforgeable = {
  get isTrusted() {
    return slotsOf(this).isTrusted;
  },
};

/** isTrusted is [LegacyUnforgeable]: an own accessor of every event, always with the same getter. */
const isTrustedDescriptor = {
  __proto__: null,
  get: ObjectGetOwnPropertyDescriptor(unforgeable, 'isTrusted').get,
  set: undefined,
  enumerable: true,
  configurable: false,
};

/** «set the canceled flag» (DOM §2.2). */
function setTheCanceledFlag(slots) {
  if (slots.cancelable && !slots.inPassiveListenerFlag) slots.canceledFlag = true;
}

/** «initialize» an event (DOM §2.2), for the legacy init methods. */
function initialize(slots, type, bubbles, cancelable) {
  slots.initializedFlag = true;
  slots.stopPropagationFlag = false;
  slots.stopImmediatePropagationFlag = false;
  slots.canceledFlag = false;
  slots.isTrusted = false;
  slots.target = null;
  slots.type = type;
  slots.bubbles = bubbles;
  slots.cancelable = cancelable;
}

/** Makes `event`, just constructed by us, one that the runtime itself fires. */
function trusted(event) {
  slotsOf(event).isTrusted = true;
  return event;
}

module.exports = {
  Event: defineInterface(Event, { constants: { NONE, CAPTURING_PHASE, AT_TARGET, BUBBLING_PHASE } }),
  slotsOf,
  isEvent,
  initialize,
  setTheCanceledFlag,
  trusted,
  NONE,
  AT_TARGET,
};
