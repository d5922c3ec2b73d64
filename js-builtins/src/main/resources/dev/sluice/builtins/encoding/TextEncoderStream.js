// TextEncoderStream (Encoding standard §7.6, https://encoding.spec.whatwg.org/#interface-textencoderstream).
const { StringPrototypeCharCodeAt, StringPrototypeSlice, StringPrototypeToWellFormed, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { isObject, toDOMString } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { createTransformStream, readableOf, writableOf } = require('streams/transform/GenericTransformStream');
const { transformStreamDefaultControllerEnqueue } = require('streams/transform/operations');
const { encodeUtf8 } = require('encoding/TextEncoder');

class TextEncoderStreamSlots {
  constructor() {
    /** [[leadingSurrogate]]: the high surrogate that ended the last chunk, or the empty string */
    this.leadingSurrogate = '';
    this.transform = createTransformStream(
      (chunk, controller) => encodeAndEnqueueAChunk(this, chunk, controller),
      (controller) => encodeAndFlush(this, controller),
    );
  }
}

isolate(TextEncoderStreamSlots);

/** «encode and enqueue a chunk» */
function encodeAndEnqueueAChunk(slots, chunk, controller) {
  let input = slots.leadingSurrogate + toDOMString(chunk, 'TextEncoderStream: a chunk');
  slots.leadingSurrogate = '';
  const { length } = input;
  if (length === 0) return;
  const last = StringPrototypeCharCodeAt(input, length - 1);
  if (last >= 0xd800 && last <= 0xdbff) {
    slots.leadingSurrogate = StringPrototypeSlice(input, length - 1, length);
    input = StringPrototypeSlice(input, 0, length - 1);
    if (length === 1) return;
  }
  transformStreamDefaultControllerEnqueue(controller, encodeUtf8(StringPrototypeToWellFormed(input)));
}

/** «encode and flush»: a surrogate that is left alone becomes U+FFFD. */
function encodeAndFlush(slots, controller) {
  if (slots.leadingSurrogate === '') return;
  const replacement = new Uint8Array(3);
  replacement[0] = 0xef;
  replacement[1] = 0xbf;
  replacement[2] = 0xbd;
  transformStreamDefaultControllerEnqueue(controller, replacement);
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
