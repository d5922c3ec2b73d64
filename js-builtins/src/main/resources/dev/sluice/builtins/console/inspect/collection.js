// Map and Set by their entries, and what can be said of the weak kinds.
const { MapPrototypeForEach, MapPrototypeGetSize, SetPrototypeForEach, SetPrototypeGetSize, WeakRefPrototypeDeref } = primordials;
const { more } = require('console/inspect/array');
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');

/** A getter's answer, or undefined when `value` lacks the slot that it reads. */
function slot(getter, value) {
  try {
    return getter(value);
  } catch {
    return undefined;
  }
}

/** forEach of primordials knows no way out: entries past the limit are only counted. */
function describeEntries(context, value, level, name, size, forEach, formatEntry) {
  const description = newDescription(`${prefixOf(value, name, `(${size})`)}{`, '}');
  let count = 0;
  forEach(value, (element, key) => {
    if (count++ < context.maxArrayLength) addEntry(context, description, formatEntry(element, key));
  });
  if (count > context.maxArrayLength) more(context, description, count - context.maxArrayLength);
  addProperties(context, description, value, level);
  return description;
}

function describeMap(context, map, level) {
  const size = slot(MapPrototypeGetSize, map);
  if (size === undefined) return undefined;
  return describeEntries(context, map, level, 'Map', size, MapPrototypeForEach, (value, key) => {
    const label = `${formatAfter(context, '', key, level)} => `;
    const { height } = context;
    const text = formatAfter(context, label, value, level);
    if (height > context.height) context.height = height;
    return text;
  });
}

function describeSet(context, set, level) {
  const size = slot(SetPrototypeGetSize, set);
  if (size === undefined) return undefined;
  return describeEntries(context, set, level, 'Set', size, SetPrototypeForEach, (value) => formatAfter(context, '', value, level));
}

/** What is in a WeakMap or WeakSet depends on the collector of garbage: nobody may look. */
function describeWeak(context, value, level) {
  const description = newDescription(`${prefixOf(value, 'WeakMap')}{`, '}');
  context.height = 0;
  addEntry(context, description, context.paint('<items unknown>', 'special'));
  addProperties(context, description, value, level);
  return description;
}

function describeWeakRef(context, ref, level) {
  let target;
  try {
    target = WeakRefPrototypeDeref(ref);
  } catch {
    return undefined;
  }
  const description = newDescription(`${prefixOf(ref, 'WeakRef')}{`, '}');
  context.height = 0;
  addEntry(context, description, target === undefined ? context.paint('<cleared>', 'special') : formatAfter(context, '', target, level));
  addProperties(context, description, ref, level);
  return description;
}

module.exports = { describeMap, describeSet, describeWeak, describeWeakRef };
