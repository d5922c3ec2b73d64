// «data: URL processor» (Fetch §6, https://fetch.spec.whatwg.org/#data-url-processor).
const { RegExpPrototypeExec, StringFromCharCode, StringPrototypeCharCodeAt, StringPrototypeIndexOf, StringPrototypeSlice } = primordials;
const { StringPrototypeStartsWith, Uint8Array } = primordials;
const { parseMimeType, serializeMimeType } = require('mimesniff/mimeType');
const { base64 } = internal;

const base64Suffix = /; *base64$/i;

function isAsciiWhitespace(code) {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09 || code === 0x0c;
}

/** «strip leading and trailing ASCII whitespace» */
function strip(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isAsciiWhitespace(StringPrototypeCharCodeAt(text, start))) start++;
  while (end > start && isAsciiWhitespace(StringPrototypeCharCodeAt(text, end - 1))) end--;
  return StringPrototypeSlice(text, start, end);
}

function hexDigit(code) {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const upper = code & ~0x20;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}

/** «percent-decode» and «isomorphic decode»: a character a byte. The text is a URL's, and so ASCII. */
function percentDecode(text) {
  let next = StringPrototypeIndexOf(text, '%', 0);
  if (next < 0) return text;
  let decoded = '';
  let done = 0;
  for (; next >= 0; next = StringPrototypeIndexOf(text, '%', next)) {
    const byte = byteAt(text, next);
    if (byte < 0) {
      next++;
      continue;
    }
    decoded += StringPrototypeSlice(text, done, next) + StringFromCharCode(byte);
    next += 3;
    done = next;
  }
  return decoded + StringPrototypeSlice(text, done, text.length);
}

/** The byte that is percent-encoded there, or -1. */
function byteAt(text, percent) {
  // assert: there is a % at `percent`
  if (percent + 2 >= text.length) return -1;
  const high = hexDigit(StringPrototypeCharCodeAt(text, percent + 1));
  const low = hexDigit(StringPrototypeCharCodeAt(text, percent + 2));
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/** «isomorphic encode» */
function toBytes(binary) {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = StringPrototypeCharCodeAt(binary, i);
  return bytes;
}

/** @returns {string} the MIME type, serialized; what it says in vain is US-ASCII text */
function contentTypeOf(text) {
  const record = parseMimeType(StringPrototypeStartsWith(text, ';') ? `text/plain${text}` : text);
  return record === null ? 'text/plain;charset=US-ASCII' : serializeMimeType(record);
}

/**
 * @param {string} href of the scheme data:, serialized
 * @returns {{bytes: Uint8Array, type: string}|null} null for failure; the bytes are the caller's own
 */
function processDataUrl(href) {
  const fragment = StringPrototypeIndexOf(href, '#', 0);
  const input = StringPrototypeSlice(href, 'data:'.length, fragment < 0 ? href.length : fragment);
  const comma = StringPrototypeIndexOf(input, ',', 0);
  if (comma < 0) return null;
  let mimeType = strip(StringPrototypeSlice(input, 0, comma));
  let body = percentDecode(StringPrototypeSlice(input, comma + 1, input.length));
  const suffix = RegExpPrototypeExec(base64Suffix, mimeType);
  if (suffix !== null) {
    body = base64.decode(body);
    if (body === null) return null;
    mimeType = StringPrototypeSlice(mimeType, 0, suffix.index);
  }
  return { __proto__: null, bytes: toBytes(body), type: contentTypeOf(mimeType) };
}

module.exports = { percentDecode, processDataUrl };
