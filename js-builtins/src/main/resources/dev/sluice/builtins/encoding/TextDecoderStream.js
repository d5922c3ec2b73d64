// TextDecoderStream (Encoding standard §7.5, https://encoding.spec.whatwg.org/#interface-textdecoderstream).
const { ArrayBuffer, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { isObject, toBoolean, toDictionary, toDOMString } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { createTransformStream, readableOf, writableOf } = require('streams/transform/GenericTransformStream');
const { transformStreamDefaultControllerEnqueue } = require('streams/transform/operations');
const { decodeBytes, makeTextDecoderSlots } = require('encoding/TextDecoder');

const noBytes = new ArrayBuffer(0);

class TextDecoderStreamSlots {
  constructor(decoder) {
    /** the slots of a TextDecoder: the mixin TextDecoderCommon */
    this.decoder = decoder;
    this.transform = createTransformStream(
      (chunk, controller) => decodeAndEnqueueAChunk(decoder, chunk, controller),
      (controller) => flushAndEnqueue(decoder, controller),
    );
  }
}

isolate(TextDecoderStreamSlots);

/** «decode and enqueue a chunk» */
function decodeAndEnqueueAChunk(decoder, chunk, controller) {
  if (!isBufferSource(chunk)) throw new TypeError('TextDecoderStream: a chunk is neither an ArrayBuffer nor a view on one');
  enqueueUnlessEmpty(controller, decodeBytes(decoder, bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk), true));
}

/** «flush and enqueue» */
function flushAndEnqueue(decoder, controller) {
  enqueueUnlessEmpty(controller, decodeBytes(decoder, noBytes, 0, 0, false));
}

function enqueueUnlessEmpty(controller, string) {
  if (string !== '') transformStreamDefaultControllerEnqueue(controller, string);
}

let slotsOf;

class TextDecoderStream {
  #slots;

  constructor(label = 'utf-8', options = {}) {
    label = toDOMString(label, 'TextDecoderStream constructor: label');
    const dictionary = toDictionary(options, 'TextDecoderStream constructor: options');
    const fatal = toBoolean(dictionary?.fatal);
    const ignoreBOM = toBoolean(dictionary?.ignoreBOM);
    this.#slots = new TextDecoderStreamSlots(makeTextDecoderSlots(label, fatal, ignoreBOM, 'TextDecoderStream constructor'));
  }

  get encoding() {
    return slotsOf(this).decoder.encoding;
  }

  get fatal() {
    return slotsOf(this).decoder.fatal;
  }

  get ignoreBOM() {
    return slotsOf(this).decoder.ignoreBOM;
  }

  /** @returns {ReadableStream} of strings */
  get readable() {
    return readableOf(slotsOf(this).transform);
  }

  /** @returns {WritableStream} takes ArrayBuffers and views on them */
  get writable() {
    return writableOf(slotsOf(this).transform);
  }

  static {
    slotsOf = (value) => {
      if (!isObject(value) || !(#slots in value)) throw illegalInvocation('TextDecoderStream');
      return value.#slots;
    };
  }
}

module.exports = { TextDecoderStream: defineInterface(TextDecoderStream), TextDecoderStreamSlots };
