// MessagePort (HTML §9.4.4, https://html.spec.whatwg.org/#message-ports).
//
// A message is cloned when it is posted, waits in the queue of the port that it goes to, and is delivered in a task of its own.
// A task does not hold its message: it delivers whatever is first in the queue then. So a port that moves takes its queue with it,
// and the tasks that it leaves behind find nothing.
//
// As in Node and Bun, a port that is started, entangled and listened to keeps the process alive; unref() lets it end, ref() takes
// that back. Neither is of the standard.
const { SymbolIterator } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toDictionary } = require('webidl/convert');
const { EventTarget, slotsOf: eventTargetSlotsOf, hasListeners, fireEvent, fireAnEvent } = require('dom/EventTarget');
const { defineEventHandler, getEventHandler, setEventHandler } = require('dom/eventHandlers');
const { defineTransferable } = require('html/serializable');
const { RingQueue } = require('streams/queue/RingQueue');
const { loop } = internal;

/** A message in a port message queue. */
class Message {
  constructor(data, transferred) {
    this.data = data;
    this.transferred = transferred;
  }
}

isolate(Message);

class MessagePortSlots {
  constructor(wrapper) {
    this.wrapper = wrapper;
    /** The slots of the port that this one is entangled with. */
    this.entangled = null;
    /** [[Detached]]: closed or transferred. */
    this.detached = false;
    /** The port message queue: is it enabled, and what waits in it? */
    this.enabled = false;
    this.queue = new RingQueue();
    /** The other side has closed and the close event is yet to be fired. */
    this.closing = false;
    /** A handler of the runtime's own, called with the message's data in the place of an event. */
    this.handler = null;
    this.refed = true;
    this.holdsLoop = false;
    this.deliverTask = () => deliver(this);
  }
}

isolate(MessagePortSlots);

let slotsOf, isMessagePort;

class MessagePort extends EventTarget {
  #slots;

  static {
    isMessagePort = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isMessagePort(o)) throw illegalInvocation('MessagePort');
      return o.#slots;
    };
  }

  constructor() {
    if (arguments[0] !== internalConstruct) throw illegalConstructor();
    super();
    const slots = new MessagePortSlots(this);
    this.#slots = slots;
    eventTargetSlotsOf(this).onListenerCount = (type) => {
      if (type === 'message') updateHold(slots);
    };
  }

  postMessage(message, options = undefined) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'MessagePort.postMessage');
    messagePortPostMessageSteps(slots, message, toTransfer(options));
  }

  start() {
    enable(slotsOf(this));
  }

  /** What came before is still delivered: closing only ends the entanglement. */
  close() {
    closePort(this);
  }

  get onmessage() {
    slotsOf(this);
    return getEventHandler(eventTargetSlotsOf(this), 'onmessage');
  }

  /** «The first time a MessagePort object's onmessage IDL attribute is set, the port's port message queue must be enabled.» */
  set onmessage(value) {
    const slots = slotsOf(this);
    setEventHandler(eventTargetSlotsOf(this), 'onmessage', value);
    enable(slots);
  }

  ref() {
    const slots = slotsOf(this);
    slots.refed = true;
    updateHold(slots);
  }

  unref() {
    const slots = slotsOf(this);
    slots.refed = false;
    updateHold(slots);
  }
}

/** The second argument of postMessage: a sequence<object>, or StructuredSerializeOptions. */
function toTransfer(value) {
  if (value === undefined || value === null) return [];
  const { toTransferList } = require('html/structuredClone');
  if (isObject(value)) {
    const method = value[SymbolIterator];
    if (method !== undefined && method !== null) return toTransferList(value, 'MessagePort.postMessage: transfer');
  }
  return toTransferList(toDictionary(value, 'MessagePort.postMessage: options').transfer, 'MessagePort.postMessage: options.transfer');
}

/** «message port post message steps». */
function messagePortPostMessageSteps(sourcePort, message, transfer) {
  const targetPort = sourcePort.entangled;
  let doomed = false;
  for (let i = 0; i < transfer.length; i++) {
    if (transfer[i] === sourcePort.wrapper) {
      const { dataCloneError } = require('html/structured/clone');
      throw dataCloneError('MessagePort.postMessage: a port cannot be sent through itself');
    }
    if (targetPort !== null && transfer[i] === targetPort.wrapper) doomed = true;
  }
  const { value, transferred } = require('html/structuredClone').cloneWithTransfer(message, transfer);
  if (targetPort === null || doomed) return;
  targetPort.queue.push(new Message(value, transferred));
  if (targetPort.enabled) loop.enqueue(targetPort.deliverTask);
}

