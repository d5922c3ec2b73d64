// A direct stream whose consumer wants all of it: the script writes straight into the value to be.
const { markPromiseHandled } = require('core/promises');
const { CLOSED, ERRORED } = require('streams/readable/operations');
const { newReaderSlots } = require('streams/readable/ReadableStreamGenericReader');
const { takeOrigin } = require('streams/readable/native');
const { CHUNKS } = require('streams/consume/kinds');
const { contentAs } = require('streams/consume/content');
const { Chunks } = require('streams/consume/Chunks');
const { Consumption } = require('streams/consume/Consumption');
const { Pieces } = require('streams/consume/Pieces');
const { isWatched, noteWay } = require('streams/consume/way');
const { DirectControllerSlots, directCancel, directEnd, directPull } = require('streams/direct/DirectController');
const { Turn } = require('streams/direct/Turn');

/** The sink of the stream's DirectController. What bounds it is the limit: the writer waits for its next turn only. */
class DirectCollection extends Consumption {
  /** Parameters as of Consumption; the stream has a DirectOrigin. */
  constructor(stream, kind, settings) {
    super(stream, kind, settings);
    this.tag = stream.tag;
    this.content = kind.of === CHUNKS ? new Chunks(settings.limit) : new Pieces(settings.limit, false);
    this.controller = new DirectControllerSlots(this, takeOrigin(stream).source);
    stream.reader = newReaderSlots(stream, false);
    this.turn = new Turn(() => this.nextTurn());
    /** of a writer that waits */
    this.onReady = undefined;
  }

  run() {
    directPull(this.controller, () => directEnd(this.controller));
  }

  giveUp(reason) {
    markPromiseHandled(directCancel(this.controller, reason));
    this.error(reason);
  }

  write(chunk, byteLength) {
    this.content.write(chunk, byteLength);
    this.turn.spend(byteLength);
  }

  isFull() {
    return this.turn.isOver;
  }

  whenReady(callback) {
    this.onReady = callback;
  }

  nextTurn() {
    const { onReady } = this;
    this.onReady = undefined;
    onReady?.();
  }

  flush() {
    return 0;
  }

  end() {
    this.finish(CLOSED);
    const { content, kind } = this;
    if (isWatched()) noteWay(this.tag, 'script', content.byteLength, 'a script writes its chunks', this.begun);
    this.settle(() => kind.make(contentAs(content, kind.of), this.type));
    content.clear();
  }

  error(e) {
    this.finish(ERRORED);
    this.stream.storedError = e;
    if (isWatched()) noteWay(this.tag, 'script', this.content.byteLength, 'a script writes its chunks; it failed', this.begun);
    this.content.clear();
    this.settleRejected(e);
  }

  finish(state) {
    const { stream } = this;
    this.release();
    stream.state = state;
    if (!this.keepLocked) stream.reader = undefined;
  }
}

module.exports = { DirectCollection };
