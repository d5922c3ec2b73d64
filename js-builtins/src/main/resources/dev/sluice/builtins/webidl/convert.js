// Conversions from ECMAScript values to Web IDL types (Web IDL §3.2). Every one throws a TypeError that names its context.
const {
  ArrayPrototypeJoin,
  MathFloor,
  MathTrunc,
  NumberIsFinite,
  NumberIsNaN,
  NumberMAX_SAFE_INTEGER,
  ObjectGetOwnPropertyDescriptor,
  ObjectIs,
  ReflectApply,
  ReflectOwnKeys,
  String,
  StringPrototypeCharCodeAt,
  StringPrototypeToWellFormed,
  SymbolIterator,
  TypeError,
} = primordials;

/** Is `value` an ECMAScript object (functions too)? */
function isObject(value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Throws unless at least `required` arguments came. `context` reads like "AbortSignal.timeout". */
function requireArguments(length, required, context) {
  if (length < required) {
    throw new TypeError(`${context}: ${required} argument${required === 1 ? '' : 's'} required, but only ${length} present`);
  }
}

function toDOMString(value, context) {
  if (typeof value === 'string') return value;
  if (typeof value === 'symbol') throw new TypeError(`${context} is a symbol, which cannot be converted to a string`);
  return String(value);
}

function toUSVString(value, context) {
  return StringPrototypeToWellFormed(toDOMString(value, context));
}

function toByteString(value, context) {
  const string = toDOMString(value, context);
  for (let i = 0; i < string.length; i++) {
    if (StringPrototypeCharCodeAt(string, i) > 255) throw new TypeError(`${context} has a character above U+00FF at index ${i}`);
  }
  return string;
}

function toBoolean(value) {
  return !!value;
}

function toNumber(value, context) {
  if (typeof value === 'bigint' || typeof value === 'symbol') {
    throw new TypeError(`${context} is a ${typeof value}, which cannot be converted to a number`);
  }
  return +value;
}

/** Finite double. */
function toDouble(value, context) {
  const number = toNumber(value, context);
  if (!NumberIsFinite(number)) throw new TypeError(`${context} is not a finite number`);
  return number;
}

function toUnrestrictedDouble(value, context) {
  return toNumber(value, context);
}

/**
 * Integer types (Web IDL §3.2.4.9 ConvertToInt).
 *
 * @param {number} bits 8, 16, 32 or 64
 * @param {boolean} signed
 * @param {{enforceRange?: boolean, clamp?: boolean}} [extended] extended attributes
 */
function toInteger(value, context, bits, signed, extended) {
  const upper = bits === 64 ? NumberMAX_SAFE_INTEGER : signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  const lower = !signed ? 0 : bits === 64 ? -NumberMAX_SAFE_INTEGER : -(2 ** (bits - 1));
  let x = toNumber(value, context);
  if (ObjectIs(x, -0)) x = 0;
  if (extended?.enforceRange) {
    if (!NumberIsFinite(x)) throw new TypeError(`${context} is not a finite number`);
    x = MathTrunc(x) + 0;
    if (x < lower || x > upper) throw new TypeError(`${context} is outside the accepted range of ${lower} to ${upper}, inclusive`);
    return x;
  }
  if (extended?.clamp && !NumberIsNaN(x)) {
    x = x < lower ? lower : x > upper ? upper : x;
    const floor = MathFloor(x);
    const rest = x - floor;
    return (rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1) + 0;
  }
  if (!NumberIsFinite(x) || x === 0) return 0;
  const modulus = 2 ** bits;
  x = MathTrunc(x) % modulus;
  // Of 64 bits a Number cannot hold the detour over the positive numbers exactly.
  if (signed && x >= -(modulus / 2) && x < modulus / 2) return x + 0;
  if (x < 0) x += modulus;
  if (signed && x >= 2 ** (bits - 1)) x -= modulus;
  return x + 0;
}

const toUnsignedShort = (value, context, extended) => toInteger(value, context, 16, false, extended);
const toLong = (value, context, extended) => toInteger(value, context, 32, true, extended);
const toUnsignedLong = (value, context, extended) => toInteger(value, context, 32, false, extended);
const toUnsignedLongLong = (value, context, extended) => toInteger(value, context, 64, false, extended);

/** @param {string[]} values the enumeration's values */
function toEnum(value, context, values) {
  const string = toDOMString(value, context);
  for (let i = 0; i < values.length; i++) if (values[i] === string) return string;
  throw new TypeError(`${context}: '${string}' is not one of ${ArrayPrototypeJoin(values, ', ')}`);
}

/** undefined and null stand for the empty dictionary; anything else must be an object. */
function toDictionary(value, context) {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw new TypeError(`${context} is not an object`);
  return value;
}

/** A callback function type: returned as it is. */
function toFunction(value, context) {
  if (typeof value !== 'function') throw new TypeError(`${context} is not a function`);
  return value;
}

/**
 * sequence<T>: iterates once, converting each element with `convertElement(value, context)`.
 *
 * @param {Function} [iteratorMethod] its @@iterator, where the caller has read that already, since a script sees each reading
 */
function toSequence(value, context, convertElement, iteratorMethod = undefined) {
  if (!isObject(value)) throw new TypeError(`${context} is not iterable`);
  const method = iteratorMethod ?? value[SymbolIterator];
  if (typeof method !== 'function') throw new TypeError(`${context} is not iterable`);
  const iterator = ReflectApply(method, value, []);
  if (!isObject(iterator)) throw new TypeError(`${context} is not iterable`);
  const { next } = iterator;
  const result = [];
  for (;;) {
    const step = ReflectApply(next, iterator, []);
    if (!isObject(step)) throw new TypeError(`${context}: iterator result is not an object`);
    if (step.done) return result;
    result[result.length] = convertElement(step.value, `${context}[${result.length}]`);
  }
}

/** record<K, V> as an array of [key, value] pairs, in own-key order. */
function toRecord(value, context, convertKey, convertValue) {
  if (!isObject(value)) throw new TypeError(`${context} is not an object`);
  const result = [];
  const keys = ReflectOwnKeys(value);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const descriptor = ObjectGetOwnPropertyDescriptor(value, key);
    if (descriptor === undefined || !descriptor.enumerable) continue;
    const name = convertKey(key, `${context} key`);
    result[result.length] = [name, convertValue(value[key], `${context}['${name}']`)];
  }
  return result;
}

module.exports = {
  isObject,
  requireArguments,
  toDOMString,
  toUSVString,
  toByteString,
  toBoolean,
  toDouble,
  toUnrestrictedDouble,
  toInteger,
  toUnsignedShort,
  toLong,
  toUnsignedLong,
  toUnsignedLongLong,
  toEnum,
  toDictionary,
  toFunction,
  toSequence,
  toRecord,
};
