// Header names and values as a script gives them (Fetch §2.2.2).
const { Map, MapPrototypeGet, MapPrototypeGetSize, MapPrototypeSet, StringPrototypeCharCodeAt, StringPrototypeToLowerCase, TypeError } =
  primordials;
const { isHttpToken, trimHttpWhitespace } = require('mimesniff/mimeType');
const { toByteString } = require('webidl/convert');

/** Names that were found to be valid → in lower case. A program uses few of them, again and again. */
const known = new Map();
const KNOWN_LIMIT = 256;
const KNOWN_LENGTH_LIMIT = 64;

/**
 * Checks a header name.
 *
 * @param {string} name a ByteString
 * @returns {string} in lower case
 * @throws TypeError if it is none
 */
function toLowerName(name, context) {
  const found = MapPrototypeGet(known, name);
  if (found !== undefined) return found;
  if (!isHttpToken(name)) throw new TypeError(`${context}: '${name}' is not a valid header name`);
  const lowerName = StringPrototypeToLowerCase(name);
  if (name.length <= KNOWN_LENGTH_LIMIT && MapPrototypeGetSize(known) < KNOWN_LIMIT) MapPrototypeSet(known, name, lowerName);
  return lowerName;
}

/** Converts to a ByteString and «normalizes». @throws TypeError for what no header may hold: NUL, CR, LF, characters above U+00FF */
function toHeaderValue(value, context) {
  const string = trimHttpWhitespace(toByteString(value, context));
  for (let i = 0; i < string.length; i++) {
    const code = StringPrototypeCharCodeAt(string, i);
    if (code === 0 || code === 0x0a || code === 0x0d) throw new TypeError(`${context} is not a valid header value`);
  }
  return string;
}

module.exports = { toHeaderValue, toLowerName };
