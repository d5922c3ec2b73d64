// queueMicrotask (HTML §8.7, https://html.spec.whatwg.org/#microtask-queuing).
const { ObjectDefineProperty, PromisePrototypeThen, PromiseResolve, ReflectApply } = primordials;
const { requireArguments, toFunction } = require('webidl/convert');

/** Reactions to it are microtasks. Its own `constructor` keeps `then` from looking for a species where scripts could have put one. */
const resolved = ObjectDefineProperty(PromiseResolve(undefined), 'constructor', { __proto__: null, value: undefined });

const functions = {
  queueMicrotask(callback) {
    requireArguments(arguments.length, 1, 'queueMicrotask');
    toFunction(callback, 'queueMicrotask: callback');
    PromisePrototypeThen(resolved, () => {
      try {
        ReflectApply(callback, undefined, []);
      } catch (error) {
        require('html/reportError').reportException(error);
      }
    });
  },
};

module.exports = { queueMicrotask: functions.queueMicrotask };
