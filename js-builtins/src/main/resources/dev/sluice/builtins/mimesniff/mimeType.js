// MIME types (MIME Sniffing standard §4, https://mimesniff.spec.whatwg.org/#understanding-mime-types).
const { StringPrototypeCharCodeAt, StringPrototypeIndexOf, StringPrototypeReplaceAll, StringPrototypeSlice, StringPrototypeToLowerCase } =
  primordials;
const { isolate } = require('core/isolate');

const TAB = 0x09;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const SLASH = 0x2f;
const SEMICOLON = 0x3b;
const EQUALS = 0x3d;
const BACKSLASH = 0x5c;

/** The characters of a token (RFC 9110 §5.6.2), by code: «HTTP token code point». */
const tokenCodes = (() => {
  const table = [];
  const others = "!#$%&'*+-.^_\x60|~";
  for (let code = 0; code < 256; code++) {
    const isAlphanumeric = (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
    table[code] = isAlphanumeric;
  }
  for (let i = 0; i < others.length; i++) table[StringPrototypeCharCodeAt(others, i)] = true;
  return table;
})();

/** Is `text` one or more HTTP token code points? */
function isHttpToken(text) {
  const { length } = text;
  for (let i = 0; i < length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code > 0x7f || !tokenCodes[code]) return false;
  }
  return length !== 0;
}

/** «HTTP whitespace» */
function isHttpWhitespace(code) {
  return code === SPACE || code === TAB || code === LF || code === CR;
}

/** `text` without HTTP whitespace at its ends. */
function trimHttpWhitespace(text) {
  let start = 0;
  let end = text.length;
  while (start < end && isHttpWhitespace(StringPrototypeCharCodeAt(text, start))) start++;
  while (end > start && isHttpWhitespace(StringPrototypeCharCodeAt(text, end - 1))) end--;
  return start === 0 && end === text.length ? text : StringPrototypeSlice(text, start, end);
}

/** «HTTP quoted-string token code points» only? */
function isQuotable(text) {
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code !== TAB && (code < SPACE || code === 0x7f || code > 0xff)) return false;
  }
  return true;
}

/** The index of the first of two characters from `from` on, or the length. `second` may equal `first`. */
function indexOfEither(text, from, first, second) {
  let i = from;
  for (; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code === first || code === second) break;
  }
  return i;
}

/** A MIME type: type, subtype in lower case; parameters as a list of [name, value], names in lower case, each once. */
class MimeType {
  constructor(type, subtype) {
    this.type = type;
    this.subtype = subtype;
    this.parameters = [];
  }

  /** «essence» */
  get essence() {
    return `${this.type}/${this.subtype}`;
  }

  /** The value of a parameter, by its name in lower case; undefined if there is none. */
  parameter(name) {
    const { parameters } = this;
    for (let i = 0; i < parameters.length; i++) if (parameters[i][0] === name) return parameters[i][1];
    return undefined;
  }

  /** Sets a parameter, in its place where it is there already. */
  setParameter(name, value) {
    const { parameters } = this;
    for (let i = 0; i < parameters.length; i++) {
      if (parameters[i][0] === name) {
        parameters[i][1] = value;
        return;
      }
    }
    parameters[parameters.length] = [name, value];
  }
}

isolate(MimeType);

/** «collect an HTTP quoted string» with the extract-value flag; `from` is at the opening quote. @returns {[value, end]} */
function collectQuotedString(text, from) {
  let value = '';
  let i = from + 1;
  while (i < text.length) {
    const end = indexOfEither(text, i, QUOTE, BACKSLASH);
    value += StringPrototypeSlice(text, i, end);
    i = end + 1;
    if (end >= text.length || StringPrototypeCharCodeAt(text, end) === QUOTE) return [value, i > text.length ? text.length : i];
    if (i >= text.length) return [`${value}\\`, i];
    value += text[i++];
  }
  return [value, i];
}

/**
 * «parse a MIME type»
 *
 * @param {string} input
 * @returns {MimeType|null} null for failure
 */
function parseMimeType(input) {
  const text = trimHttpWhitespace(input);
  const slash = StringPrototypeIndexOf(text, '/', 0);
  if (slash < 0) return null;
  const type = StringPrototypeSlice(text, 0, slash);
  if (!isHttpToken(type)) return null;
  let i = indexOfEither(text, slash + 1, SEMICOLON, SEMICOLON);
  const subtype = trimHttpWhitespace(StringPrototypeSlice(text, slash + 1, i));
  if (!isHttpToken(subtype)) return null;
  const mimeType = new MimeType(StringPrototypeToLowerCase(type), StringPrototypeToLowerCase(subtype));
  while (i < text.length) i = parseParameter(mimeType, text, i + 1);
  return mimeType;
}

