// MessageEvent (HTML §9.1, https://html.spec.whatwg.org/#messageevent).
const { ObjectFreeze, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toBoolean, toDictionary, toDOMString, toSequence, toUSVString } = require('webidl/convert');
const { Event, slotsOf: eventSlotsOf, initialize } = require('dom/Event');

class MessageEventSlots {
  constructor() {
    this.data = null;
    this.origin = '';
    this.lastEventId = '';
    this.source = null;
    this.ports = none;
  }
}

isolate(MessageEventSlots);

const none = ObjectFreeze([]);

function toMessagePort(value, context) {
  if (!require('html/MessagePort').isMessagePort(value)) throw new TypeError(`${context} is not a MessagePort`);
  return value;
}

/** MessageEventSource?, of whose types only MessagePort exists here. */
function toMessageEventSource(value, context) {
  return value === undefined || value === null ? null : toMessagePort(value, context);
}

let slotsOf, isMessageEvent;

class MessageEvent extends Event {
  #slots = new MessageEventSlots();

  static {
    isMessageEvent = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isMessageEvent(o)) throw illegalInvocation('MessageEvent');
      return o.#slots;
    };
  }

  constructor(type, eventInitDict = {}) {
    requireArguments(arguments.length, 1, 'MessageEvent constructor');
    super(type, eventInitDict);
    const init = toDictionary(eventInitDict, 'MessageEvent constructor: eventInitDict');
    if (init === undefined) return;
    const slots = this.#slots;
    const context = 'MessageEvent constructor: eventInitDict';
    const { data } = init;
    if (data !== undefined) slots.data = data;
    const { lastEventId } = init;
    if (lastEventId !== undefined) slots.lastEventId = toDOMString(lastEventId, `${context}.lastEventId`);
    const { origin } = init;
    if (origin !== undefined) slots.origin = toUSVString(origin, `${context}.origin`);
    const { ports } = init;
    if (ports !== undefined) slots.ports = ObjectFreeze(toSequence(ports, `${context}.ports`, toMessagePort));
    const { source } = init;
    if (source !== undefined) slots.source = toMessageEventSource(source, `${context}.source`);
  }

  get data() {
    return slotsOf(this).data;
  }

  get origin() {
    return slotsOf(this).origin;
  }

  get lastEventId() {
    return slotsOf(this).lastEventId;
  }

  get source() {
    return slotsOf(this).source;
  }

  get ports() {
    return slotsOf(this).ports;
  }

  initMessageEvent(type, bubbles = false, cancelable = false, data = null, origin = '', lastEventId = '', source = null, ports = []) {
    const slots = slotsOf(this);
    const context = 'MessageEvent.initMessageEvent';
    requireArguments(arguments.length, 1, context);
    type = toDOMString(type, `${context}: type`);
    bubbles = toBoolean(bubbles);
    cancelable = toBoolean(cancelable);
    origin = toUSVString(origin, `${context}: origin`);
    lastEventId = toDOMString(lastEventId, `${context}: lastEventId`);
    source = toMessageEventSource(source, `${context}: source`);
    ports = toSequence(ports, `${context}: ports`, toMessagePort);
    const eventSlots = eventSlotsOf(this);
    if (eventSlots.dispatchFlag) return;
    initialize(eventSlots, type, bubbles, cancelable);
    slots.data = data;
    slots.origin = origin;
    slots.lastEventId = lastEventId;
    slots.source = source;
    slots.ports = ObjectFreeze(ports);
  }
}

/** A message event as the runtime fires it. `ports` becomes the event's own. */
function createMessageEvent(type, data, ports, origin = '') {
  const event = new MessageEvent(type);
  const slots = slotsOf(event);
  slots.data = data;
  slots.origin = origin;
  slots.ports = ObjectFreeze(ports);
  return event;
}

/** The event of an event stream (HTML §9.2.6, «dispatch the event»). */
function createServerSentEvent(type, data, origin, lastEventId) {
  const event = new MessageEvent(type);
  const slots = slotsOf(event);
  slots.data = data;
  slots.origin = origin;
  slots.lastEventId = lastEventId;
  return event;
}

module.exports = { MessageEvent: defineInterface(MessageEvent), createMessageEvent, createServerSentEvent };
