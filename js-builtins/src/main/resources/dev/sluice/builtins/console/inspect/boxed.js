// Objects that are one value: dates, regular expressions, boxed primitives.
const {
  BigIntPrototypeValueOf,
  BooleanPrototypeValueOf,
  DatePrototypeGetTime,
  DatePrototypeToISOString,
  NumberIsNaN,
  NumberPrototypeValueOf,
  RegExpPrototypeToString,
  StringPrototypeValueOf,
  SymbolPrototypeValueOf,
} = primordials;
const { constructorName, tagOf } = require('console/inspect/kind');
const { addProperties, newDescription } = require('console/inspect/properties');
const { formatPrimitive } = require('console/inspect/primitive');

function describeAs(context, value, level, text, skipIndices = false) {
  const description = newDescription('{', '}', text);
  addProperties(context, description, value, level, skipIndices, skipIndices ? ['length'] : undefined);
  return description;
}

/** `Name ` for an instance of a subclass, '' for one of `standard` itself. */
function subclass(value, standard) {
  const name = constructorName(value);
  const tag = tagOf(value, name ?? standard);
  const suffix = tag === '' ? '' : `[${tag}] `;
  return name === standard ? suffix : `${name ?? `[${standard}: null prototype]`} ${suffix}`;
}

function describeDate(context, date, level) {
  let text;
  try {
    text = NumberIsNaN(DatePrototypeGetTime(date)) ? 'Invalid Date' : DatePrototypeToISOString(date);
  } catch {
    return undefined;
  }
  return describeAs(context, date, level, context.paint(subclass(date, 'Date') + text, 'date'));
}

function describeRegExp(context, regexp, level) {
  let text;
  try {
    text = RegExpPrototypeToString(regexp);
  } catch {
    return undefined;
  }
  return describeAs(context, regexp, level, context.paint(subclass(regexp, 'RegExp') + text, 'regexp'));
}

const unboxers = [
  ['Number', NumberPrototypeValueOf],
  ['String', StringPrototypeValueOf],
  ['Boolean', BooleanPrototypeValueOf],
  ['Symbol', SymbolPrototypeValueOf],
  ['BigInt', BigIntPrototypeValueOf],
];

function describeBoxed(context, value, level) {
  for (let i = 0; i < unboxers.length; i++) {
    let primitive;
    try {
      primitive = unboxers[i][1](value);
    } catch {
      continue;
    }
    const kind = unboxers[i][0];
    const name = constructorName(value);
    const label = name === kind ? kind : `${kind} (${name ?? 'null prototype'})`;
    const { colours } = context;
    context.colours = false;
    const text = formatPrimitive(context, primitive);
    context.colours = colours;
    return describeAs(context, value, level, context.paint(`[${label}: ${text}]`, typeof primitive), kind === 'String');
  }
  return undefined;
}

module.exports = { describeDate, describeRegExp, describeBoxed };
