// The global object as an EventTarget, with the event handlers of a global scope (HTML §10.2.1.1, WorkerGlobalScope). Evaluated
// when a script first listens on it or sets a handler.
const globalScope = require('core/globalScope');
const { EventTargetSlots, methods } = require('dom/EventTarget');
const { getEventHandler, setEventHandler } = require('dom/eventHandlers');

const slots = new EventTargetSlots(globalScope.global);
globalScope.eventTarget = slots;

module.exports = {
  slots,
  addEventListener: methods.addEventListener,
  removeEventListener: methods.removeEventListener,
  dispatchEvent: methods.dispatchEvent,
  /** @param {string} name such as "onerror" */
  getHandler: (name) => getEventHandler(slots, name),
  /** `onerror` is an OnErrorEventHandler: for an ErrorEvent it is called with five arguments, and `true` cancels. */
  setHandler: (name, value) => setEventHandler(slots, name, value, name === 'onerror'),
};
