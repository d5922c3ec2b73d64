// The paths that Bun.file and Bun.write take.
const { MathMin, StringPrototypeIndexOf, StringPrototypeSlice, StringPrototypeStartsWith, TypeError, decodeURIComponent } = primordials;
const { isObject } = require('webidl/convert');
const { codedError } = require('core/errors');

/** Where `character` first stands in `text`, or its length. */
function indexOrEnd(text, character) {
  const index = StringPrototypeIndexOf(text, character, 0);
  return index < 0 ? text.length : index;
}

/** The path of a `file:` URL, given as text. */
function pathOfUrl(href) {
  const rest = StringPrototypeSlice(href, 'file://'.length, MathMin(indexOrEnd(href, '?'), indexOrEnd(href, '#')));
  const slash = indexOrEnd(rest, '/');
  const host = StringPrototypeSlice(rest, 0, slash);
  if (slash === rest.length || (host !== '' && host !== 'localhost')) {
    throw codedError(TypeError, 'ERR_INVALID_FILE_URL_HOST', `'${href}' names no file of this machine`);
  }
  try {
    return decodeURIComponent(StringPrototypeSlice(rest, slash, rest.length));
  } catch {
    throw codedError(TypeError, 'ERR_INVALID_FILE_URL_PATH', `'${href}' is no valid file: URL`);
  }
}

/** The text that a path is given by: a string, or the `href` of a URL object. undefined for anything else. */
function pathText(value) {
  if (typeof value === 'string') return value;
  if (!isObject(value) || typeof value.href !== 'string') return undefined;
  if (StringPrototypeStartsWith(value.href, 'file://') || StringPrototypeStartsWith(value.href, 's3://')) return value.href;
  throw codedError(TypeError, 'ERR_INVALID_URL_SCHEME', `A file's URL must be of the scheme file:, not '${value.href}'`);
}

/**
 * A path or `file:` URL, as text or as a URL object, to a path.
 *
 * @param {string} context names the operation in messages
 * @throws {TypeError} code ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE or of a URL
 */
function toPath(value, context) {
  const text = pathText(value);
  if (text === undefined) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: a file is given by its path, a file: URL or a file descriptor`);
  }
  const path = StringPrototypeStartsWith(text, 'file://') ? pathOfUrl(text) : text;
  if (path === '') throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context}: the path is empty`);
  // To the system below a path ends there: it would name another file.
  if (StringPrototypeIndexOf(path, '\0', 0) >= 0) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context}: the path must not contain a NUL`);
  }
  return path;
}

module.exports = { pathOfUrl, toPath };
