// Instances of the web's interfaces (Web IDL), whose state is in slots that nobody sees: by their public getters, or by what the interface
// itself says is worth showing (`inspect` of defineInterface). No code of a script runs, whatever it has put in the place of a getter.
const { ObjectGetPrototypeOf, ReflectApply, ReflectOwnKeys } = primordials;
const { inspectorOf, isInterfacePrototype } = require('webidl/interface');
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');

function addRecord(context, description, record, level) {
  const keys = ReflectOwnKeys(record);
  for (let i = 0; i < keys.length; i++) addEntry(context, description, formatAfter(context, `${keys[i]}: `, record[keys[i]], level));
}

/** The getters of one interface, except those that a nearer one has shown. */
function addGetters(context, description, object, getters, shown, level) {
  for (let i = 0; i < getters.length; i += 2) {
    const key = getters[i];
    if (shown[key] === true) continue;
    shown[key] = true;
    addEntry(context, description, formatAfter(context, `${key}: `, ReflectApply(getters[i + 1], object, []), level));
  }
}

function describeInterface(context, object, level) {
  const description = newDescription(`${prefixOf(object, 'Object')}{`, '}');
  const shown = { __proto__: null };
  try {
    for (let prototype = ObjectGetPrototypeOf(object); prototype !== null; prototype = ObjectGetPrototypeOf(prototype)) {
      if (!isInterfacePrototype(prototype)) continue;
      const inspector = inspectorOf(prototype);
      if (typeof inspector === 'function') {
        addRecord(context, description, inspector(object), level);
        break;
      }
      addGetters(context, description, object, inspector, shown, level);
    }
  } catch {
    description.entries.length = 0; // it has the prototype only, not the slots
  }
  addProperties(context, description, object, level);
  return description;
}

module.exports = { describeInterface };
