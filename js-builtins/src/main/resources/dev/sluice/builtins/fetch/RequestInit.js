// RequestInit (Fetch §5.4, https://fetch.spec.whatwg.org/#requestinit), and what of it is kept.
const { TypeError } = primordials;
const { isolate } = require('core/isolate');
const { Guard } = require('fetch/Guard');
const { toBoolean, toByteString, toDictionary, toDOMString, toEnum, toUSVString } = require('webidl/convert');

const cacheModes = ['default', 'no-store', 'reload', 'no-cache', 'force-cache', 'only-if-cached'];
const credentialsModes = ['omit', 'same-origin', 'include'];
const duplexes = ['half'];
const modes = ['navigate', 'same-origin', 'no-cors', 'cors'];
const priorities = ['high', 'low', 'auto'];
const redirectModes = ['follow', 'error', 'manual'];
const referrerPolicies = [
  '',
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

/** An optional enumeration member. */
function optionalEnum(value, context, values) {
  return value === undefined ? undefined : toEnum(value, context, values);
}

/**
 * The dictionary, its members read in the order of their names. `body` is as the script gave it, `headers` is a header list,
 * `signal` the slots of an AbortSignal or null; what is absent is undefined.
 */
class RequestInit {
  constructor(dictionary, context) {
    const { body } = dictionary;
    this.body = body;
    this.cache = optionalEnum(dictionary.cache, `${context}.cache`, cacheModes);
    this.credentials = optionalEnum(dictionary.credentials, `${context}.credentials`, credentialsModes);
    this.duplex = optionalEnum(dictionary.duplex, `${context}.duplex`, duplexes);
    const { headers } = dictionary;
    this.headers = headers === undefined ? undefined : headersInit(headers, `${context}.headers`);
    const { integrity } = dictionary;
    this.integrity = integrity === undefined ? undefined : toDOMString(integrity, `${context}.integrity`);
    const { keepalive } = dictionary;
    this.keepalive = keepalive === undefined ? undefined : toBoolean(keepalive);
    const { method } = dictionary;
    this.method = method === undefined ? undefined : toByteString(method, `${context}.method`);
    this.mode = optionalEnum(dictionary.mode, `${context}.mode`, modes);
    this.priority = optionalEnum(dictionary.priority, `${context}.priority`, priorities);
    this.redirect = optionalEnum(dictionary.redirect, `${context}.redirect`, redirectModes);
    const { referrer } = dictionary;
    this.referrer = referrer === undefined ? undefined : toUSVString(referrer, `${context}.referrer`);
    this.referrerPolicy = optionalEnum(dictionary.referrerPolicy, `${context}.referrerPolicy`, referrerPolicies);
    const { signal } = dictionary;
    this.signal = signal === undefined ? undefined : signalInit(signal, `${context}.signal`);
    const { window } = dictionary;
    this.window = window;
  }

  /** Does it say anything of how to fetch, besides method, headers, body and signal? */
  get hasOptions() {
    return (
      this.cache !== undefined ||
      this.credentials !== undefined ||
      this.integrity !== undefined ||
      this.keepalive !== undefined ||
      this.mode !== undefined ||
      this.priority !== undefined ||
      this.redirect !== undefined ||
      this.referrer !== undefined ||
      this.referrerPolicy !== undefined
    );
  }

  /** Does it say nothing at all? */
  get isEmpty() {
    return (
      !this.hasOptions &&
      this.body === undefined &&
      this.duplex === undefined &&
      this.headers === undefined &&
      this.method === undefined &&
      this.signal === undefined &&
      this.window === undefined
    );
  }
}

isolate(RequestInit);

function headersInit(headers, context) {
  const { headerListFrom } = require('fetch/Headers');
  return headerListFrom(headers, Guard.Request, context);
}

function signalInit(signal, context) {
  if (signal === null) return null;
  const { isAbortSignal, slotsOf } = require('dom/AbortSignal');
  if (!isAbortSignal(signal)) throw new TypeError(`${context} is not an AbortSignal`);
  return slotsOf(signal);
}

/** @returns {RequestInit|undefined} undefined for undefined and null */
function toRequestInit(value, context) {
  const dictionary = toDictionary(value, context);
  return dictionary === undefined ? undefined : new RequestInit(dictionary, context);
}

/** How a request is to be fetched. Never changed once a request has it, so that most share the defaults. */
class FetchOptions {
  constructor(mode) {
    this.mode = mode;
    this.credentials = 'same-origin';
    this.cache = 'default';
    this.redirect = 'follow';
    /** «referrer»: 'client', 'no-referrer' or a URL */
    this.referrer = 'client';
    this.referrerPolicy = '';
    this.integrity = '';
    this.keepalive = false;
    this.priority = 'auto';
  }
}

isolate(FetchOptions);

const defaultOptions = new FetchOptions('cors');

/**
 * The steps of the constructor that concern them.
 *
 * @param {FetchOptions} options of the request that is copied, or the defaults
 * @param {RequestInit} init
 * @throws TypeError for combinations that the standard forbids
 */
function applyInit(options, init, context) {
  const result = new FetchOptions(init.mode ?? options.mode);
  result.credentials = init.credentials ?? options.credentials;
  result.cache = init.cache ?? options.cache;
  result.redirect = init.redirect ?? options.redirect;
  result.integrity = init.integrity ?? options.integrity;
  result.keepalive = init.keepalive ?? options.keepalive;
  result.priority = init.priority ?? options.priority;
  // An init says anew where the request comes from, also where it says nothing.
  result.referrerPolicy = init.referrerPolicy ?? '';
  result.referrer = init.referrer === undefined ? 'client' : toReferrer(init.referrer, context);
  if (init.mode === 'navigate') throw new TypeError(`${context}: mode cannot be 'navigate'`);
  if (result.cache === 'only-if-cached' && result.mode !== 'same-origin') {
    throw new TypeError(`${context}: cache 'only-if-cached' needs mode 'same-origin'`);
  }
  return result;
}

/** A server has no origin of its own; where a program has given it a base URL, only that origin's URLs are referrers. */
function toReferrer(referrer, context) {
  if (referrer === '') return 'no-referrer';
  const { isForeign, parseUrlWithBase } = require('fetch/baseUrl');
  const href = parseUrlWithBase(referrer);
  if (href === null) throw new TypeError(`${context}: referrer '${referrer}' is not a URL`);
  return href === 'about:client' || isForeign(href) ? 'client' : href;
}

module.exports = { applyInit, defaultOptions, toRequestInit };
