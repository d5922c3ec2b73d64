// Readable text for any value, for console.log and for error reports. It runs no code of the value's own (no getter, no toString)
// except a `nodejs.util.inspect.custom` method and the traps of proxies, and never throws, however hostile the value is.
const { ObjectCreate, ReflectApply, Symbol } = primordials;
const { formatPrimitive, isPrimitive } = require('console/inspect/primitive');
const { describe } = require('console/inspect/describe');
const { layOut } = require('console/inspect/layout');
const { constructorName, findMethod } = require('console/inspect/kind');
const { paint } = require('console/colours');

const customInspect = Symbol.for('nodejs.util.inspect.custom');

const DEFAULT_DEPTH = 2;
/** As deep as «no limit» goes: text grows with the square of the depth, and nobody reads it. */
const DEEPEST = 200;
/** Objects in one inspection; a graph with few of them can have endlessly many paths. */
const MOST_OBJECTS = 10000;
const DEFAULT_WIDTH = 80;
const DEFAULT_ARRAY_LENGTH = 100;
const DEFAULT_STRING_LENGTH = 10000;

/** State and options of one inspection. */
class Context {
  constructor(depth, colours) {
    this.depth = depth > DEEPEST ? DEEPEST : depth;
    /** Objects that may still be shown. */
    this.remaining = MOST_OBJECTS;
    this.colours = colours;
    this.width = DEFAULT_WIDTH;
    this.maxArrayLength = DEFAULT_ARRAY_LENGTH;
    this.maxStringLength = DEFAULT_STRING_LENGTH;
    this.showHidden = false;
    this.sorted = false;
    /** How many levels of nesting may share one line; 0 puts every property on a line of its own. */
    this.compact = 3;
    this.custom = true;
    /** Objects being inspected, outermost first. */
    this.path = [];
    /** Objects that were met inside themselves, in the order of their numbers. */
    this.circular = [];
    /** Levels of nesting of the text made last. */
    this.height = 0;
    /** Column at which the next value begins. */
    this.column = 0;
  }

  paint(text, style) {
    return this.colours ? paint(text, style) : text;
  }

  /** The text of a value `level` levels below the outermost one. */
  format(value, level) {
    return formatValue(this, value, level);
  }
}

function indexIn(list, value) {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return i;
  return -1;
}

function formatValue(context, value, level) {
  if (isPrimitive(value)) {
    context.height = 0;
    return formatPrimitive(context, value);
  }
  if (context.custom) {
    const text = formatCustom(context, value, level);
    if (text !== undefined) return text;
  }
  if (indexIn(context.path, value) !== -1) {
    let number = indexIn(context.circular, value);
    if (number === -1) {
      number = context.circular.length;
      context.circular[number] = value;
    }
    context.height = 0;
    return context.paint(`[Circular *${number + 1}]`, 'special');
  }
  const { path } = context;
  path[path.length] = value;
  const { column } = context;
  let text;
  try {
    const description = describe(context, value, level);
    context.column = column;
    text = layOut(context, description);
  } catch {
    // A proxy's trap threw, or the nesting is deeper than the stack.
    context.height = 0;
    text = context.paint(`[${safeName(value)}: cannot be inspected]`, 'special');
  }
  path.length--;
  const number = indexIn(context.circular, value);
  return number === -1 ? text : `${context.paint(`<ref *${number + 1}>`, 'special')} ${text}`;
}

function safeName(value) {
  try {
    return constructorName(value) ?? 'Object';
  } catch {
    return 'Object';
  }
}

/** What a `[nodejs.util.inspect.custom](depth, options, inspect)` method gives, or undefined. */
function formatCustom(context, value, level) {
  let result;
  try {
    const method = findMethod(value, customInspect);
    if (method === undefined || method === inspect) return undefined;
    result = ReflectApply(method, value, [context.depth - level, optionsOf(context, level), inspect]);
    context.height = 0;
    if (typeof result === 'string') return result;
    if (result === value) return undefined;
  } catch {
    return undefined;
  }
  return formatValue(context, result, level);
}

/** The options that a custom method may pass on to `inspect`. */
function optionsOf(context, level) {
  return {
    depth: context.depth - level,
    colors: context.colours,
    breakLength: context.width,
    maxArrayLength: context.maxArrayLength,
    maxStringLength: context.maxStringLength,
    showHidden: context.showHidden,
    sorted: context.sorted,
    compact: context.compact,
    stylize: (text, style) => context.paint(`${text}`, style),
  };
}

function newContext(depth, colours) {
  return new Context(depth, colours);
}

/** Inspects `value` in a context of its own. */
function inspectWith(context, value) {
  return formatValue(context, value, 0);
}

const countOf = (value, standard) => (value === null ? Infinity : typeof value === 'number' ? value : standard);

/**
 * Readable text of any value.
 *
 * @param {unknown} value
 * @param {object} [options] depth (2; null for no limit), colors, breakLength (80), maxArrayLength (100), maxStringLength (10000),
 *   showHidden (properties that are not enumerable too), sorted (keys in order), compact (3; false for a line a property), customInspect
 * @returns {string}
 */
function inspect(value, options = undefined) {
  const given = typeof options === 'object' && options !== null ? options : ObjectCreate(null);
  const context = newContext(countOf(given.depth, DEFAULT_DEPTH), !!given.colors);
  context.width = countOf(given.breakLength, DEFAULT_WIDTH);
  context.maxArrayLength = countOf(given.maxArrayLength, DEFAULT_ARRAY_LENGTH);
  context.maxStringLength = countOf(given.maxStringLength, DEFAULT_STRING_LENGTH);
  context.showHidden = !!given.showHidden;
  context.sorted = !!given.sorted;
  context.compact = given.compact === false ? 0 : countOf(given.compact, 3);
  context.custom = given.customInspect !== false;
  return inspectWith(context, value);
}

inspect.custom = customInspect;

module.exports = { inspect, inspectWith, newContext };