/** A task of the port message source: delivers the oldest message. */
function deliver(slots) {
  if (!slots.enabled || slots.queue.length === 0) return;
  const { data, transferred } = slots.queue.shift();
  if (slots.handler !== null) {
    slots.handler(data);
    return;
  }
  const eventTargetSlots = eventTargetSlotsOf(slots.wrapper);
  if (!hasListeners(eventTargetSlots, 'message')) return;
  const ports = [];
  for (let i = 0; i < transferred.length; i++) if (isMessagePort(transferred[i])) ports[ports.length] = transferred[i];
  fireEvent(eventTargetSlots, require('html/MessageEvent').createMessageEvent('message', data, ports));
}

/** Enables the port message queue: what waits in it is delivered from now on. */
function enable(slots) {
  if (slots.enabled) return;
  slots.enabled = true;
  for (let i = slots.queue.length; i > 0; i--) loop.enqueue(slots.deliverTask);
  updateHold(slots);
}

/** «entangle» two ports. */
function entangle(port1, port2) {
  entangleSlots(slotsOf(port1), slotsOf(port2));
}

function entangleSlots(slots1, slots2) {
  slots1.entangled = slots2;
  slots2.entangled = slots1;
  updateHold(slots1);
  updateHold(slots2);
}

/** «disentangle»: the other port gets its close event, after the messages that were sent before. */
function disentangle(initiatorPort) {
  const otherPort = initiatorPort.entangled;
  initiatorPort.entangled = null;
  otherPort.entangled = null;
  updateHold(initiatorPort);
  updateHold(otherPort);
  announceClose(otherPort);
}

function announceClose(slots) {
  slots.closing = true;
  loop.enqueue(() => {
    if (!slots.closing) return; // the port has moved, and the announcement with it
    slots.closing = false;
    fireAnEvent(eventTargetSlotsOf(slots.wrapper), 'close');
  });
}

/** Holds the event loop as long as a message may come that somebody listens for. */
function updateHold(slots) {
  const listened = slots.handler !== null || hasListeners(eventTargetSlotsOf(slots.wrapper), 'message');
  const hold = slots.refed && slots.enabled && slots.entangled !== null && listened;
  if (hold === slots.holdsLoop) return;
  slots.holdsLoop = hold;
  if (hold) loop.ref();
  else loop.unref();
}

function createMessagePort() {
  return new MessagePort(internalConstruct);
}

/**
 * «Add a handler for port's message event», and enable its queue. Such a port does not keep the process alive by itself: what
 * waits for the runtime's own messages is a promise, and those hold nothing.
 *
 * @param {MessagePort} port
 * @param {(data: any) => void} handler called in a task of its own for each message
 */
function handleMessages(port, handler) {
  const slots = slotsOf(port);
  slots.handler = handler;
  slots.refed = false;
  enable(slots);
}

/** The steps of close(). */
function closePort(port) {
  const slots = slotsOf(port);
  slots.detached = true;
  if (slots.entangled !== null) disentangle(slots);
}

/** Posts a message of the runtime's own. Throws a DataCloneError where it cannot be cloned. */
function postMessageTo(port, message) {
  messagePortPostMessageSteps(slotsOf(port), message, []);
}

defineTransferable(
  isMessagePort,
  'MessagePort',
  (port) => slotsOf(port).detached,
  (port, dataHolder) => {
    const slots = slotsOf(port);
    const remote = slots.entangled;
    dataHolder.portMessageQueue = slots.queue;
    dataHolder.remotePort = remote;
    dataHolder.closing = slots.closing;
    slots.detached = true;
    slots.enabled = false;
    slots.closing = false;
    slots.queue = new RingQueue();
    slots.entangled = null;
    updateHold(slots);
    if (remote !== null) {
      remote.entangled = null;
      updateHold(remote);
    }
  },
  (dataHolder) => {
    const port = createMessagePort();
    const slots = slotsOf(port);
    slots.queue = dataHolder.portMessageQueue;
    if (dataHolder.remotePort !== null) entangleSlots(slots, dataHolder.remotePort);
    if (dataHolder.closing) announceClose(slots);
    return port;
  },
);

defineEventHandler(MessagePort.prototype, 'onmessageerror');
defineEventHandler(MessagePort.prototype, 'onclose');

module.exports = {
  MessagePort: defineInterface(MessagePort),
  isMessagePort,
  createMessagePort,
  entangle,
  handleMessages,
  closePort,
  postMessageTo,
};
