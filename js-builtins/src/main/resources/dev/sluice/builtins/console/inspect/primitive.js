// Primitive values, and names of properties.
const {
  NumberPrototypeToString,
  ObjectIs,
  RegExpPrototypeExec,
  StringPrototypeCharCodeAt,
  StringPrototypeIncludes,
  StringPrototypePadStart,
  StringPrototypeSlice,
  SymbolPrototypeToString,
} = primordials;

const needsEscape = /[\u0000-\u001f'\\\u007f-\u009f\ud800-\udfff]/;
const identifier = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;
const shortEscapes = { __proto__: null, 8: '\\b', 9: '\\t', 10: '\\n', 11: '\\v', 12: '\\f', 13: '\\r', 92: '\\\\' };

function isPrimitive(value) {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

const hex = (code, digits) => StringPrototypePadStart(NumberPrototypeToString(code, 16), digits, '0');

function isSurrogatePairAt(text, i) {
  const low = StringPrototypeCharCodeAt(text, i + 1);
  return StringPrototypeCharCodeAt(text, i) < 0xdc00 && low >= 0xdc00 && low <= 0xdfff;
}

/** A string literal: in the quotes that need no escape, with control characters and lone surrogates escaped. */
function quote(text) {
  let mark = "'";
  if (StringPrototypeIncludes(text, "'")) {
    if (!StringPrototypeIncludes(text, '"')) mark = '"';
    else if (!StringPrototypeIncludes(text, '`') && !StringPrototypeIncludes(text, '${')) mark = '`';
  }
  if (RegExpPrototypeExec(needsEscape, text) === null) return mark + text + mark;
  let result = mark;
  let done = 0;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    let escape;
    if (code < 32 || code === 92) escape = shortEscapes[code] ?? `\\x${hex(code, 2)}`;
    else if (code === 39 && mark === "'") escape = "\\'";
    else if (code >= 127 && code <= 159) escape = `\\x${hex(code, 2)}`;
    else if (code >= 0xd800 && code <= 0xdfff) {
      if (isSurrogatePairAt(text, i)) i++;
      else escape = `\\u${hex(code, 4)}`;
    }
    if (escape !== undefined) {
      result += StringPrototypeSlice(text, done, i) + escape;
      done = i + 1;
    }
  }
  return result + StringPrototypeSlice(text, done, undefined) + mark;
}

function formatNumber(value) {
  return ObjectIs(value, -0) ? '-0' : `${value}`;
}

function formatPrimitive(context, value) {
  switch (typeof value) {
    case 'string': {
      const hidden = value.length - context.maxStringLength;
      if (hidden <= 0) return context.paint(quote(value), 'string');
      const shown = context.paint(quote(StringPrototypeSlice(value, 0, context.maxStringLength)), 'string');
      return `${shown}... ${hidden} more character${hidden === 1 ? '' : 's'}`;
    }
    case 'number':
      return context.paint(formatNumber(value), 'number');
    case 'bigint':
      return context.paint(`${value}n`, 'bigint');
    case 'symbol':
      return context.paint(SymbolPrototypeToString(value), 'symbol');
    case 'object':
      return context.paint('null', 'null');
    default:
      return context.paint(`${value}`, typeof value);
  }
}

/** A property's name as one would write it in an object literal. */
function formatKey(context, key, enumerable) {
  if (typeof key === 'symbol') return `[${context.paint(SymbolPrototypeToString(key), 'symbol')}]`;
  if (key === '__proto__') return "['__proto__']";
  if (!enumerable) return `[${key}]`;
  return RegExpPrototypeExec(identifier, key) === null ? context.paint(quote(key), 'string') : key;
}

module.exports = { isPrimitive, quote, formatPrimitive, formatNumber, formatKey };
