// stream.text(), json() and bytes(), which are Bun's and no standard's: a whole stream as one value.
//
// Chunks may be strings and buffer sources, also mixed. What waits is drained in one go; a stream whose end is here already is answered
// with a promise that is fulfilled. Bytes are joined before they are decoded, since the UTF-8 of a character may lie in two chunks.
const {
  JSONParse,
  PromiseReject,
  PromiseResolve,
  StringPrototypeToWellFormed,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const {
  READABLE,
  CLOSED,
  invalidStateError,
  isReadableStreamLocked,
  lockedError,
  markPromiseHandled,
  readableStreamCancel,
} = require('streams/readable/operations');
const { newPendingPromise } = require('streams/readable/ReadableStreamGenericReader');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');

/** Gathers the chunks of a stream and makes one value of them. It is the read request of its own reads. */
class Collection {
  constructor(stream, combine) {
    this.stream = stream;
    this.reader = acquireReadableStreamDefaultReader(stream);
    /** what becomes of the chunks: a function of (pieces, is the stream a byte stream?) */
    this.combine = combine;
    this.pieces = [];
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
    /** is `drain` on the stack? */
    this.draining = false;
    this.isByteStream = stream.controller.isByteController;
  }

  /** Takes what is here, then waits for more in a read. */
  drain() {
    const { stream } = this;
    stream.disturbed = true;
    this.draining = true;
    while (stream.state === READABLE) {
      const { controller } = stream;
      if (controller.queue.length === 0) {
        const before = this.pieces.length;
        controller.pullSteps(this);
        if (this.pieces.length === before) break;
      } else {
        const chunks = controller.takeAllChunks();
        for (let i = 0; i < chunks.length; i++) if (!this.add(chunks[i])) break;
      }
      if (this.reader === undefined) break;
    }
    this.draining = false;
    if (this.reader === undefined || stream.state === READABLE) return;
    if (stream.state === CLOSED) this.finish();
    else this.fail(stream.storedError);
  }

  /** @returns {boolean} false if the chunk is of no use, which has ended the collection */
  add(chunk) {
    if (typeof chunk === 'string' || isBufferSource(chunk)) {
      this.pieces[this.pieces.length] = chunk;
      return true;
    }
    const error = new TypeError('A chunk of the stream is neither a string nor an ArrayBuffer nor a view on one');
    const { stream } = this;
    this.fail(error);
    // The caller is told of the chunk; that the source could not be cancelled either is nobody's to handle.
    markPromiseHandled(readableStreamCancel(stream, error));
    return false;
  }

  chunkSteps(chunk) {
    // A script in enqueue() must not find its stream drained on the way: go on in a microtask, with all that has come by then.
    if (this.add(chunk) && !this.draining) queueMicrotaskStep(drain, this);
  }

  closeSteps() {
    if (!this.draining) this.finish();
  }

  errorSteps(e) {
    // `drain` sees to an errored stream. A read may fail and leave the stream as it is, which no later look at the stream would tell.
    if (!this.draining || this.stream.state === READABLE) this.fail(e);
  }

  finish() {
    this.release();
    let value;
    try {
      value = this.combine(this.pieces, this.isByteStream);
    } catch (e) {
      this.settleRejected(e);
      return;
    }
    if (this.resolve === undefined) this.promise = PromiseResolve(value);
    else this.resolve(value);
  }

  fail(e) {
    this.release();
    this.settleRejected(e);
  }

  settleRejected(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }

  release() {
    const { reader } = this;
    this.reader = undefined;
    readableStreamDefaultReaderRelease(reader);
  }
}

function drain(collection) {
  if (collection.reader !== undefined) collection.drain();
}

/** @returns {Promise} of what `combine` makes of all chunks */
function collect(stream, operation, combine) {
  if (isReadableStreamLocked(stream)) return PromiseReject(lockedError(operation));
  if (stream.disturbed) return PromiseReject(invalidStateError(`ReadableStream.${operation}: the stream has been used already`));
  const collection = new Collection(stream, combine);
  collection.drain();
  return collection.promise ?? newPendingPromise(collection);
}

/** The bytes of a piece. @returns {Uint8Array} on the piece's own memory if that is bytes */
function bytesOf(piece) {
  if (typeof piece === 'string') return require('encoding/TextEncoder').encodeUtf8(StringPrototypeToWellFormed(piece));
  return new Uint8Array(bufferOf(piece), byteOffsetOf(piece), byteLengthOf(piece));
}

/** The pieces from `from` to before `to` in one Uint8Array. A piece that is alone is not copied if `owned`. */
function joinBytes(pieces, from, to, owned) {
  if (owned && to - from === 1) return bytesOf(pieces[from]);
  const parts = [];
  let length = 0;
  for (let i = from; i < to; i++) {
    const part = bytesOf(pieces[i]);
    parts[i - from] = part;
    length += TypedArrayPrototypeGetByteLength(part);
  }
  const joined = new Uint8Array(length);
  let offset = 0;
  for (let i = 0; i < parts.length; i++) {
    TypedArrayPrototypeSet(joined, parts[i], offset);
    offset += TypedArrayPrototypeGetByteLength(parts[i]);
  }
  return joined;
}

function toBytes(pieces, isByteStream) {
  return joinBytes(pieces, 0, pieces.length, isByteStream);
}

/**
 * Strings as they are; each run of byte pieces between them is decoded as UTF-8. A byte order mark is taken off the beginning of bytes
 * only.
 */
function toText(pieces) {
  let text = '';
  for (let i = 0; i < pieces.length; ) {
    if (typeof pieces[i] === 'string') {
      text += pieces[i++];
      continue;
    }
    const from = i;
    while (i < pieces.length && typeof pieces[i] !== 'string') i++;
    text += decode(joinBytes(pieces, from, i, true), from !== 0);
  }
  return text;
}

function decode(bytes, ignoreBOM) {
  const { decodeBytes, makeTextDecoderSlots } = require('encoding/TextDecoder');
  return decodeBytes(
    makeTextDecoderSlots('utf-8', false, ignoreBOM, 'ReadableStream.text'),
    TypedArrayPrototypeGetBuffer(bytes),
    TypedArrayPrototypeGetByteOffset(bytes),
    TypedArrayPrototypeGetByteLength(bytes),
    false,
  );
}

/** stream.text(): a UTF-8 byte order mark is removed from bytes, malformed bytes become U+FFFD, strings are taken as they are. */
function readableStreamText(stream) {
  return collect(stream, 'text', toText);
}

/** stream.json(): rejects with a SyntaxError where the text is not JSON. */
function readableStreamJson(stream) {
  return collect(stream, 'json', (pieces) => JSONParse(toText(pieces)));
}

/** stream.bytes(): a Uint8Array that is the caller's own; strings count as their UTF-8. */
function readableStreamBytes(stream) {
  return collect(stream, 'bytes', toBytes);
}

module.exports = { readableStreamText, readableStreamJson, readableStreamBytes };
