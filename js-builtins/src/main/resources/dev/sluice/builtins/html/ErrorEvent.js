// ErrorEvent (HTML §8.1.4.7, https://html.spec.whatwg.org/#errorevent).
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toDictionary, toDOMString, toUnsignedLong, toUSVString } = require('webidl/convert');
const { Event } = require('dom/Event');

let slotsOf, isErrorEvent;

class ErrorEvent extends Event {
  #slots = { __proto__: null, message: '', filename: '', lineno: 0, colno: 0, error: undefined };

  constructor(type, eventInitDict = {}) {
    requireArguments(arguments.length, 1, 'ErrorEvent constructor');
    super(type, eventInitDict);
    const init = toDictionary(eventInitDict, 'ErrorEvent constructor: eventInitDict');
    if (init === undefined) return;
    const { colno, error, filename, lineno, message } = init;
    const slots = this.#slots;
    if (colno !== undefined) slots.colno = toUnsignedLong(colno, 'ErrorEvent constructor: eventInitDict.colno');
    slots.error = error;
    if (filename !== undefined) slots.filename = toUSVString(filename, 'ErrorEvent constructor: eventInitDict.filename');
    if (lineno !== undefined) slots.lineno = toUnsignedLong(lineno, 'ErrorEvent constructor: eventInitDict.lineno');
    if (message !== undefined) slots.message = toDOMString(message, 'ErrorEvent constructor: eventInitDict.message');
  }

  static {
    isErrorEvent = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isErrorEvent(o)) throw illegalInvocation('ErrorEvent');
      return o.#slots;
    };
  }

  get message() {
    return slotsOf(this).message;
  }

  get filename() {
    return slotsOf(this).filename;
  }

  get lineno() {
    return slotsOf(this).lineno;
  }

  get colno() {
    return slotsOf(this).colno;
  }

  get error() {
    return slotsOf(this).error;
  }
}

module.exports = { ErrorEvent: defineInterface(ErrorEvent), isErrorEvent, slotsOf };
