// Errors of node:fs that are about two paths, or that are Node's own.
const { Error, StringPrototypeIndexOf, StringPrototypeSlice } = primordials;
const { fromHost, systemError } = require('core/errors');

const EISDIR = 21;

/**
 * What hostPromise makes of a failed operation on two paths, of which Java tells one.
 *
 * @returns {(hostError: object) => never}
 */
function failedOnBoth(path, dest) {
  return (hostError) => {
    const error = fromHost(hostError);
    const { code, errno, message, syscall } = error;
    const end = syscall === undefined ? -1 : StringPrototypeIndexOf(message, `, ${syscall}`, 0);
    if (end < 0) throw error;
    const what = StringPrototypeSlice(message, 0, end);
    throw withDest(systemError({ message: `${what}, ${syscall} '${path}' -> '${dest}'`, code, errno, syscall, path }), dest);
  };
}

function withDest(error, dest) {
  error.dest = dest;
  return error;
}

/** The error for a way of copying that neither the system nor we offer. */
function notSupported(syscall, path, dest) {
  const message = `ENOTSUP: operation not supported on socket, ${syscall} '${path}' -> '${dest}'`;
  return withDest(systemError({ message, code: 'ENOTSUP', errno: -95, syscall, path }), dest);
}

/** What rm() says of a folder where it was not told to be recursive: Node's SystemError, whose errno is positive. */
function folderToRemove(path) {
  const error = new Error(`Path is a directory: rm returned EISDIR (is a directory) ${path}`);
  error.name = 'SystemError';
  error.code = 'ERR_FS_EISDIR';
  error.info = { code: 'EISDIR', message: 'is a directory', path, syscall: 'rm', errno: EISDIR };
  error.errno = EISDIR;
  error.syscall = 'rm';
  error.path = path;
  return error;
}

module.exports = { failedOnBoth, folderToRemove, notSupported };
