// Headers (Fetch §5.1, https://fetch.spec.whatwg.org/#headers-class).
//
// Guards: a server's scripts are not a web page's. As in Deno, Bun and Node no name is forbidden (Cookie, Host, Origin … may be set) and
// `mode: 'no-cors'` takes no header away, so that «request», «response» and «none» are alike; what «immutable» asks for holds.
const { SymbolIterator, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { definePairIterable } = require('webidl/pairIterable');
const { isObject, requireArguments, toByteString, toRecord, toSequence } = require('webidl/convert');
const { Guard } = require('fetch/Guard');
const { HeaderList } = require('fetch/HeaderList');
const { toHeaderValue, toLowerName } = require('fetch/headerText');

class HeadersSlots {
  constructor(list, guard) {
    this.list = list;
    this.guard = guard;
    this.wrapper = undefined;
  }
}

isolate(HeadersSlots);

/** «validate»: throws where the name is none or the guard refuses. @returns {string} the name in lower case */
function validate(slots, name, context) {
  const lowerName = toLowerName(name, context);
  if (slots.guard === Guard.Immutable) throw new TypeError(`${context}: the headers are immutable`);
  return lowerName;
}

/** «append» a header to a Headers object. */
function appendHeader(slots, name, value, context) {
  const lowerName = validate(slots, name, context);
  slots.list.append(name, lowerName, value);
}

/** HeadersInit to a list of pairs, each itself converted: ByteStrings, values normalized only later. */
function toHeadersInit(init, context) {
  if (!isObject(init)) throw new TypeError(`${context} is not an object`);
  const method = init[SymbolIterator];
  if (method === undefined || method === null) return toRecord(init, context, toByteString, toByteString);
  return toSequence(init, context, toHeaderPair, method);
}

function toHeaderPair(value, context) {
  const pair = toSequence(value, context, toByteString);
  if (pair.length !== 2) throw new TypeError(`${context} is not a pair of a name and a value`);
  return pair;
}

let slotsOf, isHeaders;

/** «fill» a Headers object. `init` is the script's value. */
function fill(slots, init, context) {
  // Another Headers is copied as it is, unless a script could notice: by the list, not by its iterator.
  if (isHeaders(init) && init[SymbolIterator] === iterator) {
    fillFromList(slots, slotsOf(init).list, context);
    return;
  }
  const pairs = toHeadersInit(init, context);
  for (let i = 0; i < pairs.length; i++) {
    appendHeader(slots, pairs[i][0], toHeaderValue(pairs[i][1], `${context}: value of '${pairs[i][0]}'`), context);
  }
}

/** Appends all of a list as the iteration of a Headers would give them: in order, combined, names in lower case. */
function fillFromList(slots, list, context) {
  const sorted = list.sortAndCombine();
  for (let i = 0; i < sorted.length; i++) appendHeader(slots, sorted[i].name, sorted[i].value, context);
}

class Headers {
  #slots;

  constructor(init = undefined, slots = undefined) {
    if (init === internalConstruct) {
      this.#slots = slots;
      slots.wrapper = this;
      return;
    }
    this.#slots = new HeadersSlots(new HeaderList(), Guard.None);
    this.#slots.wrapper = this;
    if (init !== undefined) fill(this.#slots, init, 'Headers');
  }

  static {
    isHeaders = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isHeaders(o)) throw illegalInvocation('Headers');
      return o.#slots;
    };
  }

  append(name, value) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 2, 'Headers.append');
    name = toByteString(name, 'Headers.append: name');
    appendHeader(slots, name, toHeaderValue(value, 'Headers.append: value'), 'Headers.append');
  }

  delete(name) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'Headers.delete');
    name = toByteString(name, 'Headers.delete: name');
    slots.list.delete(validate(slots, name, 'Headers.delete'));
  }

  get(name) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'Headers.get');
    name = toByteString(name, 'Headers.get: name');
    return slots.list.get(toLowerName(name, 'Headers.get'));
  }

  getSetCookie() {
    return slotsOf(this).list.getAll('set-cookie');
  }

  has(name) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'Headers.has');
    name = toByteString(name, 'Headers.has: name');
    return slots.list.contains(toLowerName(name, 'Headers.has'));
  }

  set(name, value) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 2, 'Headers.set');
    name = toByteString(name, 'Headers.set: name');
    value = toHeaderValue(value, 'Headers.set: value');
    slots.list.set(name, validate(slots, name, 'Headers.set'), value);
  }
}

definePairIterable(Headers, (o) => slotsOf(o).list);

/** What console.log shows: each header once, by its name in lower case. */
function inspect(headers) {
  const record = { __proto__: null };
  const sorted = slotsOf(headers).list.sortAndCombine();
  for (let i = 0; i < sorted.length; i++) {
    const { name, value } = sorted[i];
    if (name === 'set-cookie') record[name] = slotsOf(headers).list.getAll(name);
    else record[name] = value;
  }
  return record;
}

defineInterface(Headers, { iterator: 'entries', inspect });
const iterator = Headers.prototype[SymbolIterator];

/**
 * A Headers object over a list, which it shares.
 *
 * @param {HeaderList} list
 * @param {number} guard of Guard
 */
function createHeaders(list, guard) {
  return new Headers(internalConstruct, new HeadersSlots(list, guard));
}

/**
 * A header list filled from the `headers` of an init dictionary, without a Headers object.
 *
 * @param {unknown} init a script's HeadersInit, not undefined
 * @param {number} guard of Guard
 */
function headerListFrom(init, guard, context) {
  const slots = new HeadersSlots(new HeaderList(), guard);
  fill(slots, init, context);
  return slots.list;
}

module.exports = { Headers, slotsOf, createHeaders, headerListFrom };
