// ProgressEvent (XMLHttpRequest §5, https://xhr.spec.whatwg.org/#interface-progressevent).
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDictionary, toDouble } = require('webidl/convert');
const { Event } = require('dom/Event');

let slotsOf;

class ProgressEvent extends Event {
  #slots = { __proto__: null, lengthComputable: false, loaded: 0, total: 0 };

  constructor(type, eventInitDict = {}) {
    requireArguments(arguments.length, 1, 'ProgressEvent constructor');
    super(type, eventInitDict);
    const init = toDictionary(eventInitDict, 'ProgressEvent constructor: eventInitDict');
    if (init === undefined) return;
    const { lengthComputable, loaded, total } = init;
    const slots = this.#slots;
    slots.lengthComputable = toBoolean(lengthComputable);
    if (loaded !== undefined) slots.loaded = toDouble(loaded, 'ProgressEvent constructor: eventInitDict.loaded');
    if (total !== undefined) slots.total = toDouble(total, 'ProgressEvent constructor: eventInitDict.total');
  }

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('ProgressEvent');
      return o.#slots;
    };
  }

  /** Is `total` known? */
  get lengthComputable() {
    return slotsOf(this).lengthComputable;
  }

  get loaded() {
    return slotsOf(this).loaded;
  }

  get total() {
    return slotsOf(this).total;
  }
}

/** A progress event as the runtime fires it; a `total` of 0 is not known. */
function createProgressEvent(type, loaded, total) {
  const event = new ProgressEvent(type);
  const slots = slotsOf(event);
  slots.lengthComputable = total !== 0;
  slots.loaded = loaded;
  slots.total = total;
  return event;
}

module.exports = { ProgressEvent: defineInterface(ProgressEvent), createProgressEvent };
