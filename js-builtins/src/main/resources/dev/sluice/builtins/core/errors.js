// Errors of the system below a script, as JavaScript errors.
const { Error, ObjectDefineProperty } = primordials;

function own(error, key, value) {
  if (value === undefined || value === null) return;
  ObjectDefineProperty(error, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/**
 * An Error for a failed operation of the system, with the fields that programs for Node and Bun look at.
 *
 * @param {{message: string, code: string, errno?: number, syscall?: string, path?: string}} fields
 */
function systemError({ message, code, errno, syscall, path }) {
  const error = new Error(message);
  own(error, 'errno', errno);
  own(error, 'code', code);
  own(error, 'syscall', syscall);
  own(error, 'path', path);
  return error;
}

/**
 * The error that a script sees for `hostError`, which Java threw or passed: of a BridgeException its fields, of any other Java
 * exception, a fault of ours, its text alone. A JavaScript value comes back as it is, since an operation of ours may fail with an
 * error of the script's own.
 */
function fromHost(hostError) {
  if (internal.errors.isBridgeException(hostError)) {
    return systemError({
      __proto__: null,
      message: hostError.message(),
      code: hostError.code(),
      errno: hostError.errno(),
      syscall: hostError.syscall(),
      path: hostError.path(),
    });
  }
  return internal.errors.isHostError(hostError) ? new Error(`Internal error: ${hostError}`) : hostError;
}

module.exports = { fromHost, systemError };
