// Value pairs to iterate over (Web IDL §3.7.9): what `iterable<K, V>` gives an interface, entries(), keys(), values(), forEach() and
// the default iterator objects behind them.
//
// Iteration is live: each next() looks at the pairs as they are then, by index.
const { ArrayIsArray, IteratorPrototype, ObjectCreate, ObjectDefineProperty, ReflectApply, SymbolToStringTag, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineMethod, illegalInvocation, makeEnumerable } = require('webidl/interface');
const { isObject, requireArguments } = require('webidl/convert');

const KEY = 0;
const VALUE = 1;
const KEY_AND_VALUE = 2;

/** A default iterator object's internal slots. */
class IteratorSlots {
  constructor(pairs, kind) {
    /** the object's pairs: `keyAt(index)`, `valueAt(index)` and `pairCount()`; undefined once iterated to the end */
    this.pairs = pairs;
    this.kind = kind;
    this.index = 0;
  }
}

isolate(IteratorSlots);

/** Its constructor returns the object that it is given: a derived class thereby adds its private field to that object. */
class Itself {
  constructor(object) {
    return object;
  }
}

let slotsOf, isIterator;

class Brand extends Itself {
  #slots;
  constructor(object, slots) {
    super(object);
    this.#slots = slots;
  }
  static {
    isIterator = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => o.#slots;
  }
}

/** The `next` of a default iterator object (Web IDL §3.7.9.2). */
function nextOf(iterator, interfaceName) {
  if (!isIterator(iterator)) throw illegalInvocation(`${interfaceName} Iterator`);
  const slots = slotsOf(iterator);
  const { pairs, kind, index } = slots;
  if (index >= pairs.pairCount()) return { value: undefined, done: true };
  slots.index = index + 1;
  if (kind === KEY) return { value: pairs.keyAt(index), done: false };
  if (kind === VALUE) return { value: pairs.valueAt(index), done: false };
  return { value: [pairs.keyAt(index), pairs.valueAt(index)], done: false };
}

/**
 * Gives an interface the members of `iterable<K, V>`, after which the caller passes the class to defineInterface.
 *
 * @param {Function} Class
 * @param {(receiver: unknown) => {pairCount(): number, keyAt(index: number): unknown, valueAt(index: number): unknown}} pairsOf the
 *   list of pairs of an instance, or throws for what is none
 */
function definePairIterable(Class, pairsOf) {
  const { name, prototype } = Class;
  const iteratorPrototype = ObjectCreate(IteratorPrototype);
  const iteratorMembers = {
    next() {
      return nextOf(this, name);
    },
  };
  ObjectDefineProperty(iteratorPrototype, 'next', {
    __proto__: null,
    value: iteratorMembers.next,
    writable: true,
    enumerable: true,
    configurable: true,
  });
  ObjectDefineProperty(iteratorPrototype, SymbolToStringTag, {
    __proto__: null,
    value: `${name} Iterator`,
    writable: false,
    enumerable: false,
    configurable: true,
  });
  const iterate = (pairs, kind) => {
    const iterator = ObjectCreate(iteratorPrototype);
    return new Brand(iterator, new IteratorSlots(pairs, kind));
  };
  const members = {
    entries() {
      return iterate(pairsOf(this), KEY_AND_VALUE);
    },
    keys() {
      return iterate(pairsOf(this), KEY);
    },
    values() {
      return iterate(pairsOf(this), VALUE);
    },
    forEach(callback, thisArg = undefined) {
      const pairs = pairsOf(this);
      requireArguments(arguments.length, 1, `${name}.forEach`);
      if (typeof callback !== 'function') throw new TypeError(`${name}.forEach: callback is not a function`);
      for (let i = 0; i < pairs.pairCount(); i++) ReflectApply(callback, thisArg, [pairs.valueAt(i), pairs.keyAt(i), this]);
    },
  };
  defineMethod(prototype, 'entries', members.entries);
  defineMethod(prototype, 'keys', members.keys);
  defineMethod(prototype, 'values', members.values);
  defineMethod(prototype, 'forEach', members.forEach);
  makeEnumerable(prototype);
}

/**
 * For console.log.
 *
 * @param {object} pairs as definePairIterable has them
 * @returns {object} each name with its value, or with an array of its values
 */
function inspectPairs(pairs) {
  const record = { __proto__: null };
  for (let i = 0; i < pairs.pairCount(); i++) {
    const name = pairs.keyAt(i);
    const value = pairs.valueAt(i);
    const before = record[name];
    if (before === undefined) record[name] = value;
    else if (ArrayIsArray(before)) before[before.length] = value;
    else record[name] = [before, value];
  }
  return record;
}

module.exports = { definePairIterable, inspectPairs };
