// Texts one after the other, on their way to UTF-8: a pair of surrogates may be cut in two by their border (Encoding §7.6, «encode and
// enqueue a chunk»). Where texts go to Java piece by piece, Java does the same (dev.sluice.bridge.codec.Utf8Joiner).
const { StringPrototypeCharCodeAt, StringPrototypeSlice } = primordials;
const { isolate } = require('core/isolate');

const REPLACEMENT = '\ufffd';

class TextJoiner {
  constructor() {
    /** [[leadingSurrogate]]: the high surrogate that ended the last text, or the empty string */
    this.leadingSurrogate = '';
  }

  /** @returns {string} what is held and `text`, but for half a pair at its end, which is held for the next */
  join(text) {
    const { length } = text;
    if (length === 0) return text;
    const whole = this.leadingSurrogate === '' ? text : this.leadingSurrogate + text;
    const last = StringPrototypeCharCodeAt(text, length - 1);
    if (last < 0xd800 || last > 0xdbff) {
      this.leadingSurrogate = '';
      return whole;
    }
    this.leadingSurrogate = text[length - 1];
    return StringPrototypeSlice(whole, 0, whole.length - 1);
  }

  /** The other half does not come. @returns {string} U+FFFD for what is held, else the empty string */
  end() {
    if (this.leadingSurrogate === '') return '';
    this.leadingSurrogate = '';
    return REPLACEMENT;
  }
}

isolate(TextJoiner);

module.exports = { TextJoiner };
