// URLSearchParams (URL §6.2, https://url.spec.whatwg.org/#interface-urlsearchparams).
const { StringPrototypeSlice, SymbolIterator, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toRecord, toSequence, toUSVString } = require('webidl/convert');
const { definePairIterable, inspectPairs } = require('webidl/pairIterable');
const { UrlEncodedPairs } = require('url/UrlEncodedPairs');

/** `pairs` is a UrlEncodedPairs; `url` the slots of the URL object whose query it stands for, if any. */
class URLSearchParamsSlots {
  constructor(pairs, url) {
    this.pairs = pairs;
    this.url = url;
  }

  /** The «update steps»: the URL gets the pairs for its query. */
  update() {
    const { url } = this;
    if (url !== undefined) url.record = url.record.withQuery(this.pairs.serialize());
  }

  pairCount() {
    return this.pairs.size();
  }

  keyAt(index) {
    return this.pairs.nameAt(index);
  }

  valueAt(index) {
    return this.pairs.valueAt(index);
  }
}

isolate(URLSearchParamsSlots);

/** A list of pairs out of the serialised form, which begins with no question mark. */
function parsePairs(text) {
  const pairs = new UrlEncodedPairs();
  pairs.parse(text);
  return pairs;
}

function toPair(value, context) {
  const pair = toSequence(value, context, toUSVString);
  if (pair.length !== 2) throw new TypeError(`${context} is no pair of a name and a value`);
  return pair;
}

/** The pairs for a constructor's argument that is a record or a sequence of pairs. */
function pairsOfObject(init) {
  const context = 'URLSearchParams constructor: init';
  const pairs = new UrlEncodedPairs();
  const method = init[SymbolIterator];
  if (method === undefined || method === null) {
    const entries = toRecord(init, context, toUSVString, toUSVString);
    // Two keys may have become one, which then has the later value.
    for (let i = 0; i < entries.length; i++) pairs.set(entries[i][0], entries[i][1]);
    return pairs;
  }
  const list = toSequence(init, context, toPair, method);
  for (let i = 0; i < list.length; i++) pairs.append(list[i][0], list[i][1]);
  return pairs;
}

let slotsOf, isURLSearchParams;

class URLSearchParams {
  #slots;

  static {
    isURLSearchParams = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isURLSearchParams(o)) throw illegalInvocation('URLSearchParams');
      return o.#slots;
    };
  }

  constructor(init = '') {
    if (init === internalConstruct) {
      this.#slots = arguments[1];
      return;
    }
    let pairs;
    if (isObject(init)) {
      pairs = pairsOfObject(init);
    } else {
      const text = toUSVString(init, 'URLSearchParams constructor: init');
      pairs = parsePairs(text[0] === '?' ? StringPrototypeSlice(text, 1, undefined) : text);
    }
    this.#slots = new URLSearchParamsSlots(pairs, undefined);
  }

  get size() {
    return slotsOf(this).pairs.size();
  }

  append(name, value) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 2, 'URLSearchParams.append');
    name = toUSVString(name, 'URLSearchParams.append: name');
    slots.pairs.append(name, toUSVString(value, 'URLSearchParams.append: value'));
    slots.update();
  }

  delete(name, value = undefined) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'URLSearchParams.delete');
    name = toUSVString(name, 'URLSearchParams.delete: name');
    slots.pairs.remove(name, value === undefined ? undefined : toUSVString(value, 'URLSearchParams.delete: value'), 0);
    slots.update();
  }

  get(name) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'URLSearchParams.get');
    return slots.pairs.get(toUSVString(name, 'URLSearchParams.get: name'));
  }

  getAll(name) {
    const { pairs } = slotsOf(this);
    requireArguments(arguments.length, 1, 'URLSearchParams.getAll');
    name = toUSVString(name, 'URLSearchParams.getAll: name');
    const values = [];
    for (let i = pairs.indexOf(name, 0); i >= 0; i = pairs.indexOf(name, i + 1)) values[values.length] = pairs.valueAt(i);
    return values;
  }

  has(name, value = undefined) {
    const { pairs } = slotsOf(this);
    requireArguments(arguments.length, 1, 'URLSearchParams.has');
    name = toUSVString(name, 'URLSearchParams.has: name');
    if (value === undefined) return pairs.indexOf(name, 0) >= 0;
    return pairs.hasPair(name, toUSVString(value, 'URLSearchParams.has: value'));
  }

  set(name, value) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 2, 'URLSearchParams.set');
    name = toUSVString(name, 'URLSearchParams.set: name');
    slots.pairs.set(name, toUSVString(value, 'URLSearchParams.set: value'));
    slots.update();
  }

  sort() {
    const slots = slotsOf(this);
    slots.pairs.sort();
    slots.update();
  }

  toString() {
    return slotsOf(this).pairs.serialize();
  }
}

/** The object behind `url.searchParams`. `url` is the slots of a URL object. */
function searchParamsOf(url) {
  return new URLSearchParams(internalConstruct, new URLSearchParamsSlots(parsePairs(url.record.query()), url));
}

/**
 * The «application/x-www-form-urlencoded string parser».
 *
 * @param {string} text without lone surrogates
 * @returns {string[]} names at even indices, each followed by its value
 */
function parseUrlencoded(text) {
  return parsePairs(text).list;
}

/** The serialised form of a URLSearchParams object's pairs, as a body has it. */
function serializeSearchParams(slots) {
  return slots.pairs.serialize();
}

definePairIterable(URLSearchParams, slotsOf);
module.exports = {
  URLSearchParams: defineInterface(URLSearchParams, { iterator: 'entries', inspect: (params) => inspectPairs(slotsOf(params)) }),
  isURLSearchParams,
  slotsOf,
  searchParamsOf,
  parseUrlencoded,
  serializeSearchParams,
};
