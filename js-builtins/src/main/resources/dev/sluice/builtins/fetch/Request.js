// Request (Fetch §5.4, https://fetch.spec.whatwg.org/#request-class).
//
// As in Response, headers, signal and stream are made when somebody looks, and the options of fetching are shared by all requests that say
// nothing of them.
const { StringPrototypeSlice, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toUSVString } = require('webidl/convert');
const { Guard } = require('fetch/Guard');
const { addContentType, contentTypeOf, headerListOf, headersOf } = require('fetch/lazyHeaders');
const { defineBody, describeBody, extractBody } = require('fetch/body/Body');
const { LOCKED, bodyUsedError, isUnusable, nullBody } = require('fetch/body/BodySlots');
const { applyInit, defaultOptions, toRequestInit } = require('fetch/RequestInit');
const { isCorsSafelistedMethod, toMethod } = require('fetch/methods');

const BLOB_SCHEME = 'blob:';

class RequestSlots {
  constructor(method, url, body) {
    this.wrapper = undefined;
    this.method = method;
    /** «URL», serialized */
    this.url = url;
    /** «blob URL entry» of the URL: slots of the Blob that a blob: URL stood for when it was parsed */
    this.blobUrlEntry = undefined;
    /** HeaderList, or undefined while it holds nothing but the Content-Type of the body */
    this.headerList = undefined;
    /** the Headers object, once a script has seen it */
    this.headers = undefined;
    this.body = body;
    /** how to fetch it: FetchOptions of fetch/RequestInit */
    this.options = defaultOptions;
    /** slots of the AbortSignal that this request's own follows, or null */
    this.followed = null;
    /** slots of its own AbortSignal, once somebody wants it */
    this.signal = undefined;
  }
}

isolate(RequestSlots);

/** The slots of its AbortSignal, made now if need be: one that was aborted meanwhile is aborted from the beginning. */
function signalOf(slots) {
  if (slots.signal === undefined) {
    const { createAbortSignal, createADependentAbortSignal } = require('dom/AbortSignal');
    slots.signal = slots.followed === null ? createAbortSignal() : createADependentAbortSignal([slots.followed]);
    slots.followed = null;
  }
  return slots.signal;
}

/** The URL that a script has given, serialized. */
function toRequestUrl(input) {
  const text = toUSVString(input, 'Request: input');
  const url = require('fetch/baseUrl').parse(text);
  if (url === null) throw codedError(TypeError, 'ERR_INVALID_URL', `Request: '${text}' is not a valid URL`);
  if (url.username() !== '' || url.password() !== '') throw new TypeError(`Request: '${text}' has credentials in it`);
  return url.href();
}

/** «blob URL entry»: the Blob is held from now on, also if its URL is revoked before it is fetched. */
function blobUrlEntryOf(url) {
  if (url[0] !== 'b' || StringPrototypeSlice(url, 0, BLOB_SCHEME.length) !== BLOB_SCHEME) return undefined;
  return require('file/blobUrls').resolveObjectURL(url);
}

/** The constructor steps. @param {RequestSlots|undefined} source the slots of `input` where that is a Request */
function createRequest(source, input, init) {
  const url = source === undefined ? toRequestUrl(input) : source.url;
  const slots = new RequestSlots('GET', url, nullBody);
  slots.blobUrlEntry = source === undefined ? blobUrlEntryOf(url) : source.blobUrlEntry;
  if (source !== undefined) {
    slots.method = source.method;
    slots.options = source.options;
    slots.followed = signalOf(source);
  }
  if (init !== undefined) setUpFromInit(slots, init);
  const sourceBody = source === undefined ? nullBody : source.body;
  const initBody = init === undefined ? undefined : init.body;
  const hasInitBody = initBody !== undefined && initBody !== null;
  if ((hasInitBody || sourceBody !== nullBody) && (slots.method === 'GET' || slots.method === 'HEAD')) {
    throw new TypeError(`Request: a ${slots.method} request cannot have a body`);
  }
  if (hasInitBody) slots.body = extractRequestBody(slots, init);
  setUpHeaders(slots, source, init, hasInitBody);
  if (!hasInitBody && sourceBody !== nullBody) slots.body = takeBody(sourceBody);
  return slots;
}

/** The steps that concern method, options and signal. */
function setUpFromInit(slots, init) {
  if (init.window !== undefined && init.window !== null) throw new TypeError('Request: window can only be null');
  const renews = slots.options !== defaultOptions && !init.isEmpty;
  if (init.hasOptions || renews) slots.options = applyInit(slots.options, init, 'Request: init');
  if (init.method !== undefined) slots.method = toMethod(init.method, 'Request');
  if (init.signal !== undefined) slots.followed = init.signal;
  if (slots.options.mode === 'no-cors' && !isCorsSafelistedMethod(slots.method)) {
    throw new TypeError(`Request: mode 'no-cors' does not go with method ${slots.method}`);
  }
}

