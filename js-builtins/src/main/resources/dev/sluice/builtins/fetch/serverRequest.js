// The slots of a Request that came to a server: the names are those of RequestSlots (fetch/Request), but what they stand for is fetched
// from Java when somebody looks. A handler that looks at nothing costs one slots object and one Request.
//
// `exchange` is the binding of one request and the response to it (ExchangeBinding):
//   method(), url(), header(lowerName), headerCount(), headerName(i) in lower case, headerValue(i), hasBody(), body(), isAborted(),
//   onAbort(callback) …
const { ObjectDefineProperty } = primordials;
const { isolate } = require('core/isolate');
const { internalConstruct, makeEnumerable } = require('webidl/interface');
const { Request, isRequest, slotsOf: requestSlotsOf } = require('fetch/Request');
const { defaultOptions } = require('fetch/RequestInit');
const { ServerHeaderList } = require('fetch/ServerHeaderList');
const { ERROR, BodySlots, createStreamBody, nullBody } = require('fetch/body/BodySlots');

class ServerRequestSlots {
  /**
   * @param {object} exchange of the binding
   * @param {object} handlers what the server's options were when the request came, see bun/serve/handle
   */
  constructor(exchange, handlers) {
    this.wrapper = undefined;
    this.exchange = exchange;
    this.handlers = handlers;
    /** the Headers object, once a script has seen it */
    this.headers = undefined;
    this.options = defaultOptions;
    /** a blob: URL is no server's */
    this.blobUrlEntry = undefined;
    /** a request of a server follows no other signal */
    this.followed = null;
    /** what was looked at */
    this.knownMethod = undefined;
    this.knownUrl = undefined;
    this.knownHeaderList = undefined;
    this.knownBody = undefined;
    this.knownSignal = undefined;
    /** names of the parameters of its route, or undefined; and the object that a script sees */
    this.paramNames = undefined;
    this.params = undefined;
    /** has Java been asked to tell if the client goes? */
    this.isWatching = false;
    /** the body of the response, while a script makes it: abandon(reason) */
    this.producer = undefined;
    /** has error() been called for this request? */
    this.hasFailed = false;
  }

  get method() {
    return (this.knownMethod ??= this.exchange.method());
  }

  get url() {
    return (this.knownUrl ??= this.exchange.url());
  }

  get headerList() {
    return (this.knownHeaderList ??= new ServerHeaderList(this.exchange));
  }

  get body() {
    return (this.knownBody ??= openBody(this.exchange));
  }

  /** Slots of the AbortSignal: aborted when the client goes before it has the whole response. */
  get signal() {
    return (this.knownSignal ??= openSignal(this));
  }
}

isolate(ServerRequestSlots);

/** Nothing is read from the connection before somebody reads the stream. Once the request is over, reading fails. */
function openBody(exchange) {
  if (!exchange.hasBody()) return nullBody;
  let source;
  try {
    source = exchange.body();
  } catch (e) {
    return new BodySlots(ERROR, require('core/errors').fromHost(e), null);
  }
  const { StreamTag, createNativeReadableStream } = require('streams/readable/native');
  return createStreamBody(createNativeReadableStream(source, StreamTag.Bytes), null);
}

function openSignal(slots) {
  const { createAbortSignal, signalAbort } = require('dom/AbortSignal');
  const signal = createAbortSignal();
  if (slots.exchange.isAborted()) signalAbort(signal, abortError());
  else watchForAbort(slots);
  return signal;
}

function abortError() {
  return require('webidl/DOMException').createDOMException('The client has closed the connection', 'AbortError');
}

/** Asks to be told, once, if the client goes, or a limit cuts it, before the response is complete. */
function watchForAbort(slots) {
  if (slots.isWatching) return;
  slots.isWatching = true;
  slots.exchange.onAbort(() => aborted(slots));
}

/** First whoever listens to the signal hears of it, then the source of the response's body. */
function aborted(slots) {
  const { knownSignal, producer } = slots;
  const reason = abortError();
  if (knownSignal !== undefined) require('dom/AbortSignal').signalAbort(knownSignal, reason);
  if (producer !== undefined) producer.abandon(reason);
}

/** Is `error` what the request's signal was aborted with, which is news to nobody? */
function isAbortReason(slots, error) {
  const { knownSignal } = slots;
  return knownSignal !== undefined && knownSignal.aborted && knownSignal.reason === error;
}

/** A Request that has come by a route: as in Bun it has `params`, and says of itself that it is a Request. */
class RoutedRequest extends Request {
  /** The values of the route's `:name` parts, percent-decoded, by name. */
  get params() {
    const slots = requestSlotsOf(this);
    return (slots.params ??= readParams(slots));
  }
}

function readParams({ exchange, paramNames }) {
  const params = {};
  for (let i = 0; i < paramNames.length; i++) {
    const value = exchange.param(i);
    ObjectDefineProperty(params, paramNames[i], { __proto__: null, value, writable: true, enumerable: true, configurable: true });
  }
  return params;
}

makeEnumerable(RoutedRequest.prototype);
ObjectDefineProperty(RoutedRequest.prototype, 'constructor', { __proto__: null, value: Request });

/** The Request of slots that came by a route. */
function wrapRoutedRequest(slots) {
  return slots.wrapper ?? new RoutedRequest(internalConstruct, slots);
}

/** The exchange of a Request that came to a server, else undefined. @param {unknown} value */
function exchangeOf(value) {
  return isRequest(value) ? requestSlotsOf(value).exchange : undefined;
}

module.exports = { ServerRequestSlots, exchangeOf, isAbortReason, watchForAbort, wrapRoutedRequest };
