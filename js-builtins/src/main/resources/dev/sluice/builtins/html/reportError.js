// «Report an exception» (HTML §8.1.4.4, https://html.spec.whatwg.org/#report-an-exception) and reportError().
const { ErrorPrototypeToString, ObjectGetOwnPropertyDescriptor, RegExp, RegExpPrototypeExec, String } = primordials;
const { isObject, requireArguments } = require('webidl/convert');
const globalScope = require('core/globalScope');

/** The first place that a stack names: `at f (file:line:column)` or `at file:line:column`. */
const place = new RegExp('^ +at (?:.*\\()?(.+?):(\\d+)(?::(\\d+))?\\)?$', 'm');

let inErrorReportingMode = false;

/**
 * Reports an exception that no script caught: an `error` event at the global object, and unless that is cancelled, the host's
 * report. The event is not made where nobody listens, and not for an exception in a listener for `error`.
 */
function reportException(error) {
  if (globalScope.eventTarget !== null && !inErrorReportingMode) {
    const { hasListeners, fireEvent } = require('dom/EventTarget');
    if (hasListeners(globalScope.eventTarget, 'error')) {
      inErrorReportingMode = true;
      try {
        if (!fireEvent(globalScope.eventTarget, errorEvent(error))) return;
      } finally {
        inErrorReportingMode = false;
      }
    }
  }
  if (globalScope.process?.emitUncaughtException(error)) return;
  internal.errors.uncaught(error);
}

function errorEvent(error) {
  const { ErrorEvent } = require('html/ErrorEvent');
  return new ErrorEvent('error', extractError(error));
}

/** «extract error»: the dictionary of an ErrorEvent for a thrown value. */
function extractError(error) {
  const init = { __proto__: null, cancelable: true, message: messageOf(error), filename: '', lineno: 0, colno: 0, error };
  if (!isObject(error)) return init;
  const stack = ObjectGetOwnPropertyDescriptor(error, 'stack')?.value;
  const match = typeof stack === 'string' ? RegExpPrototypeExec(place, stack) : null;
  if (match !== null) {
    init.filename = match[1];
    init.lineno = +match[2];
    init.colno = match[3] === undefined ? 0 : +match[3];
  }
  return init;
}

function messageOf(error) {
  try {
    return `Uncaught ${isObject(error) && 'stack' in error ? ErrorPrototypeToString(error) : String(error)}`;
  } catch {
    // A script's own toString or getter failed: the report goes out all the same.
    return 'Uncaught exception';
  }
}

const functions = {
  reportError(e) {
    requireArguments(arguments.length, 1, 'reportError');
    reportException(e);
  },
};

module.exports = { reportException, reportError: functions.reportError };
