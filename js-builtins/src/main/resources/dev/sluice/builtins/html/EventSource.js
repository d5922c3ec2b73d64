// EventSource (HTML §9.2, https://html.spec.whatwg.org/#server-sent-events).
//
// The connection is a fetch like any other (fetch/client/Fetching); its bytes are read and parsed in Java (internal.fetch.events), which
// calls once an event. What the standard leaves open: docs/eventsource.md.
//
//   CONNECTING --response 200, text/event-stream--> OPEN --end, fault--> CONNECTING
//   CONNECTING --network error--> CONNECTING, after a while              any --close(), failure--> CLOSED
const { MathMin, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDictionary, toInteger, toUSVString } = require('webidl/convert');
const { createDOMException } = require('webidl/DOMException');
const { EventTarget, slotsOf: eventTargetSlotsOf, fireAnEvent, fireEvent, hasListeners } = require('dom/EventTarget');
const { defineEventHandler } = require('dom/eventHandlers');
const { EventSourceConnection } = require('html/EventSourceConnection');
const { loop } = internal;

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;

/** «reconnection time» until the server says another, in milliseconds. */
const RECONNECTION_TIME = 3000;

/** Where servers cannot be reached again and again, the wait is doubled up to this. */
const LONGEST_BACKOFF = 30_000;

/** As long may a line be, and the data of an event, in bytes. */
const MAX_EVENT_SIZE = 16 * 1024 * 1024;

class EventSourceSlots {
  constructor(wrapper, url, origin) {
    this.wrapper = wrapper;
    /** «url», serialized */
    this.url = url;
    /** of the final URL, which events say they are from */
    this.origin = origin;
    this.withCredentials = false;
    this.readyState = CONNECTING;
    this.reconnectionTime = RECONNECTION_TIME;
    this.lastEventId = '';
    /** HeaderList of the script's, or undefined */
    this.headerList = undefined;
    /** ClientOptions of fetch */
    this.clientOptions = undefined;
    this.maxEventSize = MAX_EVENT_SIZE;
    /** EventSourceConnection: the one that is being made, or is open; null while it waits for the next */
    this.connection = null;
    /** the timer of that wait */
    this.timer = null;
    /** attempts since the last that got an answer */
    this.failures = 0;
  }
}

isolate(EventSourceSlots);

let slotsOf;

class EventSource extends EventTarget {
  #slots;

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('EventSource');
      return o.#slots;
    };
  }

  /**
   * @param {string|URL} url
   * @param {object} [eventSourceInitDict] `withCredentials`; not of the standard: `headers`, `maxEventSize` in bytes, and fetch's options
   *     `proxy`, `tls`, `unix`, `timeout`
   */
  constructor(url, eventSourceInitDict = {}) {
    requireArguments(arguments.length, 1, 'EventSource constructor');
    super();
    const text = toUSVString(url, 'EventSource constructor: url');
    const init = toDictionary(eventSourceInitDict, 'EventSource constructor: eventSourceInitDict');
    const withCredentials = init !== undefined && toBoolean(init.withCredentials);
    const record = require('fetch/baseUrl').parse(text);
    if (record === null) throw createDOMException(`EventSource constructor: '${text}' is not a valid URL`, 'SyntaxError');
    const slots = new EventSourceSlots(this, record.href(), record.origin());
    slots.withCredentials = withCredentials;
    this.#slots = slots;
    readInit(slots, init);
    connect(slots);
  }

  get url() {
    return slotsOf(this).url;
  }

  get withCredentials() {
    return slotsOf(this).withCredentials;
  }

  get readyState() {
    return slotsOf(this).readyState;
  }

  /** Nothing is heard of it any more, and it does not keep the program running. */
  close() {
    const slots = slotsOf(this);
    slots.readyState = CLOSED;
    letGo(slots);
  }
}

