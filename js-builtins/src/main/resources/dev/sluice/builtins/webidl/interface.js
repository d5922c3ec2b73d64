// Gives a JavaScript class the shape that Web IDL asks of an interface (Web IDL §3.7): members enumerable, a class string,
// constants on both the interface object and its prototype.
const {
  ObjectDefineProperty,
  ObjectFreeze,
  ObjectGetOwnPropertyDescriptor,
  ObjectSetPrototypeOf,
  AsyncIteratorPrototype,
  ReflectOwnKeys,
  SymbolToStringTag,
  SymbolIterator,
  SymbolAsyncIterator,
  TypeError,
  WeakMap,
  WeakMapPrototypeGet,
  WeakMapPrototypeHas,
  WeakMapPrototypeSet,
} = primordials;

/** Passed as the first argument to the constructor of a class that only we may construct, or that we construct otherwise. */
const internalConstruct = ObjectFreeze({ __proto__: null, description: 'internal construct' });

function illegalConstructor() {
  return new TypeError('Illegal constructor');
}

/** The error for a method or getter called on something that is not an instance. */
function illegalInvocation(interfaceName) {
  return new TypeError(`Illegal invocation: receiver is not a ${interfaceName}`);
}

/** A descriptor that says nothing else, and inherits nothing that a script may have added to descriptors. */
const enumerable = { __proto__: null, enumerable: true };

/**
 * @param {Array<string|Function>} [getters] gets the name of each getter and the getter
 */
function makeEnumerable(target, getters = undefined) {
  const keys = ReflectOwnKeys(target);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (typeof key === 'symbol' || key === 'constructor') continue;
    if (typeof target === 'function' && (key === 'prototype' || key === 'name' || key === 'length')) continue;
    const descriptor = ObjectGetOwnPropertyDescriptor(target, key);
    if (!descriptor.enumerable && descriptor.configurable) ObjectDefineProperty(target, key, enumerable);
    if (getters !== undefined && descriptor.get !== undefined) {
      getters[getters.length] = key;
      getters[getters.length] = descriptor.get;
    }
  }
}

/**
 * Interface prototype object → what console.log shows of an instance: a function from it to a record; or else the public getters as they
 * were made, since a script may have put others in their place: an array of names and functions in turn.
 */
const inspectors = new WeakMap();

/** Is `prototype` the prototype of one of our interfaces? */
function isInterfacePrototype(prototype) {
  return WeakMapPrototypeHas(inspectors, prototype);
}

function inspectorOf(prototype) {
  return WeakMapPrototypeGet(inspectors, prototype);
}

/** The getter that an interface without `inspect` was made with. @returns {Function|undefined} */
function getterOf(prototype, key) {
  const getters = inspectorOf(prototype);
  if (typeof getters !== 'object') return undefined;
  for (let i = 0; i < getters.length; i += 2) if (getters[i] === key) return getters[i + 1];
  return undefined;
}

/**
 * Makes `Class` a Web IDL interface: its prototype's and its own string-keyed members become enumerable, the prototype gets the
 * class string.
 *
 * @param {Function} Class the class; its `name` is the interface's name
 * @param {object} [shape]
 * @param {Record<string, number>} [shape.constants] defined on the interface object and on its prototype
 * @param {string} [shape.iterator] name of the method that is also `@@iterator` (the very same function object)
 * @param {string} [shape.asyncIterator] likewise for `@@asyncIterator`
 * @param {(instance: object) => object} [shape.inspect] what console.log shows of an instance, as a record of names and values,
 *   without making anything that is made when first looked at; by default it shows the public getters
 * @returns {Function} the class
 */
function defineInterface(Class, { constants, iterator, asyncIterator, inspect } = {}) {
  const { prototype } = Class;
  const getters = inspect === undefined ? [] : undefined;
  WeakMapPrototypeSet(inspectors, prototype, inspect ?? getters);
  makeEnumerable(prototype, getters);
  makeEnumerable(Class);
  ObjectDefineProperty(prototype, SymbolToStringTag, {
    __proto__: null,
    value: Class.name,
    writable: false,
    enumerable: false,
    configurable: true,
  });
  if (iterator !== undefined) defineMethod(prototype, SymbolIterator, prototype[iterator]);
  if (asyncIterator !== undefined) defineMethod(prototype, SymbolAsyncIterator, prototype[asyncIterator]);
  if (constants !== undefined) {
    const keys = ReflectOwnKeys(constants);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      const descriptor = { __proto__: null, value: constants[key], writable: false, enumerable: true, configurable: false };
      ObjectDefineProperty(Class, key, descriptor);
      ObjectDefineProperty(prototype, key, descriptor);
    }
  }
  return Class;
}

function defineMethod(target, key, value) {
  ObjectDefineProperty(target, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

/**
 * An asynchronous iterator prototype object (Web IDL §3.7.10.2): `next` and `return` enumerable, `[[Prototype]]`
 * %AsyncIteratorPrototype%.
 */
function defineAsyncIteratorPrototype(prototype, interfaceName) {
  ObjectSetPrototypeOf(prototype, AsyncIteratorPrototype);
  makeEnumerable(prototype);
  ObjectDefineProperty(prototype, SymbolToStringTag, {
    __proto__: null,
    value: `${interfaceName} AsyncIterator`,
    writable: false,
    enumerable: false,
    configurable: true,
  });
  return prototype;
}

module.exports = {
  internalConstruct,
  illegalConstructor,
  illegalInvocation,
  defineInterface,
  defineMethod,
  defineAsyncIteratorPrototype,
  makeEnumerable,
  getterOf,
  inspectorOf,
  isInterfacePrototype,
};
