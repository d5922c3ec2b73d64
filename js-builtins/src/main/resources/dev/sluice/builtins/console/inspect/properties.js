// Own properties as entries of a description.
const {
  ArrayPrototypeSort,
  MathMax,
  ReflectOwnKeys,
} = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { formatKey } = require('console/inspect/primitive');
const { displayWidth } = require('console/inspect/width');

/** Columns by which a level of nesting is indented. */
const INDENT = 2;

/** A description (see layout.js) without entries. */
function newDescription(open, close, base = '') {
  return { __proto__: null, base, open, close, entries: [], cells: 0, height: 0, numeric: false };
}

/** Adds a text that has been formatted, noting how deep the nesting in it is. */
function addEntry(context, description, text) {
  description.height = MathMax(description.height, context.height);
  description.entries[description.entries.length] = text;
}

/** Formats `value` as what follows `label` on a line of its own, one level deeper. */
function formatAfter(context, label, value, level) {
  context.column = (level + 1) * INDENT + displayWidth(label);
  return label + context.format(value, level + 1);
}

/** `key: value`, `key: [Getter]`. */
function formatProperty(context, key, descriptor, level) {
  const label = `${formatKey(context, key, descriptor.enumerable)}: `;
  if (descriptor.get === undefined && descriptor.set === undefined) return formatAfter(context, label, descriptor.value, level);
  context.height = 0;
  const kind = descriptor.get === undefined ? '[Setter]' : descriptor.set === undefined ? '[Getter]' : '[Getter/Setter]';
  return label + context.paint(kind, 'special');
}

function isIndex(key) {
  const first = key[0];
  return typeof key === 'string' && first >= '0' && first <= '9' && `${key >>> 0}` === key && key >>> 0 !== 0xffffffff;
}

/**
 * Adds own properties: the enumerable ones, all with showHidden.
 *
 * @param {boolean} [skipIndices] leave out what has been shown as an element
 * @param {string[]} [skip] names that have been shown otherwise
 */
function addProperties(context, description, object, level, skipIndices = false, skip = undefined) {
  const keys = ReflectOwnKeys(object);
  if (context.sorted) ArrayPrototypeSort(keys, byName);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (skipIndices && isIndex(key)) continue;
    if (skip !== undefined && includes(skip, key)) continue;
    let descriptor;
    try {
      descriptor = descriptorOf(object, key);
    } catch {
      // An export of a module that has not been evaluated so far; any proxy's trap.
      context.height = 0;
      addEntry(context, description, `${formatKey(context, key, true)}: ${context.paint('<uninitialized>', 'special')}`);
      continue;
    }
    if (descriptor === undefined || (!descriptor.enumerable && !context.showHidden)) continue;
    addEntry(context, description, formatProperty(context, key, descriptor, level));
  }
}

/** Strings in their order, then symbols as they come. */
function byName(a, b) {
  if (typeof a === 'symbol' || typeof b === 'symbol') return (typeof a === 'symbol') - (typeof b === 'symbol');
  return a < b ? -1 : a > b ? 1 : 0;
}

function includes(list, value) {
  for (let i = 0; i < list.length; i++) if (list[i] === value) return true;
  return false;
}

module.exports = { newDescription, addEntry, addProperties, formatAfter, formatProperty };
