// Network errors: a fetch that fails rejects with a TypeError, whose cause says what the network did.
const { ObjectDefineProperty, TypeError } = primordials;
const { codedError, fromHost } = require('core/errors');

/** «network error» for a reason of ours. @param {string} [code] that programs tell it by */
function networkError(message, code = undefined) {
  const text = `fetch failed: ${message}`;
  return code === undefined ? new TypeError(text) : codedError(TypeError, code, text);
}

/**
 * «network error» for what Java says; it has the cause's code.
 *
 * @param {object} hostError that Java threw or passed. The reason of what a script has aborted comes back as it is
 */
function networkErrorOf(hostError) {
  const cause = fromHost(hostError);
  if (!internal.errors.isBridgeException(hostError)) return networkErrorFrom(cause, 'internal error', undefined);
  return hostError.isAborted() ? cause : networkErrorFrom(cause, hostError.message(), hostError.code());
}

/** «network error» with a cause. */
function networkErrorFrom(cause, message, code) {
  const error = networkError(message, code);
  ObjectDefineProperty(error, 'cause', { __proto__: null, value: cause, writable: true, enumerable: false, configurable: true });
  return error;
}

module.exports = { networkError, networkErrorFrom, networkErrorOf };
