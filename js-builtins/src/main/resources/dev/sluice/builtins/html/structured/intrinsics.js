// The structured clone of what ECMAScript itself defines: StructuredSerializeInternal's steps 4 to 20 (HTML §2.7.3).
const {
  AsyncIteratorPrototype,
  BigInt,
  BigIntPrototypeValueOf,
  Boolean,
  BooleanPrototypeValueOf,
  ArrayBuffer,
  DataView,
  Date,
  DatePrototypeGetTime,
  Error,
  FinalizationRegistry,
  IteratorPrototype,
  Map,
  MapPrototypeForEach,
  MapPrototypeGet,
  MapPrototypeGetSize,
  MapPrototypeSet,
  Number,
  NumberPrototypeValueOf,
  Object,
  Promise,
  RegExp,
  RegExpPrototypeGetDotAll,
  RegExpPrototypeGetGlobal,
  RegExpPrototypeGetHasIndices,
  RegExpPrototypeGetIgnoreCase,
  RegExpPrototypeGetMultiline,
  RegExpPrototypeGetSource,
  RegExpPrototypeGetSticky,
  RegExpPrototypeGetUnicode,
  RegExpPrototypeGetUnicodeSets,
  Set,
  SetPrototypeAdd,
  SetPrototypeForEach,
  SetPrototypeGetSize,
  SharedArrayBuffer,
  String,
  StringPrototypeValueOf,
  Symbol,
  SymbolPrototypeValueOf,
  TypedArray,
  WeakMap,
  WeakRef,
  WeakSet,
} = primordials;
const { dataCloneError } = require('html/structured/clone');
const { cloneArrayBuffer, cloneSharedArrayBuffer, cloneView } = require('html/structured/buffers');
const { cloneError } = require('html/structured/error');

/** Prototype → function (value, state, cloneValue) that clones or throws, undefined if the value lacks the internal slot after all. */
const kinds = new Map();

function kind(constructor, clone) {
  MapPrototypeSet(kinds, constructor.prototype, clone);
}

/** A kind whose slot `read` reads, throwing where there is none; `make` makes the clone of what it read. */
function leaf(constructor, read, make) {
  kind(constructor, (value, state) => {
    let slot;
    try {
      slot = read(value);
    } catch {
      return undefined;
    }
    const clone = make(slot);
    state.remember(value, clone);
    return clone;
  });
}

function hasSlot(read, value) {
  try {
    read(value);
    return true;
  } catch {
    return false;
  }
}

leaf(Boolean, BooleanPrototypeValueOf, (slot) => new Boolean(slot));
leaf(Number, NumberPrototypeValueOf, (slot) => new Number(slot));
leaf(String, StringPrototypeValueOf, (slot) => new String(slot));
leaf(BigInt, BigIntPrototypeValueOf, (slot) => Object(slot));
leaf(Date, DatePrototypeGetTime, (slot) => new Date(slot));
leaf(RegExp, originalSourceAndFlags, ({ source, flags }) => new RegExp(source, flags));

function originalSourceAndFlags(value) {
  return { source: RegExpPrototypeGetSource(value), flags: originalFlags(value) };
}

function originalFlags(value) {
  return (
    (RegExpPrototypeGetHasIndices(value) ? 'd' : '') +
    (RegExpPrototypeGetGlobal(value) ? 'g' : '') +
    (RegExpPrototypeGetIgnoreCase(value) ? 'i' : '') +
    (RegExpPrototypeGetMultiline(value) ? 'm' : '') +
    (RegExpPrototypeGetDotAll(value) ? 's' : '') +
    (RegExpPrototypeGetUnicode(value) ? 'u' : '') +
    (RegExpPrototypeGetUnicodeSets(value) ? 'v' : '') +
    (RegExpPrototypeGetSticky(value) ? 'y' : '')
  );
}

kind(Symbol, (value) => {
  if (hasSlot(SymbolPrototypeValueOf, value)) throw dataCloneError('A Symbol object cannot be cloned');
  return undefined;
});

kind(Map, (value, state, cloneValue) => {
  if (!hasSlot(MapPrototypeGetSize, value)) return undefined;
  const clone = new Map();
  state.remember(value, clone);
  // The entries as they are now: cloning one may run a getter that changes the map.
  const entries = [];
  MapPrototypeForEach(value, (entryValue, entryKey) => {
    entries[entries.length] = entryKey;
    entries[entries.length] = entryValue;
  });
  let incomplete = false;
  for (let i = 0; i < entries.length; i++) {
    entries[i] = cloneValue(entries[i], state);
    if (state.isPlaceholder(entries[i])) incomplete = true;
  }
  fill(incomplete, entries, state, () => {
    for (let i = 0; i < entries.length; i += 2) MapPrototypeSet(clone, entries[i], entries[i + 1]);
  });
  return clone;
});

kind(Set, (value, state, cloneValue) => {
  if (!hasSlot(SetPrototypeGetSize, value)) return undefined;
  const clone = new Set();
  state.remember(value, clone);
  const entries = [];
  SetPrototypeForEach(value, (entry) => {
    entries[entries.length] = entry;
  });
  let incomplete = false;
  for (let i = 0; i < entries.length; i++) {
    entries[i] = cloneValue(entries[i], state);
    if (state.isPlaceholder(entries[i])) incomplete = true;
  }
  fill(incomplete, entries, state, () => {
    for (let i = 0; i < entries.length; i++) SetPrototypeAdd(clone, entries[i]);
  });
  return clone;
});

/** Fills a Map or Set; one that holds transferred objects after the transfer, so that its order is right. */
function fill(incomplete, entries, state, add) {
  if (!incomplete) {
    add();
    return;
  }
  state.later(() => {
    for (let i = 0; i < entries.length; i++) if (state.isPlaceholder(entries[i])) entries[i] = entries[i].settle();
    add();
  });
}

kind(ArrayBuffer, cloneArrayBuffer);
kind(SharedArrayBuffer, cloneSharedArrayBuffer);
kind(TypedArray, cloneView);
kind(DataView, cloneView);
kind(Error, cloneError);

/** «Otherwise, if value has any internal slot other than [[Prototype]], [[Extensible]] …, then throw a DataCloneError». */
function uncloneable(prototype, name) {
  MapPrototypeSet(kinds, prototype, () => {
    throw dataCloneError(`A ${name} cannot be cloned`);
  });
}

uncloneable(Promise.prototype, 'Promise');
uncloneable(WeakMap.prototype, 'WeakMap');
uncloneable(WeakSet.prototype, 'WeakSet');
uncloneable(WeakRef.prototype, 'WeakRef');
uncloneable(FinalizationRegistry.prototype, 'FinalizationRegistry');
uncloneable(IteratorPrototype, 'iterator');
uncloneable(AsyncIteratorPrototype, 'generator');

/**
 * Clones `value` if it is of the kind that `prototype`, an object of its prototype chain, stands for.
 *
 * @returns {object|undefined} the clone, undefined if it is not
 */
function cloneIntrinsic(value, prototype, state, cloneValue) {
  const clone = MapPrototypeGet(kinds, prototype);
  return clone === undefined ? undefined : clone(value, state, cloneValue);
}

module.exports = { cloneIntrinsic };
