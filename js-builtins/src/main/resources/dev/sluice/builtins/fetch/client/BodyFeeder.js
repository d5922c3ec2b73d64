// The body of a request that is a script's stream: read when Java asks, so that the network's pace is the stream's.
const { ObjectPrototypeHasOwnProperty, PromisePrototypeThen, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { markPromiseHandled } = require('core/promises');
const { codedError } = require('core/errors');
const { networkErrorFrom } = require('fetch/client/errors');
const { READABLE, readableStreamCancel } = require('streams/readable/operations');
const { acquireReadableStreamDefaultReader } = require('streams/readable/ReadableStreamDefaultReader');
const { readMany } = require('streams/readable/readMany');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');

class BodyFeeder {
  /** @param {object} stream slots of a stream that nobody has locked or read; it stays locked for good */
  constructor(stream) {
    this.stream = stream;
    this.reader = acquireReadableStreamDefaultReader(stream);
    /** Java's FetchBodyBinding */
    this.target = undefined;
    this.hasFailed = false;
    this.error = undefined;
    this.onPull = () => this.pull();
    this.onCancel = () => this.cancel(undefined);
  }

  pull() {
    try {
      const step = readMany(this.reader);
      if (ObjectPrototypeHasOwnProperty(step, 'done')) this.take(step);
      else {
        PromisePrototypeThen(
          step,
          (result) => this.take(result),
          (e) => this.fail(e),
        );
      }
    } catch (e) {
      this.fail(e);
    }
  }

  take({ value, done }) {
    let count = 0;
    try {
      for (let i = 0; i < value.length; i++) count += this.add(value[i]);
    } catch (e) {
      this.fail(e);
      this.cancel(e);
      return;
    }
    if (count > 0 || done) this.target.answer(done);
    else this.pull();
  }

  add(chunk) {
    if (typeof chunk === 'string') return this.target.addText(chunk);
    if (!isBufferSource(chunk)) {
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'A chunk of the body is neither a string nor an ArrayBuffer nor a view on one');
    }
    return this.target.addBytes(bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk));
  }

  fail(e) {
    if (this.hasFailed) return;
    this.hasFailed = true;
    this.error = e;
    this.target.fail(e);
  }

  /** The network error of a fetch whose body has failed; undefined for one that has not. */
  failure() {
    return this.hasFailed ? networkErrorFrom(this.error, 'the stream that is its body has failed', undefined) : undefined;
  }

  /** Nobody wants the rest. */
  cancel(reason) {
    if (this.stream.state === READABLE) markPromiseHandled(readableStreamCancel(this.stream, reason));
  }
}

isolate(BodyFeeder);

module.exports = { BodyFeeder };
