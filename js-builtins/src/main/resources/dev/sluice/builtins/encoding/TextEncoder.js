// TextEncoder (Encoding standard §7.4, https://encoding.spec.whatwg.org/#interface-textencoder).
const {
  ArrayBuffer,
  ArrayBufferPrototypeGetByteLength,
  StringPrototypeCharCodeAt,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  TypeError,
  Uint8Array,
} = primordials;
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toUSVString } = require('webidl/convert');
const { text } = internal;

/** What Java encodes into; an interop buffer, never shown to a script. */
const scratch = new ArrayBuffer(text.scratch());
const SCRATCH_SIZE = ArrayBufferPrototypeGetByteLength(scratch);

/**
 * Up to here ASCII is encoded in JavaScript, one store a character, which beats the call to Java and the copy: 30 ns against 60
 * for 40 characters, 510 against 180 for 1,000.
 */
const SHORT = 64;

/** A real Uint8Array with the UTF-8 bytes of a string that has no lone surrogates («UTF-8 encode»). */
function encodeUtf8(string) {
  const { length } = string;
  if (length <= SHORT) {
    const bytes = new Uint8Array(length);
    let i = 0;
    for (; i < length; i++) {
      const code = StringPrototypeCharCodeAt(string, i);
      if (code > 0x7f) break;
      bytes[i] = code;
    }
    if (i === length) return bytes;
  }
  const size = text.encode(string);
  if (size > SCRATCH_SIZE) return require('core/hostBytes').ownHostBytes(text.takeLarge());
  const bytes = new Uint8Array(size);
  TypedArrayPrototypeSet(bytes, new Uint8Array(scratch, 0, size), 0);
  return bytes;
}

/** `target` is a Uint8Array; `string` has no lone surrogates. */
function encodeIntoUtf8(string, target) {
  const capacity = TypedArrayPrototypeGetLength(target);
  let read = 0;
  let written = 0;
  const short = string.length <= SHORT ? string.length : 0;
  for (; read < short && read < capacity; read++) {
    const code = StringPrototypeCharCodeAt(string, read);
    if (code > 0x7f) break;
    target[read] = code;
  }
  written = read;
  while (read < string.length && written < capacity) {
    const size = text.encodeInto(string, read, capacity - written);
    if (size === 0) break;
    read += text.read();
    TypedArrayPrototypeSet(target, new Uint8Array(scratch, 0, size), written);
    written += size;
  }
  return { read, written };
}

let isTextEncoder;

class TextEncoder {
  /** An encoder has no state: the field is only its brand. */
  #slots;

  static {
    isTextEncoder = (o) => isObject(o) && #slots in o;
  }

  constructor() {}

  get encoding() {
    if (!isTextEncoder(this)) throw illegalInvocation('TextEncoder');
    return 'utf-8';
  }

  encode(input = '') {
    if (!isTextEncoder(this)) throw illegalInvocation('TextEncoder');
    return encodeUtf8(toUSVString(input, 'TextEncoder.encode: input'));
  }

  encodeInto(source, destination) {
    if (!isTextEncoder(this)) throw illegalInvocation('TextEncoder');
    requireArguments(arguments.length, 2, 'TextEncoder.encodeInto');
    source = toUSVString(source, 'TextEncoder.encodeInto: source');
    if (TypedArrayPrototypeGetSymbolToStringTag(destination) !== 'Uint8Array') {
      throw new TypeError('TextEncoder.encodeInto: destination is not a Uint8Array');
    }
    return encodeIntoUtf8(source, destination);
  }
}

module.exports = { TextEncoder: defineInterface(TextEncoder), encodeUtf8 };
