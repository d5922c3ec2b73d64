// Formatter of the Console standard (§2.2): the specifiers in the first argument take the arguments after it, the rest follow.
const {
  JSONStringify,
  MathTrunc,
  Number,
  NumberParseFloat,
  NumberParseInt,
  ObjectIs,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
} = primordials;
const { inspectWith, newContext } = require('console/inspect');
const { ownToString } = require('console/inspect/kind');

/** What converts to a number by code of its own, which printing must not run. */
const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** An argument that no specifier asks for: strings as they are, the rest inspected. */
function formatOne(value, colours) {
  return typeof value === 'string' ? value : inspectWith(newContext(2, colours), value);
}

/** Arguments from index `from`, with spaces between. */
function formatList(data, from, colours) {
  let text = '';
  for (let i = from; i < data.length; i++) text += (i === from ? '' : ' ') + formatOne(data[i], colours);
  return text;
}

/** %s: strings as they are; objects shallow, or by a toString of their own class. */
function formatString(value, colours) {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null) {
    const text = ownToString(value);
    if (text !== undefined) return text;
  }
  return inspectWith(newContext(0, typeof value === 'object' && colours), value);
}

/** %d: a number of any kind. */
function formatNumber(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || isObject(value)) return 'NaN';
  const number = Number(value);
  return ObjectIs(number, -0) ? '-0' : `${number}`;
}

/** %i: its whole part. */
function formatInteger(value) {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol' || isObject(value)) return 'NaN';
  return `${(typeof value === 'number' ? MathTrunc(value) : NumberParseInt(`${value}`, 10)) + 0}`;
}

/** %f: a floating-point number. */
function formatFloat(value) {
  if (typeof value === 'symbol' || isObject(value)) return 'NaN';
  return `${NumberParseFloat(`${value}`)}`;
}

/** %j: JSON; what has none (circles, BigInts, a throwing toJSON) is inspected. */
function formatJson(value, colours) {
  try {
    return `${JSONStringify(value)}`;
  } catch {
    return inspectWith(newContext(2, colours), value);
  }
}

/** The text of one specifier's argument, or undefined when `letter` is no specifier. */
function formatSpecifier(letter, value, colours) {
  switch (letter) {
    case 's':
      return formatString(value, colours);
    case 'd':
      return formatNumber(value);
    case 'i':
      return formatInteger(value);
    case 'f':
      return formatFloat(value);
    case 'j':
      return formatJson(value, colours);
    case 'o':
      return inspectWith(newContext(4, colours), value);
    case 'O':
      return inspectWith(newContext(2, colours), value);
    case 'c':
      return '';
    default:
      return undefined;
  }
}

/**
 * @param {unknown[]} data the arguments of console.log and its kin
 * @param {boolean} colours
 * @returns {string} the line, without its end
 */
function format(data, colours) {
  const template = data[0];
  if (typeof template !== 'string' || data.length === 1) return formatList(data, 0, colours);
  let text = '';
  let done = 0;
  let next = 1;
  let at = StringPrototypeIndexOf(template, '%', 0);
  while (at !== -1 && at + 1 < template.length) {
    const letter = template[at + 1];
    let piece;
    if (letter === '%') piece = '%';
    else if (next < data.length) {
      piece = formatSpecifier(letter, data[next], colours);
      if (piece !== undefined) next++;
    }
    if (piece !== undefined) {
      text += StringPrototypeSlice(template, done, at) + piece;
      done = at + 2;
    }
    at = StringPrototypeIndexOf(template, '%', at + (piece === undefined ? 1 : 2));
  }
  text += StringPrototypeSlice(template, done, undefined);
  return next < data.length ? `${text} ${formatList(data, next, colours)}` : text;
}

module.exports = { format, formatList };
