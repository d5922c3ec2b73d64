// «package data» (File API §6.3, https://w3c.github.io/FileAPI/#blob-package-data): bytes as FileReader hands them over, and the errors
// that it tells.
const { MathMin, ReflectApply, StringFromCharCode, TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteLength, Uint8Array } =
  primordials;
const { getAnEncoding } = require('encoding/encodings');

/** As many arguments as one call takes for certain. */
const PIECE = 4096;

/** A string with a character from U+0000 to U+00FF for each byte. */
function toBinaryString(bytes) {
  const length = TypedArrayPrototypeGetByteLength(bytes);
  let text = '';
  for (let i = 0; i < length; i += PIECE) {
    const codes = [];
    const end = MathMin(i + PIECE, length);
    for (let at = i; at < end; at++) codes[at - i] = bytes[at];
    text += ReflectApply(StringFromCharCode, undefined, codes);
  }
  return text;
}

function toDataURL(bytes, type) {
  return `data:${type === '' ? 'application/octet-stream' : type};base64,${internal.base64.encode(toBinaryString(bytes))}`;
}

/** The label is asked first, then the type's parameter charset, then UTF-8 is taken; a byte order mark wins over all («decode»). */
function toText(bytes, type, label) {
  let encoding = label === undefined ? undefined : getAnEncoding(label);
  if (encoding === undefined && type !== '') {
    const { parseMimeType } = require('mimesniff/mimeType');
    const charset = parseMimeType(type)?.parameter('charset');
    if (charset !== undefined) encoding = getAnEncoding(charset);
  }
  const { decodeBytes, makeTextDecoderSlots } = require('encoding/TextDecoder');
  const length = TypedArrayPrototypeGetByteLength(bytes);
  const slots = makeTextDecoderSlots(encodingOfMark(bytes, length) ?? encoding ?? 'utf-8', false, false, 'FileReader.readAsText');
  return decodeBytes(slots, TypedArrayPrototypeGetBuffer(bytes), 0, length, false);
}

/** «BOM sniff» */
function encodingOfMark(bytes, length) {
  if (length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (length >= 2 && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (length >= 2 && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return undefined;
}

/**
 * @param {Uint8Array} bytes a whole buffer, which becomes the result's where that is an ArrayBuffer
 * @param {'DataURL'|'Text'|'ArrayBuffer'|'BinaryString'} kind
 * @param {string} type the Blob's
 * @param {string} [label] of an encoding, for Text
 * @returns {string|ArrayBuffer}
 */
function packageData(bytes, kind, type, label) {
  switch (kind) {
    case 'DataURL':
      return toDataURL(bytes, type);
    case 'Text':
      return toText(bytes, type, label);
    case 'ArrayBuffer':
      return TypedArrayPrototypeGetBuffer(bytes);
    default:
      return toBinaryString(bytes);
  }
}

/** The exception for an error of the system (File API §7.1, «failure reasons»). */
function toReadError(error) {
  const { createDOMException } = require('webidl/DOMException');
  return createDOMException(error.message, error.code === 'ENOENT' ? 'NotFoundError' : 'NotReadableError');
}

module.exports = { packageData, toReadError };
