// «parse a single range header value» (Fetch §2.2.2) with whitespace, and the steps of «scheme fetch» that apply it to a Blob.
const { NumberParseInt, RegExpPrototypeExec } = primordials;

const rangeValue = /^bytes[\t ]*=[\t ]*([0-9]*)[\t ]*-[\t ]*([0-9]*)$/i;

/**
 * @param {string} value of the header Range
 * @param {number} size of the whole
 * @returns {{start: number, end: number}|null} the first and the last byte; null for failure and for what lies behind the end
 */
function parseSingleRange(value, size) {
  const match = RegExpPrototypeExec(rangeValue, value);
  if (match === null) return null;
  const first = match[1];
  const last = match[2];
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = NumberParseInt(last, 10);
    return length === 0 || size === 0 ? null : { __proto__: null, start: length > size ? 0 : size - length, end: size - 1 };
  }
  const start = NumberParseInt(first, 10);
  if (start >= size) return null;
  const end = last === '' ? size - 1 : NumberParseInt(last, 10);
  if (start > end) return null;
  return { __proto__: null, start, end: end >= size ? size - 1 : end };
}

module.exports = { parseSingleRange };
