// Seeing it: which way each consumption of a stream or body took, and why not a faster one. Goes to `runtime --trace-streams`, to Flight
// Recorder (event dev.sluice.StreamConsumed) and to whoever JsRuntime.Builder.onStreamConsumed names. While nobody watches, it costs a
// consumption one question, answered by a boolean.
//
// static: the bytes or the string were here and were handed over. native: Java moved the bytes and JavaScript was told of the end.
// script: JavaScript looked at each chunk.
const { trace } = internal;

const tagNames = ['JavaScript', 'Blob', 'File', 'Direct', 'Bytes'];

/** Does anybody watch? Asked before anything is worked out for noteWay alone. */
function isWatched() {
  return trace.isWatched();
}

/** @returns {number} when a consumption began, for noteWay; 0 if nobody watches */
function beginWay() {
  return trace.isWatched() ? trace.now() : 0;
}

/**
 * Tells of one consumption, at its end.
 *
 * @param {number|string} tag a StreamTag of streams/readable/native; for a body that has no stream, what it is: 'String', 'Bytes' …
 * @param {'static'|'native'|'script'} way
 * @param {number} bytes that came; -1 where they are not counted
 * @param {string} reason why no faster way was possible, or what went wrong; '' for nothing
 * @param {number} [begun] what beginWay gave
 */
function noteWay(tag, way, bytes, reason, begun = 0) {
  if (!trace.isWatched()) return;
  trace.note(typeof tag === 'string' ? tag : (tagNames[tag] ?? 'Invalid'), way, bytes, reason, begun);
}

module.exports = { beginWay, isWatched, noteWay };
