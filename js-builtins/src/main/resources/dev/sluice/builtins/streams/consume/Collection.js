// The script way: a stream whose chunks come from a script is read to its end and becomes one value.
//
// What waits is drained in one go, as readMany does; a stream whose end is here already is answered with a promise that is fulfilled. While
// the stream has nothing, this is the read request that waits («read-loop», Streams §4.9.3).
const { PromiseReject, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { fulfilled } = require('core/promises');
const { CLOSED, READABLE, markPromiseHandled, readableStreamCancel } = require('streams/readable/operations');
const { newPendingPromise } = require('streams/readable/ReadableStreamGenericReader');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { CHUNKS } = require('streams/consume/kinds');
const { contentAs } = require('streams/consume/content');
const { Pieces, tooLargeError, utf8Length } = require('streams/consume/Pieces');
const { byteLengthOf, isBufferSource } = require('webidl/bufferSource');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');

/** Chunks of any kind, for readableStreamToArray: what Pieces does for text and bytes. */
class Chunks {
  constructor(limit) {
    this.limit = limit;
    /** counted only where there is a limit */
    this.byteLength = limit < 0 ? -1 : 0;
    this.chunks = [];
  }

  borrow(chunks) {
    for (let i = 0; i < chunks.length; i++) this.take(chunks[i]);
    return true;
  }

  take(chunk) {
    if (this.limit >= 0) {
      if (typeof chunk === 'string') this.byteLength += utf8Length(chunk);
      else if (isBufferSource(chunk)) this.byteLength += byteLengthOf(chunk);
      if (this.byteLength > this.limit) throw tooLargeError(this.limit);
    }
    this.chunks[this.chunks.length] = chunk;
    return true;
  }

  secure() {}

  clear() {
    this.chunks = [];
  }
}

isolate(Chunks);

class Collection {
  /**
   * @param {object} stream slots of a stream that is not locked
   * @param {object} kind of streams/consume/kinds
   * @param {object} options as consumeStream has them
   */
  constructor(stream, kind, { limit, type, keepLocked, signal }, reason) {
    this.stream = stream;
    this.reason = reason;
    this.begun = beginWay();
    this.reader = acquireReadableStreamDefaultReader(stream);
    this.kind = kind;
    this.type = type;
    this.keepLocked = keepLocked;
    const isByteStream = stream.controller.isByteController;
    this.content = kind.of === CHUNKS ? new Chunks(limit) : new Pieces(limit, isByteStream);
    this.isByteStream = isByteStream;
    this.isOpen = true;
    /** is `drain` on the stack? */
    this.draining = false;
    /** has a chunk come by the read that `drain` has just made? */
    this.arrived = false;
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
    /** slots of an AbortSignal, or undefined, and what it calls */
    this.signal = signal;
    this.onAbort = undefined;
  }

  /** @returns {Promise} */
  start() {
    const { signal } = this;
    if (signal !== undefined && signal.aborted) this.giveUp(signal.reason);
    else this.drain();
    if (this.isOpen && signal !== undefined) {
      this.onAbort = () => this.giveUp(signal.reason);
      require('dom/AbortSignal').addAlgorithm(signal, this.onAbort);
    }
    return this.promise ?? newPendingPromise(this);
  }

  /** Takes what is here, then waits for more in a read. */
  drain() {
    const { stream } = this;
    stream.disturbed = true;
    this.draining = true;
    while (this.isOpen && stream.state === READABLE) {
      const { controller } = stream;
      if (controller.queue.length === 0) {
        this.arrived = false;
        // The pull that this may call is a script's.
        this.content.secure();
        controller.pullSteps(this);
        if (!this.arrived) break;
      } else {
        this.borrow(controller.takeAllChunks());
      }
    }
    this.draining = false;
    if (!this.isOpen) return;
    if (stream.state === READABLE) this.content.secure();
    else if (stream.state === CLOSED) this.finish();
    else this.fail(stream.storedError);
  }

  borrow(chunks) {
    try {
      if (!this.content.borrow(chunks)) throw noChunkError();
    } catch (e) {
      this.giveUp(e);
    }
  }

  chunkSteps(chunk) {
    this.arrived = true;
    try {
      if (!this.content.take(chunk)) throw noChunkError();
    } catch (e) {
      this.giveUp(e);
      return;
    }
    if (this.draining) return;
    // The next read is made at once, within the script's enqueue(), as «read-loop» does; a byte controller is amid its own queue here.
    if (this.isByteStream) queueMicrotaskStep(drain, this);
    else this.drain();
  }

  closeSteps() {
    if (!this.draining && this.isOpen) this.finish();
  }

  errorSteps(e) {
    // `drain` sees to an errored stream. A read may fail and leave the stream as it is, which no later look at the stream would tell.
    if (this.isOpen && (!this.draining || this.stream.state === READABLE)) this.fail(e);
  }

  finish() {
    this.release();
    const { content, kind } = this;
    if (isWatched()) noteWay(0, 'script', content.byteLength, this.reason, this.begun);
    let value;
    try {
      value = kind.make(contentAs(content, kind.of), this.type);
    } catch (e) {
      this.settleRejected(e);
      return;
    }
    content.clear();
    if (this.resolve === undefined) this.promise = fulfilled(value);
    else this.resolve(value);
  }

  fail(e) {
    this.release();
    if (isWatched()) noteWay(0, 'script', this.content.byteLength, `${this.reason}; it failed`, this.begun);
    this.content.clear();
    this.settleRejected(e);
  }

  /** Fails, and tells the stream's source that no more is wanted. */
  giveUp(e) {
    const { stream } = this;
    this.fail(e);
    // The caller is told of `e`; that the source could not be cancelled either is nobody's to handle.
    markPromiseHandled(readableStreamCancel(stream, e));
  }

  settleRejected(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }

  release() {
    const { reader } = this;
    this.isOpen = false;
    if (this.onAbort !== undefined) require('dom/AbortSignal').removeAlgorithm(this.signal, this.onAbort);
    if (this.keepLocked) {
      // The read that waits, if any, is of no interest any more.
      reader.readRequests.clear();
    } else {
      readableStreamDefaultReaderRelease(reader);
    }
  }
}

isolate(Collection);

function noChunkError() {
  return new TypeError('A chunk of the stream is neither a string nor an ArrayBuffer nor a view on one');
}

function drain(collection) {
  if (collection.isOpen) collection.drain();
}

module.exports = { Collection };
