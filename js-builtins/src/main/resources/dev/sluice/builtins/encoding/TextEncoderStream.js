// TextEncoderStream (Encoding standard §7.6, https://encoding.spec.whatwg.org/#interface-textencoderstream).
const { StringPrototypeToWellFormed } = primordials;
const { isolate } = require('core/isolate');
const { isObject, toDOMString } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { createTransformStream, readableOf, writableOf } = require('streams/transform/GenericTransformStream');
const { transformStreamDefaultControllerEnqueue } = require('streams/transform/operations');
const { encodeUtf8 } = require('encoding/TextEncoder');
const { TextJoiner } = require('encoding/TextJoiner');

class TextEncoderStreamSlots {
  constructor() {
    /** keeps [[leadingSurrogate]] */
    this.texts = new TextJoiner();
    this.transform = createTransformStream(
      (chunk, controller) => encodeAndEnqueueAChunk(this, chunk, controller),
      (controller) => encodeAndFlush(this, controller),
    );
  }
}

isolate(TextEncoderStreamSlots);

/** «encode and enqueue a chunk» */
function encodeAndEnqueueAChunk(slots, chunk, controller) {
  const text = slots.texts.join(toDOMString(chunk, 'TextEncoderStream: a chunk'));
  if (text !== '') transformStreamDefaultControllerEnqueue(controller, encodeUtf8(StringPrototypeToWellFormed(text)));
}

/** «encode and flush»: a surrogate that is left alone becomes U+FFFD. */
function encodeAndFlush(slots, controller) {
  const text = slots.texts.end();
  if (text !== '') transformStreamDefaultControllerEnqueue(controller, encodeUtf8(text));
}

let slotsOf;

class TextEncoderStream {
  #slots;

  constructor() {
    this.#slots = new TextEncoderStreamSlots();
  }

  get encoding() {
    slotsOf(this);
    return 'utf-8';
  }

  /** @returns {ReadableStream} of Uint8Array chunks */
  get readable() {
    return readableOf(slotsOf(this).transform);
  }

  /** @returns {WritableStream} takes strings */
  get writable() {
    return writableOf(slotsOf(this).transform);
  }

  static {
    slotsOf = (value) => {
      if (!isObject(value) || !(#slots in value)) throw illegalInvocation('TextEncoderStream');
      return value.#slots;
    };
  }
}

module.exports = { TextEncoderStream: defineInterface(TextEncoderStream) };
