// The native way: Java gathers the bytes, and JavaScript is called once, at the end. The stream is locked meanwhile and has no controller.
const { ArrayBuffer, Promise, TypedArrayPrototypeGetLength, TypedArrayPrototypeSet, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { fromHost } = require('core/errors');
const { CLOSED, ERRORED } = require('streams/readable/operations');
const { newReaderSlots } = require('streams/readable/ReadableStreamGenericReader');
const { TEXT } = require('streams/consume/kinds');
const { utf8Length } = require('streams/consume/Pieces');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { takeOrigin } = require('streams/readable/native');

/** A real Uint8Array with the bytes of a buffer of Java. */
function copyOf(hostBuffer) {
  const view = new Uint8Array(new ArrayBuffer(hostBuffer));
  const copy = new Uint8Array(TypedArrayPrototypeGetLength(view));
  TypedArrayPrototypeSet(copy, view, 0);
  return copy;
}

class NativeCollection {
  /** Parameters as of Collection; the stream has a NativeOrigin. */
  constructor(stream, kind, { limit, type, keepLocked, signal }) {
    this.begun = beginWay();
    this.tag = stream.tag;
    this.stream = stream;
    this.kind = kind;
    this.limit = limit;
    this.type = type;
    this.keepLocked = keepLocked;
    this.signal = signal;
    this.onAbort = undefined;
    this.isOpen = true;
    /** what Java is to be told when the bytes are not wanted any more: cancel() */
    this.handle = undefined;
    this.resolve = undefined;
    this.reject = undefined;
  }

  /** @returns {Promise} */
  start() {
    const { stream, signal } = this;
    const origin = takeOrigin(stream);
    stream.reader = newReaderSlots(stream, false);
    const promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (signal !== undefined && signal.aborted) {
      origin.source?.cancel();
      this.fail(signal.reason);
      return promise;
    }
    try {
      this.ask(origin);
    } catch (e) {
      origin.source?.cancel();
      this.fail(fromHost(e));
      return promise;
    }
    if (signal !== undefined) {
      this.onAbort = () => {
        this.handle.cancel();
        this.fail(signal.reason);
      };
      require('dom/AbortSignal').addAlgorithm(signal, this.onAbort);
    }
    return promise;
  }

  ask(origin) {
    const { blob } = origin;
    const isText = this.kind.of === TEXT;
    const whenDone = (error, content) => this.receive(error, content);
    if (blob === undefined || this.signal !== undefined) {
      this.handle = internal.streams.collect(origin.openSource(), isText ? 'text' : 'bytes', this.limit, whenDone);
    } else if (isText) {
      // A whole file is read in one go.
      blob.store.readText(blob.offset, blob.length, this.limit, whenDone);
    } else {
      blob.store.readBytes(blob.offset, blob.length, this.limit, whenDone);
    }
  }

  /** Called by Java, once. */
  receive(error, content) {
    if (error !== undefined && error !== null) {
      this.fail(fromHost(error));
      return;
    }
    const { kind } = this;
    let raw;
    try {
      raw = kind.of === TEXT ? content : copyOf(content);
    } catch (e) {
      // There is no room for a copy.
      this.fail(e);
      return;
    }
    this.release();
    this.stream.state = CLOSED;
    if (isWatched()) {
      const byteLength = kind.of === TEXT ? utf8Length(raw) : TypedArrayPrototypeGetLength(raw);
      noteWay(this.tag, 'native', byteLength, '', this.begun);
    }
    try {
      const { resolve } = this;
      resolve(kind.make(raw, this.type));
    } catch (e) {
      this.reject(e);
    }
  }

  fail(e) {
    const { stream, reject } = this;
    this.release();
    stream.state = ERRORED;
    stream.storedError = e;
    if (isWatched()) noteWay(this.tag, 'native', -1, 'it failed', this.begun);
    reject(e);
  }

  release() {
    this.isOpen = false;
    if (this.onAbort !== undefined) require('dom/AbortSignal').removeAlgorithm(this.signal, this.onAbort);
    // A reader that we made, and that nobody has seen: its closed promise does not exist.
    if (!this.keepLocked) this.stream.reader = undefined;
  }
}

isolate(NativeCollection);

module.exports = { NativeCollection };
