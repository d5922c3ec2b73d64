// TextDecoder (Encoding standard §7.2, https://encoding.spec.whatwg.org/#interface-textdecoder). Java decodes.
const { ArrayBuffer, RangeError, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, toBoolean, toDictionary, toDOMString } = require('webidl/convert');
const { bufferOf, byteOffsetOf, byteLengthOf, isBufferSource } = require('webidl/bufferSource');
const { getAnEncoding } = require('encoding/encodings');
const { text } = internal;

const empty = new ArrayBuffer(0);

/** `decoder` is Java's, made when state must be kept; while `doNotFlush` is set it has some. */
class TextDecoderSlots {
  constructor(encoding, fatal, ignoreBOM) {
    this.encoding = encoding;
    this.fatal = fatal;
    this.ignoreBOM = ignoreBOM;
    this.doNotFlush = false;
    this.decoder = undefined;
  }
}

isolate(TextDecoderSlots);

/** The slots of a decoder for a label, as TextDecoder and TextDecoderStream make them. */
function makeTextDecoderSlots(label, fatal, ignoreBOM, context) {
  const encoding = getAnEncoding(label);
  if (encoding === undefined || encoding === 'replacement') {
    throw new RangeError(`${context}: '${label}' is no encoding that it can decode`);
  }
  return new TextDecoderSlots(encoding, fatal, ignoreBOM);
}

/**
 * Decodes a piece: the steps of decode(), on bytes that need not be copied since Java takes what it keeps.
 *
 * @param {boolean} stream whether more may follow; otherwise this piece is the last
 * @returns {string} never with a byte order mark that is to be removed
 */
function decodeBytes(slots, buffer, byteOffset, byteLength, stream) {
  let output;
  if (!stream && !slots.doNotFlush && slots.encoding === 'utf-8') {
    if (byteLength === 0) return '';
    output = text.decodeUtf8(buffer, byteOffset, byteLength, slots.fatal, slots.ignoreBOM);
  } else {
    slots.doNotFlush = stream;
    slots.decoder ??= text.decoder(slots.encoding, slots.fatal, slots.ignoreBOM);
    output = slots.decoder.decode(buffer, byteOffset, byteLength, stream);
  }
  if (output === null) throw new TypeError(`The encoded data was not valid ${slots.encoding}`);
  return output;
}

let slotsOf, isTextDecoder;

class TextDecoder {
  #slots;

  static {
    isTextDecoder = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isTextDecoder(o)) throw illegalInvocation('TextDecoder');
      return o.#slots;
    };
  }

  constructor(label = 'utf-8', options = {}) {
    label = toDOMString(label, 'TextDecoder constructor: label');
    const dictionary = toDictionary(options, 'TextDecoder constructor: options');
    const fatal = toBoolean(dictionary?.fatal);
    const ignoreBOM = toBoolean(dictionary?.ignoreBOM);
    this.#slots = makeTextDecoderSlots(label, fatal, ignoreBOM, 'TextDecoder constructor');
  }

  get encoding() {
    return slotsOf(this).encoding;
  }

  get fatal() {
    return slotsOf(this).fatal;
  }

  get ignoreBOM() {
    return slotsOf(this).ignoreBOM;
  }

  decode(input = undefined, options = {}) {
    const slots = slotsOf(this);
    if (input !== undefined && !isBufferSource(input)) {
      throw new TypeError('TextDecoder.decode: input is neither an ArrayBuffer nor a view on one');
    }
    const stream = toBoolean(toDictionary(options, 'TextDecoder.decode: options')?.stream);
    // Read after the options, whose getters may have changed them.
    if (input === undefined) return decodeBytes(slots, empty, 0, 0, stream);
    return decodeBytes(slots, bufferOf(input), byteOffsetOf(input), byteLengthOf(input), stream);
  }
}

module.exports = { TextDecoder: defineInterface(TextDecoder), makeTextDecoderSlots, decodeBytes };
