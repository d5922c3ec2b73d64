// AbortController (DOM §3.1, https://dom.spec.whatwg.org/#interface-abortcontroller).
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject } = require('webidl/convert');
const { createAbortSignal, signalAbort, wrap } = require('dom/AbortSignal');

class AbortController {
  /** The slots of its signal: a controller has no other state. */
  #signal = createAbortSignal();

  static #signalOf(o) {
    if (!isObject(o) || !(#signal in o)) throw illegalInvocation('AbortController');
    return o.#signal;
  }

  constructor() {}

  get signal() {
    return wrap(AbortController.#signalOf(this));
  }

  abort(reason = undefined) {
    signalAbort(AbortController.#signalOf(this), reason);
  }
}

/**
 * A controller for a standard's own use: the slots of its signal. `signalAbort(slots, reason)` of `dom/AbortSignal` aborts it,
 * `wrap(slots)` gives the AbortSignal for a script.
 */
const createAbortController = createAbortSignal;

module.exports = { AbortController: defineInterface(AbortController), createAbortController };
