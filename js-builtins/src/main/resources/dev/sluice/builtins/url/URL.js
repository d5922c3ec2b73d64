// URL (URL §6.1, https://url.spec.whatwg.org/#url-class). Java parses and keeps the URL record; an object's record is replaced as a whole
// when it is changed.
const { ObjectDefineProperty, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toUSVString } = require('webidl/convert');
const { url: parser } = internal;

/** `record` is Java's UrlRecord; `searchParams` the «query object», made when it is first looked at. */
class URLSlots {
  constructor(record) {
    this.record = record;
    this.searchParams = undefined;
  }
}

isolate(URLSlots);

/** The «API URL parser» on texts without lone surrogates: a record, or null for failure. */
function apiParse(url, base) {
  return base === undefined ? parser.parse(url) : parser.parseAgainst(url, base);
}

/**
 * The slots of a URL that no script has seen, for other builtins.
 *
 * @param {string} text
 * @param {string} [base]
 * @returns {URLSlots|null} null for failure
 */
function parseUrl(text, base = undefined) {
  const record = apiParse(toUSVString(text), base === undefined ? undefined : toUSVString(base));
  return record === null ? null : new URLSlots(record);
}

function invalidUrl(context, input, base) {
  const against = base === undefined ? '' : ` against '${base}'`;
  const message = `${context}: '${input}' cannot be parsed as a URL${against}`;
  const error = require('core/errors').codedError(TypeError, 'ERR_INVALID_URL', message);
  ObjectDefineProperty(error, 'input', { __proto__: null, value: input, writable: true, enumerable: true, configurable: true });
  return error;
}

/** The query object follows the query, after a setter has changed that. */
function followQuery(slots) {
  if (slots.searchParams === undefined) return;
  require('url/URLSearchParams').slotsOf(slots.searchParams).pairs.parse(slots.record.query());
}

let slotsOf, isURL;

class URL {
  #slots;

  static {
    isURL = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isURL(o)) throw illegalInvocation('URL');
      return o.#slots;
    };
  }

  constructor(url, base = undefined) {
    if (url === internalConstruct) {
      this.#slots = base;
      return;
    }
    requireArguments(arguments.length, 1, 'URL constructor');
    url = toUSVString(url, 'URL constructor: url');
    if (base !== undefined) base = toUSVString(base, 'URL constructor: base');
    const record = apiParse(url, base);
    if (record === null) throw invalidUrl('URL constructor', url, base);
    this.#slots = new URLSlots(record);
  }

  static parse(url, base = undefined) {
    requireArguments(arguments.length, 1, 'URL.parse');
    url = toUSVString(url, 'URL.parse: url');
    if (base !== undefined) base = toUSVString(base, 'URL.parse: base');
    const record = apiParse(url, base);
    return record === null ? null : new URL(internalConstruct, new URLSlots(record));
  }

  static canParse(url, base = undefined) {
    requireArguments(arguments.length, 1, 'URL.canParse');
    url = toUSVString(url, 'URL.canParse: url');
    if (base !== undefined) base = toUSVString(base, 'URL.canParse: base');
    return apiParse(url, base) !== null;
  }

  static createObjectURL(object) {
    requireArguments(arguments.length, 1, 'URL.createObjectURL');
    return require('file/blobUrls').createObjectURL(object);
  }

  static revokeObjectURL(url) {
    requireArguments(arguments.length, 1, 'URL.revokeObjectURL');
    require('file/blobUrls').revokeObjectURL(toUSVString(url, 'URL.revokeObjectURL: url'));
  }

  get href() {
    return slotsOf(this).record.href();
  }

  set href(value) {
    const slots = slotsOf(this);
    value = toUSVString(value, 'URL.href');
    const record = parser.parse(value);
    if (record === null) throw invalidUrl('URL.href', value, undefined);
    slots.record = record;
    followQuery(slots);
  }

  get origin() {
    return slotsOf(this).record.origin();
  }

  get protocol() {
    return slotsOf(this).record.protocol();
  }

  set protocol(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withProtocol(toUSVString(value, 'URL.protocol'));
  }

  get username() {
    return slotsOf(this).record.username();
  }

  set username(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withUsername(toUSVString(value, 'URL.username'));
  }

  get password() {
    return slotsOf(this).record.password();
  }

  set password(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withPassword(toUSVString(value, 'URL.password'));
  }

  get host() {
    return slotsOf(this).record.host();
  }

  set host(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withHost(toUSVString(value, 'URL.host'));
  }

  get hostname() {
    return slotsOf(this).record.hostname();
  }

  set hostname(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withHostname(toUSVString(value, 'URL.hostname'));
  }

  get port() {
    return slotsOf(this).record.port();
  }

  set port(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withPort(toUSVString(value, 'URL.port'));
  }

  get pathname() {
    return slotsOf(this).record.pathname();
  }

  set pathname(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withPathname(toUSVString(value, 'URL.pathname'));
  }

  get search() {
    return slotsOf(this).record.search();
  }

  set search(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withSearch(toUSVString(value, 'URL.search'));
    followQuery(slots);
  }

  get searchParams() {
    const slots = slotsOf(this);
    return (slots.searchParams ??= require('url/URLSearchParams').searchParamsOf(slots));
  }

  get hash() {
    return slotsOf(this).record.hash();
  }

  set hash(value) {
    const slots = slotsOf(this);
    slots.record = slots.record.withHash(toUSVString(value, 'URL.hash'));
  }

  toJSON() {
    return slotsOf(this).record.href();
  }

  toString() {
    return slotsOf(this).record.href();
  }
}

module.exports = { URL: defineInterface(URL), slotsOf, parseUrl };