function extractRequestBody(slots, init) {
  const body = extractBody(init.body);
  if (body.state === LOCKED) {
    // Generators and the like, which are no standard's, need not say it.
    const isStream = require('streams/readable/ReadableStream').isReadableStream(init.body);
    if (isStream && init.duplex === undefined) throw new TypeError("Request: a stream as the body needs duplex: 'half'");
    const { keepalive, mode } = slots.options;
    if (mode !== 'same-origin' && mode !== 'cors') throw new TypeError(`Request: mode '${mode}' does not go with a stream as the body`);
    if (keepalive) throw new TypeError('Request: keepalive does not go with a stream as the body');
  }
  return body;
}

/** Headers come from init, or else from the request that is copied; then the body's Content-Type. */
function setUpHeaders(slots, source, init, hasInitBody) {
  if (init !== undefined && init.headers !== undefined) slots.headerList = init.headers;
  else if (source !== undefined && (hasInitBody || source.headerList !== undefined)) slots.headerList = headerListOf(source).clone();
  if (hasInitBody && slots.headerList !== undefined) addContentType(slots.headerList, slots.body.type);
}

function takeBody(body) {
  if (isUnusable(body)) throw bodyUsedError('The body of the Request given has already been used or is locked');
  return require('fetch/body/clone').moveBody(body);
}

let slotsOf, isRequest, bodyOfReceiver;

/** What `new Request(input, init)` makes, as slots that no script has seen. */
function constructRequest(input, init) {
  const source = isRequest(input) ? slotsOf(input) : undefined;
  const given = source === undefined && typeof input !== 'string' ? toUSVString(input, 'Request: input') : input;
  return createRequest(source, given, init === undefined ? undefined : toRequestInit(init, 'Request: init'));
}

function wrapRequest(slots) {
  return slots.wrapper ?? new Request(internalConstruct, slots);
}

class Request {
  #slots;

  constructor(input, init = undefined) {
    if (input === internalConstruct) {
      this.#slots = init;
      init.wrapper = this;
      return;
    }
    requireArguments(arguments.length, 1, 'Request');
    this.#slots = constructRequest(input, init);
    this.#slots.wrapper = this;
  }

  static {
    isRequest = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isRequest(o)) throw illegalInvocation('Request');
      return o.#slots;
    };
    bodyOfReceiver = (o) => (isRequest(o) ? o.#slots.body : undefined);
  }

  get method() {
    return slotsOf(this).method;
  }

  get url() {
    return slotsOf(this).url;
  }

  get headers() {
    return headersOf(slotsOf(this), Guard.Request);
  }

  /** What it is fetched for: scripts fetch for nothing in particular. */
  get destination() {
    slotsOf(this);
    return '';
  }

  get referrer() {
    const { referrer } = slotsOf(this).options;
    if (referrer === 'no-referrer') return '';
    return referrer === 'client' ? 'about:client' : referrer;
  }

  get referrerPolicy() {
    return slotsOf(this).options.referrerPolicy;
  }

  get mode() {
    return slotsOf(this).options.mode;
  }

  get credentials() {
    return slotsOf(this).options.credentials;
  }

  get cache() {
    return slotsOf(this).options.cache;
  }

  get redirect() {
    return slotsOf(this).options.redirect;
  }

  get integrity() {
    return slotsOf(this).options.integrity;
  }

  get keepalive() {
    return slotsOf(this).options.keepalive;
  }

  /** Pages are reloaded; scripts' requests never are. */
  get isReloadNavigation() {
    slotsOf(this);
    return false;
  }

  get isHistoryNavigation() {
    slotsOf(this);
    return false;
  }

  get signal() {
    return require('dom/AbortSignal').wrap(signalOf(slotsOf(this)));
  }

  get duplex() {
    slotsOf(this);
    return 'half';
  }

  clone() {
    return wrapRequest(cloneRequest(slotsOf(this)));
  }
}

/** «clone a request»; the clone's signal follows the original's. */
function cloneRequest(slots) {
  const { cloneBody } = require('fetch/body/clone');
  const clone = new RequestSlots(slots.method, slots.url, cloneBody(slots.body));
  clone.blobUrlEntry = slots.blobUrlEntry;
  clone.headerList = slots.headerList?.clone();
  clone.options = slots.options;
  clone.followed = signalOf(slots);
  return clone;
}

/** What console.log shows, whatever a script has made of the getters; no stream is made for it. */
function inspect(request) {
  const slots = slotsOf(request);
  const { method, url, body } = slots;
  return { __proto__: null, method, url, headers: headersOf(slots, Guard.Request), ...describeBody(body) };
}

defineBody(Request, bodyOfReceiver, (o) => contentTypeOf(slotsOf(o)));

module.exports = {
  Request: defineInterface(Request, { inspect }),
  RequestSlots,
  bodyOf: (slots) => slots.body,
  constructRequest,
  headerListOf,
  isRequest,
  signalOf,
  slotsOf,
  wrapRequest,
};
