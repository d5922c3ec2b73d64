// The script way of reading a stream whole: what waits is taken in one go, and while the stream has nothing, this is the read request that
// waits («read-loop», Streams §4.9.3).
const { markPromiseHandled } = require('core/promises');
const { READABLE, readableStreamCancel } = require('streams/readable/operations');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');
const { Consumption } = require('streams/consume/Consumption');

/** A derived class has `run()`, the loop, which sets `running` while it is on the stack; `chunkSteps`, `finish()` and `fail(e)`. */
class ReadLoop extends Consumption {
  /** Parameters as of Consumption; the stream is not locked. */
  constructor(stream, kind, settings) {
    super(stream, kind, settings);
    this.reader = acquireReadableStreamDefaultReader(stream);
    this.running = false;
  }

  closeSteps() {
    if (!this.running && this.isOpen) this.finish();
  }

  errorSteps(e) {
    // The loop sees to an errored stream. A read may fail and leave the stream as it is, which no later look at the stream would tell.
    if (this.isOpen && (!this.running || this.stream.state === READABLE)) this.fail(e);
  }

  /** Fails, and tells the stream's source that no more is wanted. */
  giveUp(e) {
    const { stream } = this;
    this.fail(e);
    // The caller is told of `e`; that the source could not be cancelled either is nobody's to handle.
    markPromiseHandled(readableStreamCancel(stream, e));
  }

  release() {
    super.release();
    // The read that waits, if any, is of no interest any more.
    if (this.keepLocked) this.reader.readRequests.clear();
    else readableStreamDefaultReaderRelease(this.reader);
  }
}

module.exports = { ReadLoop };
