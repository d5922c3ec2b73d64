// A direct stream whose consumer wants all of it: the script writes straight into the value to be.
const { PromiseReject, TypedArrayPrototypeGetLength, TypedArrayPrototypeSet, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { fulfilled } = require('core/promises');
const { CLOSED, ERRORED, markPromiseHandled } = require('streams/readable/operations');
const { newPendingPromise, newReaderSlots } = require('streams/readable/ReadableStreamGenericReader');
const { takeOrigin } = require('streams/readable/native');
const { CHUNKS } = require('streams/consume/kinds');
const { contentAs } = require('streams/consume/content');
const { Pieces, tooLargeError } = require('streams/consume/Pieces');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { DirectControllerSlots, directCancel, directEnd, directPull } = require('streams/direct/DirectController');

/** Chunks as they were written, for readableStreamToArray; bytes are copied, as in any write. */
class WrittenChunks {
  constructor(limit) {
    this.limit = limit;
    this.byteLength = 0;
    this.chunks = [];
  }

  write(chunk, byteLength) {
    this.byteLength += byteLength;
    if (this.limit >= 0 && this.byteLength > this.limit) throw tooLargeError(this.limit);
    this.chunks[this.chunks.length] = typeof chunk === 'string' ? chunk : copyOf(chunk);
  }

  clear() {
    this.chunks = [];
  }
}

isolate(WrittenChunks);

function copyOf(bytes) {
  const copy = new Uint8Array(TypedArrayPrototypeGetLength(bytes));
  TypedArrayPrototypeSet(copy, bytes, 0);
  return copy;
}

/** The sink of the stream's DirectController. It is never full: what bounds it is the limit. */
class DirectCollection {
  /** Parameters as of Collection; the stream has a DirectOrigin. */
  constructor(stream, kind, { limit, type, keepLocked, signal }) {
    this.begun = beginWay();
    this.tag = stream.tag;
    this.stream = stream;
    this.kind = kind;
    this.type = type;
    this.keepLocked = keepLocked;
    this.content = kind.of === CHUNKS ? new WrittenChunks(limit) : new Pieces(limit, false);
    this.controller = undefined;
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
    this.signal = signal;
    this.onAbort = undefined;
  }

  /** @returns {Promise} */
  start() {
    const { stream, signal } = this;
    this.controller = new DirectControllerSlots(this, takeOrigin(stream).source);
    stream.reader = newReaderSlots(stream, false);
    if (signal !== undefined && signal.aborted) this.abort(signal.reason);
    else directPull(this.controller, () => directEnd(this.controller));
    if (signal !== undefined && this.controller.isOpen) {
      this.onAbort = () => this.abort(signal.reason);
      require('dom/AbortSignal').addAlgorithm(signal, this.onAbort);
    }
    return this.promise ?? newPendingPromise(this);
  }

  abort(reason) {
    markPromiseHandled(directCancel(this.controller, reason));
    this.error(reason);
  }

  write(chunk, byteLength) {
    this.content.write(chunk, byteLength);
  }

  isFull() {
    return false;
  }

  whenReady() {}

  flush() {
    return 0;
  }

  end() {
    this.release(CLOSED);
    const { content, kind } = this;
    if (isWatched()) noteWay(this.tag, 'script', content.byteLength, 'a script writes its chunks', this.begun);
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

  error(e) {
    this.release(ERRORED);
    this.stream.storedError = e;
    if (isWatched()) noteWay(this.tag, 'script', this.content.byteLength, 'a script writes its chunks; it failed', this.begun);
    this.content.clear();
    this.settleRejected(e);
  }

  settleRejected(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }

  release(state) {
    const { stream } = this;
    stream.state = state;
    if (this.onAbort !== undefined) require('dom/AbortSignal').removeAlgorithm(this.signal, this.onAbort);
    if (!this.keepLocked) stream.reader = undefined;
  }
}

isolate(DirectCollection);

module.exports = { DirectCollection };
