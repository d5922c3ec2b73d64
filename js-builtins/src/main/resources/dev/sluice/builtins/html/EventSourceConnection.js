// One connection of an EventSource: from its request to the end of its event stream (HTML §9.2.2 and §9.2.3).
const { PromisePrototypeThen, StringFromCharCode, StringPrototypeCharCodeAt, StringPrototypeStartsWith, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError, fromHost } = require('core/errors');
const { nullBody } = require('fetch/body/BodySlots');

const EVENT_STREAM = 'text/event-stream';

/** FetchOptions of all of them: «cache mode» no-store */
let fetchOptions;

class EventSourceConnection {
  /**
   * @param {EventSourceSlots} slots of html/EventSource
   * @param {object} listener hears what becomes of it: opened, event, lost, unreachable, failed
   */
  constructor(slots, listener) {
    this.slots = slots;
    this.listener = listener;
    /** slots of the AbortSignal of the fetch */
    this.signal = require('dom/AbortSignal').createAbortSignal();
    /** Java's EventStreamBinding, once the stream is read */
    this.stream = null;
    this.isOver = false;
  }

  start() {
    const { Fetching } = require('fetch/client/Fetching');
    const fetching = new Fetching(createRequest(this.slots, this.signal), this.slots.clientOptions);
    fetching.purpose = 'EVENT_SOURCE';
    PromisePrototypeThen(
      fetching.start(),
      (response) => this.respond(require('fetch/Response').slotsOf(response)),
      (error) => this.refused(error),
    );
  }

  /** Gives it up, whatever it does; the listener hears nothing any more. */
  close() {
    if (this.isOver) return;
    this.isOver = true;
    if (this.stream !== null) this.stream.cancel();
    else require('dom/AbortSignal').signalAbort(this.signal, closedError());
  }

  /** «processResponse» for a network error */
  refused(error) {
    if (this.isOver) return;
    this.isOver = true;
    if (isFutile(this.slots.url, error)) this.listener.failed(this.slots, error);
    else this.listener.unreachable(this.slots, error);
  }

  /** «processResponse» */
  respond(response) {
    const { slots, listener } = this;
    if (this.isOver) {
      openSource(response.body)?.cancel();
      return;
    }
    const fault = faultOf(response);
    if (fault !== undefined) {
      this.isOver = true;
      openSource(response.body)?.cancel();
      listener.failed(slots, fault);
      return;
    }
    const { urlList } = response;
    slots.origin = internal.url.parse(urlList[urlList.length - 1]).origin();
    listener.opened(slots, this);
    const source = openSource(response.body);
    if (source === null) this.end(null);
    else this.read(source);
  }

  /** «interpret the response's body line by line» */
  read(source) {
    const { slots, listener } = this;
    this.stream = internal.fetch.events(
      source,
      slots.maxEventSize,
      slots.lastEventId,
      (type, data, lastEventId) => {
        slots.lastEventId = lastEventId;
        listener.event(slots, type, data, lastEventId);
      },
      (milliseconds) => {
        slots.reconnectionTime = milliseconds;
      },
      (error) => this.end(error),
    );
    this.stream.start();
  }

  /** «processEventSourceEndOfBody»; a stream that is cut is at its end, too. */
  end(hostError) {
    if (this.isOver) return;
    this.isOver = true;
    const { slots, stream, listener } = this;
    // An id without an event counts as well.
    if (stream !== null) slots.lastEventId = stream.lastEventId();
    if (hostError === null || hostError === undefined) {
      listener.lost(slots, undefined);
      return;
    }
    const error = fromHost(hostError);
    if (error.code === 'ERR_EVENT_TOO_LARGE') listener.failed(slots, error);
    else listener.lost(slots, error);
  }
}

isolate(EventSourceConnection);

function closedError() {
  return require('webidl/DOMException').createDOMException('The EventSource has been closed', 'AbortError');
}

function createRequest(slots, signal) {
  const { RequestSlots } = require('fetch/Request');
  if (fetchOptions === undefined) {
    const { applyInit, defaultOptions, toRequestInit } = require('fetch/RequestInit');
    fetchOptions = applyInit(defaultOptions, toRequestInit({ __proto__: null, cache: 'no-store' }, 'EventSource'), 'EventSource');
  }
  const request = new RequestSlots('GET', slots.url, nullBody);
  request.options = fetchOptions;
  request.followed = signal;
  if (StringPrototypeStartsWith(slots.url, 'blob:')) request.blobUrlEntry = require('file/blobUrls').resolveObjectURL(slots.url);
  request.headerList = headersOf(slots);
  return request;
}

function headersOf({ headerList, lastEventId }) {
  const { HeaderList } = require('fetch/HeaderList');
  const list = headerList === undefined ? new HeaderList() : headerList.clone();
  if (!list.contains('accept')) list.push('Accept', 'accept', EVENT_STREAM);
  if (lastEventId !== '') list.set('Last-Event-ID', 'last-event-id', utf8Value(lastEventId));
  return list;
}

/** A header's value that is a text in UTF-8: one character a byte. */
function utf8Value(text) {
  let i = 0;
  while (i < text.length && StringPrototypeCharCodeAt(text, i) < 0x80) i++;
  if (i === text.length) return text;
  const bytes = require('encoding/TextEncoder').encodeUtf8(text);
  let value = '';
  for (let j = 0; j < bytes.length; j++) value += StringFromCharCode(bytes[j]);
  return value;
}

/** Will it be as vain the next time? Networks and servers recover; what the script or the host says stays. */
function isFutile(url, error) {
  if (!StringPrototypeStartsWith(url, 'http:') && !StringPrototypeStartsWith(url, 'https:')) return true;
  const { code } = error;
  return (
    typeof code !== 'string' ||
    code === 'ERR_ACCESS_DENIED' ||
    code === 'ERR_TOO_MANY_REDIRECTS' ||
    StringPrototypeStartsWith(code, 'ERR_INVALID_')
  );
}

/** Why a response is no event stream; undefined if it is one. */
function faultOf(response) {
  if (response.status !== 200) {
    return codedError(TypeError, 'ERR_EVENT_SOURCE_STATUS', `The server has answered with status ${response.status}, not 200`);
  }
  const type = require('fetch/lazyHeaders').contentTypeOf(response);
  const mimeType = require('mimesniff/mimeType').extractMimeType(type);
  if (mimeType !== null && mimeType.essence === EVENT_STREAM) return undefined;
  return codedError(TypeError, 'ERR_EVENT_SOURCE_TYPE', `The server has answered with the type ${type}, not ${EVENT_STREAM}`);
}

/** The native source of a response's body; null if it has no bytes. */
function openSource(body) {
  const stream = require('fetch/body/stream').bodyStream(body);
  if (stream === null || stream.origin === null) return null;
  return require('streams/readable/native').takeOrigin(stream).openSource();
}

module.exports = { EventSourceConnection };
