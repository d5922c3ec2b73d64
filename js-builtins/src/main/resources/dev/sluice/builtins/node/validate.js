// The checks of arguments that Node's modules share, with Node's codes and texts: programs look at the codes, people read the texts.
const { RangeError, String, StringPrototypeSlice, TypeError } = primordials;
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');

const LONGEST_SHOWN = 25;

/** The end of a message: what came instead of what was asked for. */
function received(value) {
  if (value === undefined || value === null) return `Received ${value}`;
  if (typeof value === 'function') return value.name ? `Received function ${value.name}` : 'Received function';
  if (typeof value === 'object') {
    const name = value.constructor?.name;
    return name ? `Received an instance of ${name}` : 'Received an object without a constructor';
  }
  const text = typeof value === 'string' ? `'${value}'` : String(value) + (typeof value === 'bigint' ? 'n' : '');
  const shown = text.length > LONGEST_SHOWN ? `${StringPrototypeSlice(text, 0, LONGEST_SHOWN)}...` : text;
  return `Received type ${typeof value} (${shown})`;
}

/**
 * @param {string} what such as `"path" argument` or `"options.recursive" property`
 * @param {string} expected such as `of type string`
 */
function invalidArgType(what, expected, value) {
  return codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `The ${what} must be ${expected}. ${received(value)}`);
}

/** A value in a message. No script is asked: its toString() could throw. */
function shown(value) {
  if (typeof value === 'string') return `'${value}'`;
  return isObject(value) ? require('console/inspect').inspect(value) : String(value);
}

/** @param {string} problem such as `The argument 'mode' must be …` */
function invalidArgValue(problem, value) {
  return codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${problem}. Received ${shown(value)}`);
}

/** @param {string} range such as `>= 0 && <= 7` */
function outOfRange(name, range, value) {
  const message = `The value of "${name}" is out of range. It must be ${range}. Received ${String(value)}`;
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', message);
}

function checkString(value, name) {
  if (typeof value !== 'string') throw invalidArgType(`"${name}" argument`, 'of type string', value);
}

/** An options object, which may be left out. @returns {object} */
function checkOptions(value) {
  if (value === undefined) return noOptions;
  if (!isObject(value) || typeof value === 'function') throw invalidArgType('"options" argument', 'of type object', value);
  return value;
}

const noOptions = { __proto__: null };

/** An option that is true or false, or left out. @returns {boolean} */
function booleanOption(options, name) {
  const value = options[name];
  if (value === undefined) return false;
  if (typeof value !== 'boolean') throw invalidArgType(`"options.${name}" property`, 'of type boolean', value);
  return value;
}

module.exports = { booleanOption, checkOptions, checkString, invalidArgType, invalidArgValue, noOptions, outOfRange, received };
