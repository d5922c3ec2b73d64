// PromiseRejectionEvent (HTML §8.1.4.8, https://html.spec.whatwg.org/#promiserejectionevent).
const { TypeError } = primordials;
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toDictionary } = require('webidl/convert');
const { Event } = require('dom/Event');

class PromiseRejectionEvent extends Event {
  #slots;

  constructor(type, eventInitDict) {
    requireArguments(arguments.length, 2, 'PromiseRejectionEvent constructor');
    super(type, eventInitDict);
    const init = toDictionary(eventInitDict, 'PromiseRejectionEvent constructor: eventInitDict');
    const promise = init?.promise;
    if (!isObject(promise)) throw new TypeError('PromiseRejectionEvent constructor: eventInitDict.promise is not an object');
    this.#slots = { __proto__: null, promise, reason: init.reason };
  }

  static #slotsOf(o) {
    if (!isObject(o) || !(#slots in o)) throw illegalInvocation('PromiseRejectionEvent');
    return o.#slots;
  }

  get promise() {
    return PromiseRejectionEvent.#slotsOf(this).promise;
  }

  get reason() {
    return PromiseRejectionEvent.#slotsOf(this).reason;
  }
}

module.exports = { PromiseRejectionEvent: defineInterface(PromiseRejectionEvent) };
