// The state of a body (Fetch §2.2.4): where its bytes are, and what may still happen to it. docs/bodies.md draws the table below.
//
// A body is no stream. A string stays a string, bytes stay bytes, a Blob stays a handle; a stream is made when somebody looks at `.body`,
// or when it was one from the beginning.
const { TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');

/** There is none: reads as nothing, again and again. One object stands for all of them, see nullBody. */
const NULL = 0;
/** There is one, of no bytes. */
const EMPTY = 1;
/** `value` is a string, with lone surrogates as they came. */
const STRING = 2;
/** `value` is a Uint8Array on a whole ArrayBuffer that no script has. */
const BYTES = 3;
/** `value` is the slots of a Blob. */
const BLOB = 4;
/** `stream` is the slots of a stream, which may have been used by others. */
const LOCKED = 5;
/** It has been read, or given away. */
const USED = 6;
/** It failed before anybody read it; `value` is the error. */
const ERROR = 7;

/** What can happen to a body. */
/** It is read whole, or moves to another owner. */
const READ = 0;
/** A script looks at `.body`. */
const LOOK = 1;
/** Its owner is cloned. */
const CLONE = 2;
/** What it would have come from has failed. */
const FAIL = 3;
const EVENTS = 4;

/** The event cannot happen: ERR_BODY_ALREADY_USED. */
const REFUSED = -1;

/** The transition table: a row a state, a column an event; the state afterwards. A clone begins in the same state as its original. */
const transitions = [
  // READ, LOOK, CLONE, FAIL of
  NULL, NULL, NULL, NULL, // NULL
  USED, LOCKED, EMPTY, ERROR, // EMPTY
  USED, LOCKED, STRING, ERROR, // STRING
  USED, LOCKED, BYTES, ERROR, // BYTES
  USED, LOCKED, BLOB, ERROR, // BLOB
  USED, LOCKED, LOCKED, LOCKED, // LOCKED: READ and CLONE only where it is usable; its stream fails by itself
  REFUSED, USED, REFUSED, USED, // USED
  ERROR, ERROR, ERROR, ERROR, // ERROR
];

class BodySlots {
  constructor(state, value, type) {
    this.state = state;
    /** what the state says; undefined where it says nothing */
    this.value = value;
    /** the Content-Type that the body brings along, or null */
    this.type = type;
    /** slots of the stream that `.body` shows, once there is one */
    this.stream = undefined;
    /** of BYTES: does another body hold the same ones? Then whoever wants them for his own must copy. */
    this.isShared = false;
  }
}

isolate(BodySlots);

/** The body of all that have none. */
const nullBody = new BodySlots(NULL, undefined, null);

/** A body that is a stream. `stream` is slots; nobody has locked or read it. */
function createStreamBody(stream, type) {
  const body = new BodySlots(LOCKED, undefined, type);
  body.stream = stream;
  return body;
}

/** «unusable»: is it used up, or has somebody locked or read its stream? */
function isUnusable(body) {
  if (body.state === LOCKED) return body.stream.disturbed || body.stream.reader !== undefined;
  return body.state === USED;
}

/** `bodyUsed`: has anything been read of it? A stream that is only locked has not. */
function isBodyUsed(body) {
  return body.state === USED || (body.state === LOCKED && body.stream.disturbed);
}

/**
 * Lets an event happen to a body that is not unusable.
 *
 * @returns {*} what `value` was before, which a used body does not hold any more
 */
function advance(body, event) {
  const { state, value } = body;
  const next = transitions[state * EVENTS + event];
  // assert: next is not REFUSED
  if (next !== state) {
    body.state = next;
    body.value = undefined;
  }
  return value;
}

/** The error of a body that cannot be read. */
function bodyUsedError(message = 'The body has already been used') {
  return codedError(TypeError, 'ERR_BODY_ALREADY_USED', message);
}

/**
 * Fails a body that nobody has read: reading it rejects with `error` from now on. Of a body that is a stream already the stream is to be
 * errored, by whoever feeds it.
 */
function failBody(body, error) {
  advance(body, FAIL);
  if (body.state === ERROR) body.value = error;
}

/**
 * Fails a body that is a stream of Java's at which no script has looked yet: then there is no stream to be errored, and each reading
 * rejects with `error` at once.
 *
 * @returns {boolean} false if there is more to it than that
 */
function failUnseenBody(body, error) {
  const { state, stream } = body;
  if (state !== LOCKED || stream.wrapper !== undefined || stream.origin === null || isUnusable(body)) return false;
  body.state = ERROR;
  body.value = error;
  body.stream = undefined;
  return true;
}

module.exports = {
  NULL,
  EMPTY,
  STRING,
  BYTES,
  BLOB,
  LOCKED,
  USED,
  ERROR,
  READ,
  LOOK,
  CLONE,
  FAIL,
  BodySlots,
  advance,
  bodyUsedError,
  createStreamBody,
  failBody,
  failUnseenBody,
  isBodyUsed,
  isUnusable,
  nullBody,
};
