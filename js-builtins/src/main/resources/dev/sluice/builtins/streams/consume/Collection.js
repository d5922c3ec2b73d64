// The script way: a stream whose chunks come from a script is read to its end and becomes one value.
const { TypeError } = primordials;
const { CLOSED, READABLE } = require('streams/readable/operations');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { CHUNKS } = require('streams/consume/kinds');
const { contentAs } = require('streams/consume/content');
const { Chunks } = require('streams/consume/Chunks');
const { Pieces } = require('streams/consume/Pieces');
const { ReadLoop } = require('streams/consume/ReadLoop');
const { isWatched, noteWay } = require('streams/consume/way');

class Collection extends ReadLoop {
  /**
   * Parameters as of ReadLoop.
   *
   * @param {string} reason why no faster way was possible
   */
  constructor(stream, kind, settings, reason) {
    super(stream, kind, settings);
    this.reason = reason;
    const isByteStream = stream.controller.isByteController;
    this.content = kind.of === CHUNKS ? new Chunks(settings.limit) : new Pieces(settings.limit, isByteStream);
    this.isByteStream = isByteStream;
    /** has a chunk come by the read that `run` has just made? */
    this.arrived = false;
  }

  /** Takes what is here, then waits for more in a read. */
  run() {
    const { stream } = this;
    stream.disturbed = true;
    this.running = true;
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
    this.running = false;
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
    if (this.running) return;
    // The next read is made at once, within the script's enqueue(), as «read-loop» does; a byte controller is amid its own queue here.
    if (this.isByteStream) queueMicrotaskStep(run, this);
    else this.run();
  }

  finish() {
    this.release();
    const { content, kind } = this;
    if (isWatched()) noteWay(0, 'script', content.byteLength, this.reason, this.begun);
    this.settle(() => kind.make(contentAs(content, kind.of), this.type));
    content.clear();
  }

  fail(e) {
    this.release();
    if (isWatched()) noteWay(0, 'script', this.content.byteLength, `${this.reason}; it failed`, this.begun);
    this.content.clear();
    this.settleRejected(e);
  }
}

function noChunkError() {
  return new TypeError('A chunk of the stream is neither a string nor an ArrayBuffer nor a view on one');
}

function run(collection) {
  if (collection.isOpen) collection.run();
}

module.exports = { Collection };
