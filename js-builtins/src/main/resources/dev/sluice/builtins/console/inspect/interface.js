// Instances of the web's interfaces (Web IDL), whose state is in slots that nobody sees: by their public getters, or by what the interface
// itself says is worth showing (`inspect` of defineInterface).
const { ObjectGetPrototypeOf, ReflectApply, ReflectOwnKeys } = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { inspectorOf, isInterfacePrototype } = require('webidl/interface');
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');

function addRecord(context, description, record, level) {
  const keys = ReflectOwnKeys(record);
  for (let i = 0; i < keys.length; i++) addEntry(context, description, formatAfter(context, `${keys[i]}: `, record[keys[i]], level));
}

/** The getters of one prototype, except those that a nearer one has shown. */
function addGetters(context, description, object, prototype, shown, level) {
  const keys = ReflectOwnKeys(prototype);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const { get, enumerable } = descriptorOf(prototype, key);
    if (get === undefined || !enumerable || typeof key === 'symbol' || shown[key] === true) continue;
    shown[key] = true;
    addEntry(context, description, formatAfter(context, `${key}: `, ReflectApply(get, object, []), level));
  }
}

function describeInterface(context, object, level) {
  const description = newDescription(`${prefixOf(object, 'Object')}{`, '}');
  const shown = { __proto__: null };
  try {
    for (let prototype = ObjectGetPrototypeOf(object); prototype !== null; prototype = ObjectGetPrototypeOf(prototype)) {
      if (!isInterfacePrototype(prototype)) continue;
      const inspector = inspectorOf(prototype);
      if (inspector !== undefined) {
        addRecord(context, description, inspector(object), level);
        break;
      }
      addGetters(context, description, object, prototype, shown, level);
    }
  } catch {
    description.entries.length = 0; // it has the prototype only, not the slots
  }
  addProperties(context, description, object, level);
  return description;
}

module.exports = { describeInterface };