/** One turn of the loop of «parse a MIME type»; `from` is after a semicolon. @returns {number} where the next semicolon is */
function parseParameter(mimeType, text, from) {
  let start = from;
  while (start < text.length && isHttpWhitespace(StringPrototypeCharCodeAt(text, start))) start++;
  let i = indexOfEither(text, start, SEMICOLON, EQUALS);
  const name = StringPrototypeToLowerCase(StringPrototypeSlice(text, start, i));
  if (i >= text.length || StringPrototypeCharCodeAt(text, i) === SEMICOLON) return i;
  i++;
  let value;
  if (i < text.length && StringPrototypeCharCodeAt(text, i) === QUOTE) {
    const quoted = collectQuotedString(text, i);
    value = quoted[0];
    i = indexOfEither(text, quoted[1], SEMICOLON, SEMICOLON);
  } else {
    const end = indexOfEither(text, i, SEMICOLON, SEMICOLON);
    value = trimHttpWhitespace(StringPrototypeSlice(text, i, end));
    i = end;
    if (value === '') return i;
  }
  if (isHttpToken(name) && isQuotable(value) && mimeType.parameter(name) === undefined) mimeType.setParameter(name, value);
  return i;
}

/** «serialize a MIME type» */
function serializeMimeType(mimeType) {
  let text = mimeType.essence;
  const { parameters } = mimeType;
  for (let i = 0; i < parameters.length; i++) {
    const value = parameters[i][1];
    text += `;${parameters[i][0]}=${isHttpToken(value) ? value : quote(value)}`;
  }
  return text;
}

function quote(value) {
  return `"${StringPrototypeReplaceAll(StringPrototypeReplaceAll(value, '\\', '\\\\'), '"', '\\"')}"`;
}

/**
 * «get, decode, and split» (Fetch §2.2.2) of a header value, at commas that stand in no quoted string.
 *
 * @param {string} value
 * @returns {string[]}
 */
function getDecodeAndSplit(value) {
  const values = [];
  let piece = '';
  let i = 0;
  for (;;) {
    const end = indexOfEither(value, i, QUOTE, COMMA);
    piece += StringPrototypeSlice(value, i, end);
    i = end;
    if (i < value.length && StringPrototypeCharCodeAt(value, i) === QUOTE) {
      const close = collectQuotedString(value, i)[1];
      piece += StringPrototypeSlice(value, i, close);
      i = close;
      if (i < value.length) continue;
    }
    values[values.length] = trimTabOrSpace(piece);
    piece = '';
    if (i >= value.length) return values;
    i++;
  }
}

function trimTabOrSpace(text) {
  let start = 0;
  let end = text.length;
  const isTabOrSpace = (code) => code === TAB || code === SPACE;
  while (start < end && isTabOrSpace(StringPrototypeCharCodeAt(text, start))) start++;
  while (end > start && isTabOrSpace(StringPrototypeCharCodeAt(text, end - 1))) end--;
  return StringPrototypeSlice(text, start, end);
}

/**
 * «extract a MIME type» (Fetch §2.2.2) from the combined value of the Content-Type headers: the last that parses counts, and takes over
 * the charset of those before it that have the same essence.
 *
 * @param {string|null} value
 * @returns {MimeType|null} null for failure
 */
function extractMimeType(value) {
  if (value === null) return null;
  let charset;
  let essence;
  let mimeType = null;
  const values = getDecodeAndSplit(value);
  for (let i = 0; i < values.length; i++) {
    const temporary = parseMimeType(values[i]);
    if (temporary === null || temporary.essence === '*/*') continue;
    mimeType = temporary;
    if (mimeType.essence !== essence) {
      charset = mimeType.parameter('charset');
      essence = mimeType.essence;
    } else if (mimeType.parameter('charset') === undefined && charset !== undefined) {
      mimeType.setParameter('charset', charset);
    }
  }
  return mimeType;
}

module.exports = { MimeType, isHttpToken, trimHttpWhitespace, parseMimeType, serializeMimeType, getDecodeAndSplit, extractMimeType };
