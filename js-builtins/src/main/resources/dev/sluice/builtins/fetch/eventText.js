// An event as text of an event stream (HTML §9.2.5). No value can begin a line that is not its own: data and comments have as many lines
// as they need, in the other fields a line break is refused.
const { JSONStringify, NumberIsInteger, RangeError, String, StringPrototypeIndexOf, StringPrototypeSlice, TypeError } = primordials;
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { isBufferSource } = require('webidl/bufferSource');

const MAX_RETRY = 2 ** 31 - 1;

/** `prefix` before each line of a text, whichever line breaks it has. */
function lines(prefix, text) {
  let result = '';
  let start = 0;
  let lf = StringPrototypeIndexOf(text, '\n', 0);
  let cr = StringPrototypeIndexOf(text, '\r', 0);
  while (lf >= 0 || cr >= 0) {
    const end = lf < 0 || (cr >= 0 && cr < lf) ? cr : lf;
    result += `${prefix}${StringPrototypeSlice(text, start, end)}\n`;
    start = end === cr && lf === cr + 1 ? end + 2 : end + 1;
    if (lf >= 0 && lf < start) lf = StringPrototypeIndexOf(text, '\n', start);
    if (cr >= 0 && cr < start) cr = StringPrototypeIndexOf(text, '\r', start);
  }
  return `${result}${prefix}${start === 0 ? text : StringPrototypeSlice(text, start, text.length)}\n`;
}

/** A value that has to be one line. */
function oneLine(value, name) {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `The ${name} of an event is not a string`);
  const hasBreak = StringPrototypeIndexOf(text, '\n', 0) >= 0 || StringPrototypeIndexOf(text, '\r', 0) >= 0;
  if (hasBreak || StringPrototypeIndexOf(text, '\0', 0) >= 0) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `The ${name} of an event has a line break or a NUL in it`);
  }
  return text;
}

/** A text as it is; anything else as JSON. */
function dataText(value) {
  if (typeof value === 'string') return value;
  const text = isObject(value) && isBufferSource(value) ? undefined : JSONStringify(value);
  if (text === undefined) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The data of an event is neither a text nor can it be JSON');
  return text;
}

function retryLine(value) {
  if (!NumberIsInteger(value) || value < 0 || value > MAX_RETRY) {
    throw codedError(RangeError, 'ERR_OUT_OF_RANGE', `The retry of an event is not a whole number from 0 to ${MAX_RETRY}`);
  }
  return `retry: ${value}\n`;
}

/**
 * @param {unknown} value a string, number or boolean, which is the data; or an object `{ data, event, id, retry, comment }` with one of
 *     these at least. With an `event` and no data the data is empty, since a client drops an event that has none
 * @returns {string} ends with a blank line
 * @throws TypeError, RangeError for what cannot be written
 */
function eventText(value) {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return `${lines('data: ', dataText(value))}\n`;
  if (!isObject(value)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'An event is neither a string nor an object');
  const { comment, data, event, id, retry } = value;
  let text = '';
  if (comment !== undefined) text += lines(': ', commentText(comment));
  if (event !== undefined) text += `event: ${oneLine(event, 'name')}\n`;
  if (id !== undefined) text += `id: ${oneLine(id, 'id')}\n`;
  if (retry !== undefined) text += retryLine(retry);
  if (data !== undefined) text += lines('data: ', dataText(data));
  else if (event !== undefined) text += 'data:\n';
  if (text === '') throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'An event has none of data, event, id, retry and comment');
  return `${text}\n`;
}

function commentText(value) {
  if (typeof value !== 'string') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The comment of an event is not a string');
  return value;
}

module.exports = { eventText, retryLine };
