// Response (Fetch §5.5, https://fetch.spec.whatwg.org/#response-class).
//
// Everything but status and body is made when somebody looks: a Response that is made and read has no Headers, no stream, no list of
// headers. The Content-Type that a body brings along waits in the body until then.
const { JSONStringify, RangeError, RegExpPrototypeExec, StringPrototypeCharCodeAt, StringPrototypeIndexOf } = primordials;
const { StringPrototypeSlice, TypeError, encodeURIComponent } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toByteString, toDictionary, toInteger, toUSVString } = require('webidl/convert');
const { Guard } = require('fetch/Guard');
const { addContentType, contentTypeOf, headerListOf, headersOf } = require('fetch/lazyHeaders');
const { defineBody, describeBody, extractBody } = require('fetch/body/Body');
const { BLOB, nullBody } = require('fetch/body/BodySlots');
const { S3_FILE } = require('file/BlobSlots');

/** «redirect status» */
function isRedirectStatus(status) {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/** «null body status» that a constructor takes */
function isNullBodyStatus(status) {
  return status === 101 || status === 204 || status === 205 || status === 304;
}

/** The characters of a reason phrase: HTAB, SP, VCHAR, obs-text. */
const notReasonPhrase = /[^\t\x20-\x7e\x80-\xff]/;

class ResponseSlots {
  constructor(body) {
    this.wrapper = undefined;
    /** «type»: default, error, basic, cors, opaque or opaqueredirect */
    this.type = 'default';
    /** «URL list», as serialized URLs; null while it is empty */
    this.urlList = null;
    this.status = 200;
    this.statusText = '';
    /** HeaderList, or undefined while it holds nothing but the Content-Type of the body */
    this.headerList = undefined;
    /** Is the guard of the headers immutable? */
    this.isImmutable = false;
    /** the Headers object, once a script has seen it */
    this.headers = undefined;
    this.body = body;
  }
}

isolate(ResponseSlots);

/** ResponseInit, its members read in the order of their names. */
function toResponseInit(value, context) {
  const dictionary = toDictionary(value, context);
  if (dictionary === undefined) return undefined;
  const { headers } = dictionary;
  const list = headers === undefined ? undefined : headersInit(headers, `${context}.headers`);
  const { status } = dictionary;
  const code = status === undefined ? 200 : toInteger(status, `${context}.status`, 16, false);
  const { statusText } = dictionary;
  const phrase = statusText === undefined ? '' : toByteString(statusText, `${context}.statusText`);
  return { __proto__: null, headers: list, status: code, statusText: phrase };
}

function headersInit(headers, context) {
  const { headerListFrom } = require('fetch/Headers');
  return headerListFrom(headers, Guard.Response, context);
}

/** «initialize a response». 101, for a connection that is upgraded, is taken as well, as in Deno and Bun. */
function initializeResponse(slots, init, context) {
  const { status, statusText, headers } = init;
  if (status !== 101 && (status < 200 || status > 599)) {
    throw new RangeError(`${context}: status ${status} is neither 101 nor in the range of 200 to 599`);
  }
  if (RegExpPrototypeExec(notReasonPhrase, statusText) !== null) throw new TypeError(`${context}: statusText is not a reason phrase`);
  slots.status = status;
  slots.statusText = statusText;
  const { body } = slots;
  if (body !== nullBody && isNullBodyStatus(status)) throw new TypeError(`${context}: a response of status ${status} has no body`);
  if (headers !== undefined) {
    addContentType(headers, body.type);
    slots.headerList = headers;
  }
}

let slotsOf, isResponse, bodyOfReceiver;

/** Constructs with `slots` instead of init, for ourselves. */
function wrapResponse(slots) {
  return slots.wrapper ?? new Response(internalConstruct, slots);
}

class Response {
  #slots;

  constructor(body = null, init = undefined) {
    if (body === internalConstruct) {
      this.#slots = init;
      init.wrapper = this;
      return;
    }
    const slots = new ResponseSlots(extractBody(body));
    slots.wrapper = this;
    this.#slots = slots;
    if (init === undefined) {
      if (slots.body.state === BLOB && slots.body.value.kind === S3_FILE) require('bun/s3/response').redirectToObject(slots);
    } else {
      const dictionary = toResponseInit(init, 'Response: init');
      if (dictionary !== undefined) initializeResponse(slots, dictionary, 'Response');
    }
  }

  static {
    isResponse = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isResponse(o)) throw illegalInvocation('Response');
      return o.#slots;
    };
    bodyOfReceiver = (o) => (isResponse(o) ? o.#slots.body : undefined);
  }

  /** A network error. */
  static error() {
    const slots = new ResponseSlots(nullBody);
    slots.type = 'error';
    slots.status = 0;
    slots.isImmutable = true;
    return wrapResponse(slots);
  }

  static redirect(url, status = 302) {
    requireArguments(arguments.length, 1, 'Response.redirect');
    const location = toLocation(toUSVString(url, 'Response.redirect: url'));
    const code = toInteger(status, 'Response.redirect: status', 16, false);
    if (!isRedirectStatus(code)) throw new RangeError(`Response.redirect: ${code} is not the status of a redirect`);
    const slots = new ResponseSlots(nullBody);
    slots.status = code;
    slots.isImmutable = true;
    headerListOf(slots).push('Location', 'location', location);
    return wrapResponse(slots);
  }

  static json(data, init = undefined) {
    requireArguments(arguments.length, 1, 'Response.json');
    const text = JSONStringify(data);
    if (text === undefined) throw new TypeError('Response.json: the data cannot be written as JSON');
    const body = extractBody(text);
    body.type = 'application/json';
    const slots = new ResponseSlots(body);
    const dictionary = toResponseInit(init, 'Response.json: init');
    if (dictionary !== undefined) initializeResponse(slots, dictionary, 'Response.json');
    return wrapResponse(slots);
  }

  /**
   * Ours: an event stream of what an iterable gives, see fetch/events.
   *
   * @param {AsyncIterable|Iterable|ReadableStream|Function} events strings, or objects `{ data, event, id, retry, comment }`; also an async
   *     generator function, which is called when the body is consumed
   * @param {object} [init] ResponseInit; `keepAlive`, milliseconds of silence after which a comment is sent; `retry`, the reconnection time
   *     that clients are to begin with, in milliseconds
   */
  static events(events, init = undefined) {
    requireArguments(arguments.length, 1, 'Response.events');
    const { addEventHeaders, eventsBody } = require('fetch/events');
    const slots = new ResponseSlots(eventsBody(events, init));
    const dictionary = toResponseInit(init, 'Response.events: init');
    if (dictionary !== undefined) initializeResponse(slots, dictionary, 'Response.events');
    addEventHeaders(headerListOf(slots));
    return wrapResponse(slots);
  }

  get type() {
    return slotsOf(this).type;
  }

  get url() {
    return urlOf(slotsOf(this));
  }

  get redirected() {
    return isRedirected(slotsOf(this));
  }

  get status() {
    return slotsOf(this).status;
  }

  get ok() {
    return isOk(slotsOf(this));
  }

  get statusText() {
    return slotsOf(this).statusText;
  }

  get headers() {
    return responseHeaders(slotsOf(this));
  }

  clone() {
    return wrapResponse(cloneResponse(slotsOf(this)));
  }
}

