// CustomEvent (DOM §2.4, https://dom.spec.whatwg.org/#interface-customevent).
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDictionary, toDOMString } = require('webidl/convert');
const { Event, slotsOf: eventSlotsOf, initialize } = require('dom/Event');

class CustomEvent extends Event {
  #slots;

  constructor(type, eventInitDict = {}) {
    requireArguments(arguments.length, 1, 'CustomEvent constructor');
    super(type, eventInitDict);
    const detail = toDictionary(eventInitDict, 'CustomEvent constructor: eventInitDict')?.detail;
    this.#slots = { __proto__: null, detail: detail === undefined ? null : detail };
  }

  static #slotsOf(o) {
    if (!isObject(o) || !(#slots in o)) throw illegalInvocation('CustomEvent');
    return o.#slots;
  }

  get detail() {
    return CustomEvent.#slotsOf(this).detail;
  }

  initCustomEvent(type, bubbles = false, cancelable = false, detail = null) {
    const slots = CustomEvent.#slotsOf(this);
    requireArguments(arguments.length, 1, 'CustomEvent.initCustomEvent');
    type = toDOMString(type, 'CustomEvent.initCustomEvent: type');
    const eventSlots = eventSlotsOf(this);
    if (eventSlots.dispatchFlag) return;
    initialize(eventSlots, type, toBoolean(bubbles), toBoolean(cancelable));
    slots.detail = detail;
  }
}

module.exports = { CustomEvent: defineInterface(CustomEvent) };
