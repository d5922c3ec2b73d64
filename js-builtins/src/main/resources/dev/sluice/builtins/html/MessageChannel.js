// MessageChannel (HTML §9.4.2, https://html.spec.whatwg.org/#message-channels).
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject } = require('webidl/convert');
const { createMessagePort, entangle } = require('html/MessagePort');

class MessageChannel {
  #port1;
  #port2;

  constructor() {
    this.#port1 = createMessagePort();
    this.#port2 = createMessagePort();
    entangle(this.#port1, this.#port2);
  }

  get port1() {
    if (!isObject(this) || !(#port1 in this)) throw illegalInvocation('MessageChannel');
    return this.#port1;
  }

  get port2() {
    if (!isObject(this) || !(#port2 in this)) throw illegalInvocation('MessageChannel');
    return this.#port2;
  }
}

module.exports = { MessageChannel: defineInterface(MessageChannel) };
