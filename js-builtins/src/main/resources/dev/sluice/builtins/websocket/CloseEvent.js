// CloseEvent (WebSockets §6, https://websockets.spec.whatwg.org/#the-closeevent-interface).
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDictionary, toUSVString, toUnsignedShort } = require('webidl/convert');
const { Event } = require('dom/Event');

let slotsOf;

class CloseEvent extends Event {
  #slots = { __proto__: null, wasClean: false, code: 0, reason: '' };

  constructor(type, eventInitDict = {}) {
    requireArguments(arguments.length, 1, 'CloseEvent constructor');
    super(type, eventInitDict);
    const init = toDictionary(eventInitDict, 'CloseEvent constructor: eventInitDict');
    if (init === undefined) return;
    const { code, reason, wasClean } = init;
    const slots = this.#slots;
    if (code !== undefined) slots.code = toUnsignedShort(code, 'CloseEvent constructor: eventInitDict.code');
    if (reason !== undefined) slots.reason = toUSVString(reason, 'CloseEvent constructor: eventInitDict.reason');
    slots.wasClean = toBoolean(wasClean);
  }

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('CloseEvent');
      return o.#slots;
    };
  }

  /** Was there a closing handshake? */
  get wasClean() {
    return slotsOf(this).wasClean;
  }

  get code() {
    return slotsOf(this).code;
  }

  get reason() {
    return slotsOf(this).reason;
  }
}

/** A close event as the runtime fires it. */
function createCloseEvent(type, wasClean, code, reason) {
  const event = new CloseEvent(type);
  const slots = slotsOf(event);
  slots.wasClean = wasClean;
  slots.code = code;
  slots.reason = reason;
  return event;
}

module.exports = { CloseEvent: defineInterface(CloseEvent), createCloseEvent };
