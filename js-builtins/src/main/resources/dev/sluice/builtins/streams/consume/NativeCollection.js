// The native way: Java gathers the bytes, and JavaScript is called once, at the end. The stream is locked meanwhile and has no controller.
const { TypedArrayPrototypeGetLength } = primordials;
const { fromHost } = require('core/errors');
const { ownHostBytes } = require('core/hostBytes');
const { CLOSED, ERRORED } = require('streams/readable/operations');
const { newReaderSlots } = require('streams/readable/ReadableStreamGenericReader');
const { Consumption } = require('streams/consume/Consumption');
const { TEXT } = require('streams/consume/kinds');
const { utf8Length } = require('streams/consume/Pieces');
const { isWatched, noteWay } = require('streams/consume/way');
const { takeOrigin } = require('streams/readable/native');

class NativeCollection extends Consumption {
  /** Parameters as of Consumption; the stream has a NativeOrigin. */
  constructor(stream, kind, settings) {
    super(stream, kind, settings);
    this.tag = stream.tag;
    this.limit = settings.limit;
    /** what Java is to be told when the bytes are not wanted any more: cancel() */
    this.handle = undefined;
    this.origin = takeOrigin(stream);
    stream.reader = newReaderSlots(stream, false);
  }

  run() {
    try {
      this.ask(this.origin);
    } catch (e) {
      this.giveUp(fromHost(e));
    }
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
    const isText = kind.of === TEXT;
    let raw;
    try {
      raw = isText ? content : ownHostBytes(content);
    } catch (e) {
      // There is no room for a copy.
      this.fail(e);
      return;
    }
    this.finish(CLOSED);
    if (isWatched()) noteWay(this.tag, 'native', isText ? utf8Length(raw) : TypedArrayPrototypeGetLength(raw), '', this.begun);
    this.settle(() => kind.make(raw, this.type));
  }

  giveUp(e) {
    if (this.handle === undefined) this.origin.source?.cancel();
    else this.handle.cancel();
    this.fail(e);
  }

  fail(e) {
    this.finish(ERRORED);
    this.stream.storedError = e;
    if (isWatched()) noteWay(this.tag, 'native', -1, 'it failed', this.begun);
    this.settleRejected(e);
  }

  finish(state) {
    const { stream } = this;
    this.release();
    stream.state = state;
    // A reader that we made, and that nobody has seen: its closed promise does not exist.
    if (!this.keepLocked) stream.reader = undefined;
  }
}

module.exports = { NativeCollection };
