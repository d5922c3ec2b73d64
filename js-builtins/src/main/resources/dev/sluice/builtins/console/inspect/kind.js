// What a value is, found out without running code of its own: by internal slots where they can be asked for, and by data properties on
// the prototype chain. Proxies answer through their traps, which may throw.
const {
  Array,
  ArrayBuffer,
  BigInt,
  Boolean,
  DataView,
  Date,
  Error,
  Function,
  Map,
  MapPrototypeGet,
  MapPrototypeHas,
  MapPrototypeSet,
  Number,
  Object,
  ObjectGetPrototypeOf,
  Promise,
  ReflectApply,
  RegExp,
  Set,
  SharedArrayBuffer,
  String,
  Symbol,
  SymbolToStringTag,
  TypedArray,
  WeakMap,
  WeakRef,
  WeakSet,
} = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { getterOf, isInterfacePrototype } = require('webidl/interface');

/** Intrinsic prototype → the kind of value that inherits from it. */
const kinds = new Map();
MapPrototypeSet(kinds, Object.prototype, 'object');
MapPrototypeSet(kinds, Function.prototype, 'function');
MapPrototypeSet(kinds, Array.prototype, 'array');
MapPrototypeSet(kinds, Error.prototype, 'error');
MapPrototypeSet(kinds, Map.prototype, 'map');
MapPrototypeSet(kinds, Set.prototype, 'set');
MapPrototypeSet(kinds, WeakMap.prototype, 'weak');
MapPrototypeSet(kinds, WeakSet.prototype, 'weak');
MapPrototypeSet(kinds, WeakRef.prototype, 'weakref');
MapPrototypeSet(kinds, Promise.prototype, 'promise');
MapPrototypeSet(kinds, Date.prototype, 'date');
MapPrototypeSet(kinds, RegExp.prototype, 'regexp');
MapPrototypeSet(kinds, TypedArray.prototype, 'typedarray');
MapPrototypeSet(kinds, DataView.prototype, 'dataview');
MapPrototypeSet(kinds, ArrayBuffer.prototype, 'arraybuffer');
if (SharedArrayBuffer !== undefined) MapPrototypeSet(kinds, SharedArrayBuffer.prototype, 'arraybuffer');
MapPrototypeSet(kinds, Number.prototype, 'boxed');
MapPrototypeSet(kinds, String.prototype, 'boxed');
MapPrototypeSet(kinds, Boolean.prototype, 'boxed');
MapPrototypeSet(kinds, BigInt.prototype, 'boxed');
MapPrototypeSet(kinds, Symbol.prototype, 'boxed');

/** Longer prototype chains are hostile: a proxy may answer getPrototypeOf for ever. */
const LONGEST_CHAIN = 1000;

/** The kind that the prototype chain promises; whether the slots are there is for the kind's own file to ask. */
function kindByChain(value) {
  let prototype = ObjectGetPrototypeOf(value);
  for (let i = 0; prototype !== null && i < LONGEST_CHAIN; i++) {
    if (isInterfacePrototype(prototype)) return inheritsFromError(prototype) ? 'error' : 'interface';
    const kind = MapPrototypeGet(kinds, prototype);
    if (kind !== undefined) return kind;
    prototype = ObjectGetPrototypeOf(prototype);
  }
  return 'object';
}

function inheritsFromError(prototype) {
  while (prototype !== null) {
    if (prototype === Error.prototype) return true;
    prototype = ObjectGetPrototypeOf(prototype);
  }
  return false;
}

/** The value of a property if that runs no script's code: a data property, or a getter of one of our own interfaces as it was made. */
function readQuietly(value, key) {
  for (let at = value, i = 0; at !== null && i < LONGEST_CHAIN; at = ObjectGetPrototypeOf(at), i++) {
    const descriptor = descriptorOf(at, key);
    if (descriptor === undefined) continue;
    if (descriptor.get === undefined) return descriptor.value;
    const getter = getterOf(at, key);
    try {
      return getter === undefined ? undefined : ReflectApply(getter, value, []);
    } catch {
      return undefined; // the prototype itself, which has no slots
    }
  }
  return undefined;
}

function findMethod(value, key) {
  const method = readQuietly(value, key);
  return typeof method === 'function' ? method : undefined;
}

/** The name of the class of `value`, or null when it has no prototype with a constructor. */
function constructorName(value) {
  let prototype = ObjectGetPrototypeOf(value);
  for (let i = 0; prototype !== null && i < LONGEST_CHAIN; i++) {
    const constructor = descriptorOf(prototype, 'constructor')?.value;
    if (typeof constructor === 'function') {
      const name = descriptorOf(constructor, 'name')?.value;
      if (typeof name === 'string' && name !== '') return name;
    }
    prototype = ObjectGetPrototypeOf(prototype);
  }
  return null;
}

/** `@@toStringTag` where it says something that the class's name does not, else ''. */
function tagOf(value, name) {
  const tag = readQuietly(value, SymbolToStringTag);
  return typeof tag === 'string' && tag !== '' && tag !== name ? tag : '';
}

/**
 * What stands before the brace: `Foo `, `Foo(3) `, `Foo [tag] `, `[Foo: null prototype] `.
 *
 * @param {object} value
 * @param {string} fallback the name when there is no class to name
 * @param {string} [size] like '(3)'
 */
function prefixOf(value, fallback, size = '') {
  const name = constructorName(value);
  const tag = tagOf(value, name ?? fallback);
  const suffix = tag === '' ? '' : `[${tag}] `;
  return name === null ? `[${fallback}${size}: null prototype] ${suffix}` : `${name}${size} ${suffix}`;
}

/** The text of a toString method that the value's own class defines, or undefined. */
function ownToString(value) {
  try {
    for (let at = value, i = 0; at !== null && i < LONGEST_CHAIN && !MapPrototypeHas(kinds, at); i++) {
      const method = descriptorOf(at, 'toString')?.value;
      if (typeof method === 'function') return `${ReflectApply(method, value, [])}`;
      at = ObjectGetPrototypeOf(at);
    }
  } catch {
    // Then it is inspected instead.
  }
  return undefined;
}

module.exports = { kindByChain, readQuietly, findMethod, constructorName, tagOf, prefixOf, ownToString };