/** What is not the standard's. */
function readInit(slots, init) {
  const options = require('fetch/client/ClientOptions');
  slots.clientOptions = options.toClientOptions(init, 'EventSource constructor: ');
  if (init === undefined) return;
  const { headers, maxEventSize } = init;
  if (headers !== undefined) {
    const { Guard } = require('fetch/Guard');
    slots.headerList = require('fetch/Headers').headerListFrom(headers, Guard.Request, 'EventSource constructor: headers');
  }
  if (maxEventSize !== undefined) {
    const range = { __proto__: null, enforceRange: true };
    slots.maxEventSize = toInteger(maxEventSize, 'EventSource constructor: maxEventSize', 32, true, range);
    if (slots.maxEventSize <= 0) {
      throw codedError(TypeError, 'ERR_OUT_OF_RANGE', 'EventSource constructor: maxEventSize is not positive');
    }
  }
}

function connect(slots) {
  slots.timer = null;
  slots.connection = new EventSourceConnection(slots, listener);
  slots.connection.start();
}

function letGo(slots) {
  const { connection, timer } = slots;
  slots.connection = null;
  slots.timer = null;
  connection?.close();
  if (timer !== null) require('html/timers').clearTimeout(timer);
}

/** What a connection tells; none of it once it has been closed. `slots` are those that it was made for. */
const listener = {
  __proto__: null,

  /** «announce the connection»; the events that it brings come after it. */
  opened(slots, connection) {
    slots.failures = 0;
    loop.enqueue(() => {
      if (slots.connection !== connection) return;
      slots.readyState = OPEN;
      fireAnEvent(eventTargetSlotsOf(slots.wrapper), 'open');
    });
  },

  /** «dispatch the event» */
  event(slots, type, data, lastEventId) {
    const target = eventTargetSlotsOf(slots.wrapper);
    if (!hasListeners(target, type)) return;
    fireEvent(target, require('html/MessageEvent').createServerSentEvent(type, data, slots.origin, lastEventId));
  },

  /**
   * «reestablish the connection»
   *
   * @param {Error|undefined} error why, undefined at the end of a stream
   * @param {number} [failures] how many attempts before this one got no answer
   */
  lost(slots, error, failures = 0) {
    loop.enqueue(() => {
      if (slots.readyState === CLOSED) return;
      slots.connection = null;
      slots.readyState = CONNECTING;
      const wait = slots.reconnectionTime * 2 ** MathMin(failures, 20);
      const longest = slots.reconnectionTime > LONGEST_BACKOFF ? slots.reconnectionTime : LONGEST_BACKOFF;
      fireError(slots, error);
      if (slots.readyState === CLOSED) return;
      slots.timer = require('html/timers').setTimeout(() => connect(slots), MathMin(wait, longest));
    });
  },

  /** An attempt that was lost without an answer: the next waits longer. */
  unreachable(slots, error) {
    listener.lost(slots, error, slots.failures++);
  },

  /** «fail the connection» */
  failed(slots, error) {
    loop.enqueue(() => {
      if (slots.readyState === CLOSED) return;
      slots.readyState = CLOSED;
      letGo(slots);
      fireError(slots, error);
    });
  },
};

/** The standard's event says nothing; where there is something to say, ours is an ErrorEvent. */
function fireError(slots, error) {
  const target = eventTargetSlotsOf(slots.wrapper);
  if (error === undefined) {
    fireAnEvent(target, 'error');
  } else if (hasListeners(target, 'error')) {
    const { ErrorEvent } = require('html/ErrorEvent');
    fireEvent(target, new ErrorEvent('error', { __proto__: null, message: messageOf(error), error }));
  }
}

function messageOf(error) {
  const message = isObject(error) ? error.message : undefined;
  return typeof message === 'string' ? message : '';
}

defineEventHandler(EventSource.prototype, 'onopen');
defineEventHandler(EventSource.prototype, 'onmessage');
defineEventHandler(EventSource.prototype, 'onerror');

module.exports = { EventSource: defineInterface(EventSource, { constants: { CONNECTING, OPEN, CLOSED } }) };
