// The structured clone algorithm (HTML §2.7.3 to §2.7.8, https://html.spec.whatwg.org/#safe-passing-of-structured-data).
//
// StructuredSerializeInternal and StructuredDeserialize are one pass here: source and target are in one realm, and a record
// between them could be seen by nobody. What kind of object a value is, the standard asks of internal slots; we find it by the
// prototype chain, of which each intrinsic's brand check then makes sure. So a Map whose prototype was replaced counts as an
// ordinary object, and a Proxy as what its traps show.
const { Array, ArrayIsArray, Map, MapPrototypeGet, MapPrototypeSet, Object, ObjectDefineProperty, ObjectGetPrototypeOf } = primordials;
const { ObjectKeys, ObjectPrototypeHasOwnProperty } = primordials;
const { isolate } = require('core/isolate');
const { isInterfacePrototype } = require('webidl/interface');
const { serializableOf, transferableOf } = require('html/serializable');
const globalScope = require('core/globalScope');

const ObjectPrototype = Object.prototype;
const ArrayPrototype = Array.prototype;

function dataCloneError(message) {
  return require('webidl/DOMException').createDOMException(message, 'DataCloneError');
}

/** Stands in the memory, and for a time in the clone, for an object that does not exist before the transfer. */
class Placeholder {
  target = undefined;
  settle() {
    return this.target;
  }
}

isolate(Placeholder);

/** Stands for an object of the transfer list; `entry` is undefined for an ArrayBuffer. */
class Transferred extends Placeholder {
  constructor(source, entry) {
    super();
    this.source = source;
    this.entry = entry;
  }
}

/** Stands for a view on a buffer that is transferred. */
class ViewOfTransferred extends Placeholder {
  constructor(buffer, makeView) {
    super();
    this.buffer = buffer;
    this.makeView = makeView;
  }
  settle() {
    return (this.target ??= this.makeView(this.buffer.settle()));
  }
}

/**
 * `memory`: source → clone. `fixups`: what puts transferred objects in the place of their placeholders, null if nothing is
 * transferred.
 */
class CloneState {
  memory = null;
  fixups = null;

  remember(source, clone) {
    this.memory ??= new Map();
    MapPrototypeSet(this.memory, source, clone);
  }

  isPlaceholder(clone) {
    return this.fixups !== null && clone instanceof Placeholder;
  }

  /** Puts off `fixup` until the transfer is done. */
  later(fixup) {
    this.fixups[this.fixups.length] = fixup;
  }

  /** After the transfer: the clone with everything in its place. */
  settle(clone) {
    for (let i = 0; i < this.fixups.length; i++) this.fixups[i]();
    return clone instanceof Placeholder ? clone.settle() : clone;
  }
}

isolate(CloneState);

function cloneValue(value, state) {
  if (typeof value === 'object') return value === null ? null : cloneObject(value, state);
  if (typeof value === 'function' || typeof value === 'symbol') throw dataCloneError(`A ${typeof value} cannot be cloned`);
  return value;
}

function cloneObject(value, state) {
  const known = state.memory === null ? undefined : MapPrototypeGet(state.memory, value);
  if (known !== undefined) return known;
  if (ArrayIsArray(value)) return cloneArray(value, state);
  let prototype = ObjectGetPrototypeOf(value);
  while (prototype !== ObjectPrototype && prototype !== null) {
    if (isInterfacePrototype(prototype)) return clonePlatformObject(value, state);
    const clone = require('html/structured/intrinsics').cloneIntrinsic(value, prototype, state, cloneValue);
    if (clone !== undefined) return clone;
    prototype = ObjectGetPrototypeOf(prototype);
  }
  if (value === globalScope.global) throw dataCloneError('The global object cannot be cloned');
  const clone = {};
  state.remember(value, clone);
  cloneProperties(value, ObjectKeys(value), clone, state);
  return clone;
}

function cloneArray(value, state) {
  const { length } = value;
  const keys = ObjectKeys(value);
  if (keys.length === length && (length === 0 || keys[length - 1] === `${length - 1}`)) {
    // Dense and without other properties, as long as no getter of an element changes that.
    const clone = [];
    state.remember(value, clone);
    for (let i = 0; i < length; i++) {
      const element = value[i];
      if (element === undefined && !ObjectPrototypeHasOwnProperty(value, i)) {
        clone.length = i + 1;
        continue;
      }
      setElement(clone, i, cloneValue(element, state), state);
    }
    return clone;
  }
  const clone = new Array(length);
  state.remember(value, clone);
  cloneProperties(value, keys, clone, state);
  return clone;
}

function setElement(clone, i, element, state) {
  setProperty(clone, i, element);
  if (state.isPlaceholder(element)) {
    state.later(() => setProperty(clone, i, element.settle()));
  }
}

function cloneProperties(value, keys, clone, state) {
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const inputValue = value[key];
    // A getter before this property may have deleted it.
    if (inputValue === undefined && !ObjectPrototypeHasOwnProperty(value, key)) continue;
    const outputValue = cloneValue(inputValue, state);
    setProperty(clone, key, outputValue);
    if (state.isPlaceholder(outputValue)) state.later(() => setProperty(clone, key, outputValue.settle()));
  }
}

/** CreateDataProperty. Assignment is quicker, and the same where the prototype knows no such name and so no setter. */
function setProperty(target, key, value) {
  if (key in (ArrayIsArray(target) ? ArrayPrototype : ObjectPrototype)) {
    ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  } else {
    target[key] = value;
  }
}

/** An instance of one of our interfaces. */
function clonePlatformObject(value, state) {
  require('html/structured/domException');
  const entry = serializableOf(value);
  if (entry === undefined) {
    if (transferableOf(value) !== undefined) throw dataCloneError(`A ${transferableOf(value).name} can only be transferred`);
    throw dataCloneError('An object of this interface cannot be cloned');
  }
  const serialized = { __proto__: null };
  entry.serialize(value, serialized, (inner) => cloneValue(inner, state));
  const clone = entry.deserialize(serialized);
  state.remember(value, clone);
  return clone;
}

module.exports = { CloneState, Transferred, ViewOfTransferred, cloneValue, setProperty, dataCloneError };
