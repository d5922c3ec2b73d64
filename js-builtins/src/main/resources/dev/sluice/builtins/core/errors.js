// Errors of the system below a script, as JavaScript errors.
const { Error, ObjectDefineProperty, TypeError } = primordials;

function own(error, key, value) {
  if (value === undefined || value === null) return;
  ObjectDefineProperty(error, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/**
 * An Error for a failed operation of the system, with the fields that programs for Node and Bun look at.
 *
 * @param {{message: string, code: string, errno?: number, syscall?: string, path?: string}} fields
 */
function systemError(fields) {
  return describe(new Error(fields.message), fields);
}

function describe(error, { code, errno, syscall, path, name }) {
  if (name !== undefined && name !== null) {
    ObjectDefineProperty(error, 'name', { __proto__: null, value: name, writable: true, enumerable: false, configurable: true });
  }
  own(error, 'errno', errno);
  own(error, 'code', code);
  own(error, 'syscall', syscall);
  own(error, 'path', path);
  return error;
}

/**
 * The error that a script sees for `hostError`, which Java threw or passed: of a BridgeException its fields, of any other Java
 * exception, a fault of ours, its text alone. A JavaScript value comes back as it is, since an operation of ours may fail with an
 * error of the script's own; so does the reason of one that a script has aborted.
 */
function fromHost(hostError) {
  if (internal.errors.isBridgeException(hostError)) {
    if (hostError.isAborted()) return hostError.reason();
    const message = hostError.message();
    return describe(hostError.isTypeError() ? new TypeError(message) : new Error(message), {
      __proto__: null,
      code: hostError.code(),
      errno: hostError.errno(),
      syscall: hostError.syscall(),
      path: hostError.path(),
      name: hostError.name(),
    });
  }
  return internal.errors.isHostError(hostError) ? new Error(`Internal error: ${hostError}`) : hostError;
}

/**
 * An error that programs tell by its `code`, as those of Node and Bun have it.
 *
 * @param {Function} Class its constructor: TypeError, RangeError …
 * @param {string} code such as ERR_INVALID_ARG_TYPE
 */
function codedError(Class, code, message) {
  const error = new Class(message);
  own(error, 'code', code);
  return error;
}

module.exports = { codedError, fromHost, systemError };
