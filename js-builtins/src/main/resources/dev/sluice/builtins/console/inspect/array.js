// Arrays: elements, runs of holes, and properties that are no elements.
const { MathMin, ReflectOwnKeys } = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');

/** Asking a longer array for its own keys makes a string of every index; its other properties are not shown. */
const LONGEST_WITH_PROPERTIES = 100000;
/** Holes that are counted one by one before the keys are asked for. */
const HOLES_TO_COUNT = 10000;

/** The first index from `from` that is an own property, or `length`. */
function nextElement(array, from, length) {
  const to = MathMin(length, from + HOLES_TO_COUNT);
  for (let i = from; i < to; i++) if (descriptorOf(array, i) !== undefined) return i;
  if (to === length) return length;
  const keys = ReflectOwnKeys(array);
  for (let i = 0; i < keys.length; i++) {
    const index = typeof keys[i] === 'string' ? keys[i] >>> 0 : length;
    if (`${index}` !== keys[i]) return length;
    if (index >= to) return MathMin(index, length);
  }
  return length;
}

function more(context, description, count) {
  context.height = 0;
  addEntry(context, description, `... ${count} more item${count === 1 ? '' : 's'}`);
}

function describeArray(context, array, level) {
  const length = descriptorOf(array, 'length').value;
  const prefix = prefixOf(array, 'Array', `(${length})`);
  return describeElements(context, array, level, length, prefix === `Array(${length}) ` ? '' : prefix);
}

function describeArguments(context, list, level) {
  const length = descriptorOf(list, 'length')?.value;
  return describeElements(context, list, level, typeof length === 'number' ? length : 0, '[Arguments] ');
}

function describeElements(context, array, level, length, prefix) {
  const description = newDescription(`${prefix}[`, ']');
  let numeric = length > 0;
  let shown = 0;
  let i = 0;
  for (; i < length && shown < context.maxArrayLength; shown++) {
    const descriptor = descriptorOf(array, i);
    if (descriptor === undefined) {
      const next = nextElement(array, i + 1, length);
      context.height = 0;
      addEntry(context, description, context.paint(`<${next - i} empty item${next - i === 1 ? '' : 's'}>`, 'undefined'));
      numeric = false;
      i = next;
      continue;
    }
    if (descriptor.get === undefined && descriptor.set === undefined) {
      const { value } = descriptor;
      numeric &&= typeof value === 'number' || typeof value === 'bigint';
      addEntry(context, description, formatAfter(context, '', value, level));
    } else {
      context.height = 0;
      addEntry(context, description, context.paint(descriptor.get === undefined ? '[Setter]' : '[Getter]', 'special'));
    }
    i++;
  }
  description.cells = description.entries.length;
  description.numeric = numeric;
  if (i < length) more(context, description, length - i);
  if (length <= LONGEST_WITH_PROPERTIES) addProperties(context, description, array, level, true);
  return description;
}

module.exports = { describeArguments, describeArray, more };
