// A direct stream that somebody reads chunk by chunk: what the script writes is gathered to chunks of bytes for a default controller.
//
// Small writes gather until there are as many bytes as the high-water mark, or until the microtasks that run now are through. The writer
// waits while as many bytes are unread; it goes on when a reader asks for more than there is.
const { TypedArrayPrototypeGetByteLength } = primordials;
const { isolate } = require('core/isolate');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  setUpReadableStreamDefaultController,
} = require('streams/readable/ReadableStreamDefaultController');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { Pieces } = require('streams/consume/Pieces');
const { DirectControllerSlots, directCancel, directPull } = require('streams/direct/DirectController');

class DirectReaderSink {
  constructor(stream, highWaterMark) {
    this.stream = stream;
    this.highWaterMark = highWaterMark;
    this.pieces = new Pieces(-1, false);
    this.buffered = 0;
    /** of the writers that wait */
    this.callbacks = [];
    this.controller = undefined;
    /** is the promise of a pull() pending? */
    this.pulling = false;
    /** is a flush after the microtasks under way? */
    this.scheduled = false;
    this.onPulled = () => this.pulled();
  }

  /** pullAlgorithm of the stream: a reader waits. */
  pull() {
    this.ready();
    if (!this.pulling && this.controller.isOpen) {
      this.pulling = true;
      this.pulling = directPull(this.controller, this.onPulled);
    }
    return undefined;
  }

  /** The promise of a pull is fulfilled: if a reader still waits, that is the time for the next. */
  pulled() {
    this.pulling = false;
    const { reader } = this.stream;
    const isAwaited = this.buffered === 0 && reader !== undefined && reader.readRequests.length !== 0;
    if (this.controller.isOpen && isAwaited) this.pull();
  }

  ready() {
    if (this.callbacks.length === 0) return;
    const { callbacks } = this;
    this.callbacks = [];
    for (let i = 0; i < callbacks.length; i++) callbacks[i]();
  }

  write(chunk, byteLength) {
    if (byteLength === 0) return;
    this.pieces.write(chunk, byteLength);
    this.buffered += byteLength;
    if (this.buffered >= this.highWaterMark) {
      this.flush();
    } else if (!this.scheduled) {
      this.scheduled = true;
      queueMicrotaskStep(flushLater, this);
    }
  }

  isFull() {
    return this.stream.controller.queueTotalSize + this.buffered >= this.highWaterMark;
  }

  whenReady(callback) {
    this.callbacks[this.callbacks.length] = callback;
  }

  flush() {
    const length = this.buffered;
    if (length === 0) return 0;
    const bytes = this.pieces.bytes();
    this.pieces = new Pieces(-1, false);
    this.buffered = 0;
    readableStreamDefaultControllerEnqueue(this.stream.controller, bytes);
    return length;
  }

  end() {
    this.flush();
    readableStreamDefaultControllerClose(this.stream.controller);
    this.ready();
  }

  error(e) {
    this.pieces.clear();
    this.buffered = 0;
    this.stream.controller.error(e);
    this.ready();
  }

  /** cancelAlgorithm of the stream */
  cancel(reason) {
    this.pieces.clear();
    this.buffered = 0;
    const result = directCancel(this.controller, reason);
    this.ready();
    return result;
  }
}

isolate(DirectReaderSink);

function flushLater(sink) {
  sink.scheduled = false;
  if (sink.controller.isOpen) sink.flush();
}

/** Gives the stream a ReadableStreamDefaultController that `source` writes into. */
function startReader(stream, source, highWaterMark) {
  const sink = new DirectReaderSink(stream, highWaterMark);
  sink.controller = new DirectControllerSlots(sink, source);
  setUpReadableStreamDefaultController(
    stream,
    undefined,
    () => sink.pull(),
    (reason) => sink.cancel(reason),
    0,
    TypedArrayPrototypeGetByteLength,
  );
  // There is no start() to wait for: the first read reaches the script at once.
  stream.controller.started = true;
}

module.exports = { startReader };
