// What the functions of node:fs take: paths, flags, modes, encodings, signals. Each is checked as Node does it, with Node's codes.
const {
  ArrayBufferIsView,
  Error,
  NumberIsInteger,
  NumberParseInt,
  RegExpPrototypeExec,
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeToLowerCase,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { pathOfUrl } = require('bun/path');
const { invalidArgType, invalidArgValue, noOptions, outOfRange } = require('node/validate');
const { O_APPEND, O_CREAT, O_EXCL, O_RDONLY, O_RDWR, O_SYNC, O_TRUNC, O_WRONLY } = require('node/fs/constants').constants;

const GREATEST_MODE = 2 ** 32 - 1;
const MODE_BITS = 0o7777;
const octal = /^[0-7]+$/;

/** Flags by their text, https://nodejs.org/api/fs.html#file-system-flags. */
const flagsByText = {
  __proto__: null,
  r: O_RDONLY,
  rs: O_RDONLY | O_SYNC,
  sr: O_RDONLY | O_SYNC,
  'r+': O_RDWR,
  'rs+': O_RDWR | O_SYNC,
  'sr+': O_RDWR | O_SYNC,
  w: O_TRUNC | O_CREAT | O_WRONLY,
  wx: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  xw: O_TRUNC | O_CREAT | O_WRONLY | O_EXCL,
  'w+': O_TRUNC | O_CREAT | O_RDWR,
  'wx+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  'xw+': O_TRUNC | O_CREAT | O_RDWR | O_EXCL,
  a: O_APPEND | O_CREAT | O_WRONLY,
  ax: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  xa: O_APPEND | O_CREAT | O_WRONLY | O_EXCL,
  as: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  sa: O_APPEND | O_CREAT | O_WRONLY | O_SYNC,
  'a+': O_APPEND | O_CREAT | O_RDWR,
  'ax+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'xa+': O_APPEND | O_CREAT | O_RDWR | O_EXCL,
  'as+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
  'sa+': O_APPEND | O_CREAT | O_RDWR | O_SYNC,
};

/** Java's names of encodings (BufferEncoding) by Node's. */
const encodings = {
  __proto__: null,
  utf8: 'UTF_8',
  'utf-8': 'UTF_8',
  utf16le: 'UTF_16LE',
  'utf-16le': 'UTF_16LE',
  ucs2: 'UTF_16LE',
  'ucs-2': 'UTF_16LE',
  latin1: 'LATIN_1',
  binary: 'LATIN_1',
  ascii: 'ASCII',
  base64: 'BASE64',
  base64url: 'BASE64URL',
  hex: 'HEX',
};

/**
 * A path: text, bytes of UTF-8, or a URL object of the scheme file:.
 *
 * @param {string} [name] of the argument, in messages
 * @returns {string}
 */
function toPath(value, name = 'path') {
  let path = value;
  if (isObject(value) && typeof value.href === 'string' && typeof value.protocol === 'string') path = fromUrl(value);
  else if (ArrayBufferIsView(value) && TypedArrayPrototypeGetSymbolToStringTag(value) === 'Uint8Array') path = fromBytes(value);
  if (typeof path !== 'string') throw invalidArgType(`"${name}" argument`, 'of type string or an instance of Buffer or URL', value);
  if (StringPrototypeIncludes(path, '\0')) {
    throw invalidArgValue(`The argument '${name}' must be a string, Uint8Array, or URL without null bytes`, path);
  }
  return path;
}

function fromUrl({ href, pathname, protocol }) {
  if (protocol !== 'file:') throw codedError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file');
  if (StringPrototypeIndexOf(StringPrototypeToLowerCase(`${pathname}`), '%2f', 0) >= 0) {
    throw codedError(TypeError, 'ERR_INVALID_FILE_URL_PATH', 'File URL path must not include encoded / characters');
  }
  return pathOfUrl(href);
}

function fromBytes(bytes) {
  const offset = TypedArrayPrototypeGetByteOffset(bytes);
  return internal.text.decodeUtf8(TypedArrayPrototypeGetBuffer(bytes), offset, TypedArrayPrototypeGetByteLength(bytes), false, true);
}

/** @param {string|number|undefined|null} value @param {string} usual what is meant by none @returns {number} */
function toFlags(value, usual) {
  if (value === undefined || value === null) return flagsByText[usual];
  if (typeof value === 'number' && NumberIsInteger(value) && value >= 0 && value <= GREATEST_MODE) return value | 0;
  const flags = typeof value === 'string' ? flagsByText[value] : undefined;
  if (flags === undefined) throw invalidArgValue("The argument 'flags' is invalid", value);
  return flags;
}

/** Permissions: a number, or its octal digits. @returns {number} -1 for the system's usual ones */
function toMode(value, name = 'mode') {
  if (value === undefined || value === null) return -1;
  let mode = value;
  if (typeof value === 'string') {
    if (RegExpPrototypeExec(octal, value) === null) {
      throw invalidArgValue(`The argument '${name}' must be a 32-bit unsigned integer or an octal string`, value);
    }
    mode = NumberParseInt(value, 8);
  }
  if (typeof mode !== 'number') throw invalidArgType(`"${name}" argument`, 'of type number', value);
  if (!NumberIsInteger(mode)) throw outOfRange(name, 'an integer', value);
  if (mode < 0 || mode > GREATEST_MODE) throw outOfRange(name, `>= 0 && <= ${GREATEST_MODE}`, value);
  return mode & MODE_BITS;
}

/** The mode of access() and copyFile(): bits from 0 to 7. */
function toBits(value) {
  if (value === undefined || value === null) return 0;
  if (typeof value !== 'number') throw invalidArgType('"mode" argument', 'of type number', value);
  if (!NumberIsInteger(value)) throw outOfRange('mode', 'an integer', value);
  if (value < 0 || value > 7) throw outOfRange('mode', '>= 0 && <= 7', value);
  return value;
}

/** Options that may also be given as the name of an encoding alone. @returns {object} */
function toOptions(value) {
  if (value === undefined || value === null) return noOptions;
  if (typeof value === 'string') return { __proto__: null, encoding: value };
  if (!isObject(value) || typeof value === 'function') throw invalidArgType('"options" argument', 'one of type string or object', value);
  return value;
}

/** Java's name of an encoding; undefined for none, which means bytes. */
function toEncoding(value) {
  if (value === undefined || value === null || value === 'buffer') return undefined;
  const encoding = typeof value === 'string' ? encodings[StringPrototypeToLowerCase(value)] : undefined;
  if (encoding === undefined) throw invalidArgValue("The argument 'encoding' is invalid encoding", value);
  return encoding;
}

/** The encoding that names of files are given in: UTF-8 is the only one. */
function checkNameEncoding(value) {
  if (value !== undefined && value !== null && toEncoding(value) !== 'UTF_8') {
    throw invalidArgValue("The argument 'encoding' must be 'utf8': names of files are given as text", value);
  }
}

/** @returns {AbortSignal|undefined} */
function toSignal(value) {
  if (value === undefined) return undefined;
  if (!isObject(value) || !('aborted' in value)) {
    throw invalidArgType('"options.signal" property', 'an instance of AbortSignal', value);
  }
  return value;
}

/** @throws {Error} AbortError, code ABORT_ERR, its cause the signal's reason */
function throwIfAborted(signal) {
  if (signal === undefined || !signal.aborted) return;
  const error = codedError(Error, 'ABORT_ERR', 'The operation was aborted');
  error.name = 'AbortError';
  error.cause = signal.reason;
  throw error;
}

module.exports = { checkNameEncoding, throwIfAborted, toBits, toEncoding, toFlags, toMode, toOptions, toPath, toSignal };
