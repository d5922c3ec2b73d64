// A direct stream, or a generator, that writes straight into the connection: the sink of its DirectController.
const { markPromiseHandled } = require('core/promises');
const { CLOSED, ERRORED } = require('streams/readable/operations');
const { newReaderSlots } = require('streams/readable/ReadableStreamGenericReader');
const { StreamTag, takeOrigin } = require('streams/readable/native');
const { DirectControllerSlots, directCancel, directEnd, directPull } = require('streams/direct/DirectController');
const { Producer } = require('bun/serve/Producer');

const REASON = 'a script writes its chunks';

class DirectProducer extends Producer {
  /**
   * @param {ServerRequestSlots} served
   * @param {object} stream slots, with a DirectOrigin; used and locked from now on
   * @param {object} sink of the binding
   */
  constructor(served, stream, sink) {
    super(served, sink, StreamTag.Direct);
    this.stream = stream;
    this.controller = new DirectControllerSlots(this, takeOrigin(stream).source);
    stream.reader = newReaderSlots(stream, false);
  }

  start() {
    directPull(this.controller, () => directEnd(this.controller));
  }

  // What a DirectController wants of its sink.

  write(chunk, byteLength) {
    if (byteLength === 0) return;
    if (typeof chunk === 'string') this.sink.writeText(chunk);
    else this.writeView(chunk);
  }

  isFull() {
    return this.sink.isFull();
  }

  whenReady(callback) {
    this.sink.whenReady(callback);
  }

  flush() {
    return this.sink.push();
  }

  end() {
    this.stream.state = CLOSED;
    this.finish(REASON);
  }

  error(e) {
    this.stream.state = ERRORED;
    this.stream.storedError = e;
    // The client may have gone in the same breath.
    if (this.isOpen) this.failed(require('core/errors').fromHost(e), REASON);
  }

  abandon(reason) {
    this.stream.state = CLOSED;
    this.gone(REASON);
    markPromiseHandled(directCancel(this.controller, reason));
  }
}

module.exports = { DirectProducer };
