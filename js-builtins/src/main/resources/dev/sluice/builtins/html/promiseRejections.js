// Unhandled promise rejections (HTML §8.1.4.8 and §8.1.6.5, HostPromiseRejectionTracker).
//
// The engine tells, after the microtasks of each task, which promises were rejected in it and have no handler. It does not tell
// when such a promise gets one later, which `rejectionhandled` is for. What every way of attaching a handler has in common is that
// it reads the promise's `constructor`: `then` for the species, `await` and Promise.resolve to know whether to wrap. So a rejection
// that a listener has been told of gets an own, hidden `constructor` accessor that vanishes when it is first read.
const { ObjectGetOwnPropertyDescriptor, ReflectDefineProperty, ReflectDeleteProperty } = primordials;
const { isolate } = require('core/isolate');
const globalScope = require('core/globalScope');

/** A rejected promise without a handler: an item of the about-to-be-notified list, then of the outstanding weak set. */
class Rejection {
  handled = false;
  outstanding = false;

  constructor(promise, reason) {
    this.promise = promise;
    this.reason = reason;
  }
}

isolate(Rejection);

/**
 * «Notify about rejected promises»: an `unhandledrejection` event for each, and unless that is cancelled, the host's report.
 *
 * @param {{promise: Promise, reason: any}[]} list in the order of rejection
 */
function notifyRejectedPromises(list) {
  const watched = listenedTo('unhandledrejection') || listenedTo('rejectionhandled');
  const rejections = [];
  for (let i = 0; i < list.length; i++) {
    rejections[i] = new Rejection(list[i].promise, list[i].reason);
    if (watched) watch(rejections[i]);
  }
  for (let i = 0; i < rejections.length; i++) {
    const rejection = rejections[i];
    // A listener for an earlier one may have handled it.
    if (rejection.handled) continue;
    const notHandled = fire('unhandledrejection', true, rejection);
    if (notHandled && !takenByProcess(rejection)) internal.errors.unhandledRejection(rejection.promise, rejection.reason);
    rejection.outstanding = !rejection.handled;
  }
}

/** Asks the listeners of process.on('unhandledRejection'). What one of them throws must not keep the other rejections from theirs. */
function takenByProcess({ promise, reason }) {
  if (globalScope.process === null) return false;
  try {
    return globalScope.process.emitUnhandledRejection(reason, promise);
  } catch (error) {
    require('html/reportError').reportException(error);
    return true;
  }
}

/** Notices when the promise gets a handler. */
function watch(rejection) {
  const { promise } = rejection;
  if (ObjectGetOwnPropertyDescriptor(promise, 'constructor') !== undefined) return;
  ReflectDefineProperty(promise, 'constructor', {
    __proto__: null,
    get() {
      ReflectDeleteProperty(promise, 'constructor');
      promiseRejectionHandled(rejection);
      return promise.constructor;
    },
    set(value) {
      ReflectDefineProperty(this, 'constructor', { __proto__: null, value, writable: true, enumerable: true, configurable: true });
    },
    enumerable: false,
    configurable: true,
  });
}

/** HostPromiseRejectionTracker with "handle". */
function promiseRejectionHandled(rejection) {
  rejection.handled = true;
  if (rejection.outstanding) internal.loop.enqueue(() => fire('rejectionhandled', false, rejection));
}

function listenedTo(type) {
  return globalScope.eventTarget !== null && require('dom/EventTarget').hasListeners(globalScope.eventTarget, type);
}

/** Returns false if the event was cancelled. */
function fire(type, cancelable, { promise, reason }) {
  if (!listenedTo(type)) return true;
  const { PromiseRejectionEvent } = require('html/PromiseRejectionEvent');
  const event = new PromiseRejectionEvent(type, { __proto__: null, cancelable, promise, reason });
  return require('dom/EventTarget').fireEvent(globalScope.eventTarget, event);
}

module.exports = { notifyRejectedPromises };
