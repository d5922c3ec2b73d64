// A direct stream that somebody reads chunk by chunk: what the script writes is gathered to chunks of bytes for a default controller.
//
// Small writes gather until there are as many bytes as the high-water mark, or until the microtasks that run now are through. The writer
// waits while as many bytes are unread; it goes on when a reader asks for more than there is.
const { Error, TypedArrayPrototypeGetByteLength } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { TextJoiner } = require('encoding/TextJoiner');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  setUpReadableStreamDefaultController,
} = require('streams/readable/ReadableStreamDefaultController');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { Pieces, utf8Length } = require('streams/consume/Pieces');
const { DirectControllerSlots, directCancel, directPull } = require('streams/direct/DirectController');
const { Turn } = require('streams/direct/Turn');

/** So many bytes may be unread because the script writes on without waiting; beyond that the stream fails. */
const MOST_UNREAD = 64 << 20;

class DirectReaderSink {
  constructor(stream, highWaterMark) {
    this.stream = stream;
    this.highWaterMark = highWaterMark;
    this.pieces = new Pieces(-1, false);
    this.buffered = 0;
    /** of a writer that waits */
    this.onReady = undefined;
    this.texts = new TextJoiner();
    this.turn = new Turn(() => this.nextTurn());
    this.controller = undefined;
    /** is the promise of a pull() pending? */
    this.pulling = false;
    /** is a flush after the microtasks under way? */
    this.scheduled = false;
    this.onPulled = () => this.pulled();
  }

  /** pullAlgorithm of the stream: a reader waits. */
  pull() {
    // A script that writes and a reader that asks by microtasks alone would keep all others from their turn.
    if (this.turn.isOver) return undefined;
    this.ready();
    if (!this.pulling && this.controller.isOpen) {
      this.turn.spend(0);
      this.pulling = true;
      this.pulling = directPull(this.controller, this.onPulled);
    }
    return undefined;
  }

  /** The promise of a pull is fulfilled: if a reader still waits, that is the time for the next. */
  pulled() {
    this.pulling = false;
    if (this.controller.isOpen && this.isAwaited()) this.pull();
  }

  /** Does a reader wait for what is not even gathered yet? */
  isAwaited() {
    const { reader } = this.stream;
    return this.buffered === 0 && reader !== undefined && reader.readRequests.length !== 0;
  }

  nextTurn() {
    if (this.isAwaited()) this.pull();
    else if (!this.isFull()) this.ready();
  }

  ready() {
    const { onReady } = this;
    this.onReady = undefined;
    onReady?.();
  }

  write(chunk, byteLength) {
    if (byteLength === 0) return;
    if (this.unread() > MOST_UNREAD) {
      const problem = 'more than 64 MB of the stream are unread, since the script does not wait for the promises that write() gives';
      throw codedError(Error, 'ENOBUFS', `ENOBUFS: ${problem}`);
    }
    if (typeof chunk === 'string') {
      const text = this.texts.join(chunk);
      this.gather(text, text === chunk ? byteLength : utf8Length(text));
    } else {
      this.endTexts();
      this.gather(chunk, byteLength);
    }
    this.turn.spend(byteLength);
    if (this.buffered >= this.highWaterMark) {
      this.flush();
    } else if (!this.scheduled) {
      this.scheduled = true;
      queueMicrotaskStep(flushLater, this);
    }
  }

  gather(chunk, byteLength) {
    if (byteLength === 0) return;
    this.pieces.write(chunk, byteLength);
    this.buffered += byteLength;
  }

  /** Of half a pair of surrogates the other half does not come. */
  endTexts() {
    const text = this.texts.end();
    if (text !== '') this.gather(text, utf8Length(text));
  }

  unread() {
    return this.stream.controller.queueTotalSize + this.buffered;
  }

  isFull() {
    return this.turn.isOver || this.unread() >= this.highWaterMark;
  }

  whenReady(callback) {
    this.onReady = callback;
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
    this.endTexts();
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