/** The last of the URL list, without its fragment. */
function urlOf({ urlList }) {
  if (urlList === null) return '';
  const url = urlList[urlList.length - 1];
  const hash = StringPrototypeIndexOf(url, '#', 0);
  return hash < 0 ? url : StringPrototypeSlice(url, 0, hash);
}

function isRedirected({ urlList }) {
  return urlList !== null && urlList.length > 1;
}

function isOk({ status }) {
  return status >= 200 && status <= 299;
}

function responseHeaders(slots) {
  return headersOf(slots, slots.isImmutable ? Guard.Immutable : Guard.Response);
}

/** «clone a response», with the guard of its headers. */
function cloneResponse(slots) {
  const { cloneBody } = require('fetch/body/clone');
  const clone = new ResponseSlots(cloneBody(slots.body));
  clone.type = slots.type;
  clone.urlList = slots.urlList;
  clone.status = slots.status;
  clone.statusText = slots.statusText;
  clone.headerList = slots.headerList?.clone();
  clone.isImmutable = slots.isImmutable;
  return clone;
}

/**
 * The Location of a redirect: the URL, serialized. One that is relative stays so where this program has no base URL, as in Bun: the client
 * resolves it against the address that it asked for.
 */
function toLocation(url) {
  const { parseUrlWithBase, parseUrlOnAnyBase } = require('fetch/baseUrl');
  const parsed = parseUrlWithBase(url);
  if (parsed !== null) return parsed;
  if (!parseUrlOnAnyBase(url)) throw new TypeError(`Response.redirect: '${url}' is not a URL`);
  return toReference(url);
}

/** What the URL parser does to characters: drops tabs and line breaks, and percent-encodes what is not printable ASCII. */
function toReference(url) {
  let text = '';
  for (let i = 0; i < url.length; i++) {
    const code = StringPrototypeCharCodeAt(url, i);
    if (code === 0x09 || code === 0x0a || code === 0x0d) continue;
    if (code > 0x20 && code < 0x7f) {
      text += url[i];
      continue;
    }
    // A USVString: each high surrogate has its other half.
    const end = code >= 0xd800 && code < 0xdc00 ? i + 2 : i + 1;
    text += encodeURIComponent(StringPrototypeSlice(url, i, end));
    i = end - 1;
  }
  return text;
}

/** What console.log shows, whatever a script has made of the getters; no stream is made for it. */
function inspect(response) {
  const slots = slotsOf(response);
  const { type, status, statusText, body } = slots;
  return {
    __proto__: null,
    type,
    url: urlOf(slots),
    redirected: isRedirected(slots),
    status,
    ok: isOk(slots),
    statusText,
    headers: responseHeaders(slots),
    ...describeBody(body),
  };
}

defineBody(Response, bodyOfReceiver, (o) => contentTypeOf(slotsOf(o)));

module.exports = {
  Response: defineInterface(Response, { inspect }),
  ResponseSlots,
  bodyOf: (slots) => slots.body,
  contentTypeOf,
  headerListOf,
  isResponse,
  slotsOf,
  wrapResponse,
};
