// The script way: what a stream of a script has goes to the connection as it comes, and no faster than the client takes it. While the
// stream has nothing, this is the read request that waits («read-loop», Streams §4.9.3).
const { TypeError } = primordials;
const { codedError, fromHost } = require('core/errors');
const { markPromiseHandled } = require('core/promises');
const { isBufferSource } = require('webidl/bufferSource');
const { CLOSED, READABLE, readableStreamCancel } = require('streams/readable/operations');
const { StreamTag } = require('streams/readable/native');
const { acquireReadableStreamDefaultReader } = require('streams/readable/ReadableStreamDefaultReader');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { Producer } = require('bun/serve/Producer');

class StreamProducer extends Producer {
  /**
   * @param {ServerRequestSlots} served
   * @param {object} stream slots; locked from now on
   * @param {object} sink of the binding
   */
  constructor(served, stream, sink) {
    super(served, sink, StreamTag.JavaScript);
    this.stream = stream;
    this.reader = acquireReadableStreamDefaultReader(stream);
    this.isByteStream = stream.controller.isByteController;
    /** is `run` on the stack? */
    this.running = false;
    /** has a chunk come by the read that `run` has just made? */
    this.arrived = false;
    this.onReady = () => this.run();
  }

  start() {
    this.run();
  }

  /** Sends what is here, then waits for more, or for room. */
  run() {
    if (!this.isOpen) return;
    const { sink, stream } = this;
    stream.disturbed = true;
    this.running = true;
    while (this.isOpen && stream.state === READABLE) {
      if (sink.isFull()) {
        // The stream's own queue fills up meanwhile, and its source is not asked any more.
        sink.whenReady(this.onReady);
        break;
      }
      const { controller } = stream;
      if (controller.queue.length === 0) {
        this.arrived = false;
        controller.pullSteps(this);
        if (!this.arrived) break;
      } else {
        this.write(controller.takeChunk());
      }
    }
    this.running = false;
    if (!this.isOpen || stream.state === READABLE) return;
    if (stream.state === CLOSED) this.finish(this.reason());
    else this.failed(stream.storedError, this.reason());
  }

  write(chunk) {
    try {
      if (typeof chunk === 'string') this.sink.writeText(chunk);
      else if (isBufferSource(chunk)) this.writeView(chunk);
      else throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'A chunk of the response body is neither a string nor bytes');
    } catch (e) {
      const error = fromHost(e);
      markPromiseHandled(readableStreamCancel(this.stream, error));
      this.failed(error, this.reason());
    }
  }

  chunkSteps(chunk) {
    this.arrived = true;
    if (!this.isOpen) return;
    this.write(chunk);
    if (this.running || !this.isOpen) return;
    // The next read is made at once, within the script's enqueue(), as «read-loop» does; a byte controller is amid its own queue here.
    if (this.isByteStream) queueMicrotaskStep(runLater, this);
    else this.run();
  }

  closeSteps() {
    if (!this.running && this.isOpen) this.finish(this.reason());
  }

  errorSteps(e) {
    if (this.isOpen && (!this.running || this.stream.state === READABLE)) this.failed(e, this.reason());
  }

  abandon(reason) {
    this.gone(this.reason());
    markPromiseHandled(readableStreamCancel(this.stream, reason));
  }

  /** Why it is not a faster way, for those who watch. */
  reason() {
    const { stream } = this;
    if (stream.detachedBy !== undefined) return `${stream.detachedBy} has made a script stream of it`;
    return stream.transform === undefined ? 'its chunks come from a script' : 'it is the readable side of a TransformStream';
  }
}

function runLater(producer) {
  producer.run();
}

module.exports = { StreamProducer };
