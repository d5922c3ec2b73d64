// Streams of `type: "direct"`, which are Bun's and no standard's: the script writes into whatever consumes the stream. Nothing is called
// before somebody consumes. A consumer of the whole body calls pull() once, and a promise that it returns closes the stream when it is
// fulfilled; a reader calls pull() whenever it wants more and no pull is running. start() is never called.
const { ReflectApply, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { newStream, StreamTag } = require('streams/readable/native');

/** The mark from which what was written and not yet read holds up the writer, in bytes. */
const HIGH_WATER_MARK = 2048;

/** The script's callbacks. */
class ScriptSource {
  constructor(underlyingSource, { pull, cancel, close }) {
    this.underlyingSource = underlyingSource;
    this.pullMethod = pull;
    this.cancelMethod = cancel;
    this.closeMethod = close;
  }

  pull(controller) {
    const { wrapDirectController } = require('streams/direct/DirectController');
    return ReflectApply(this.pullMethod, this.underlyingSource, [wrapDirectController(controller)]);
  }

  /** The script has ended the stream, or it has failed. */
  closed(error) {
    const { closeMethod } = this;
    if (closeMethod === undefined) return;
    try {
      ReflectApply(closeMethod, this.underlyingSource, [error]);
    } catch (e) {
      // Too late for the stream: that is over.
      require('html/reportError').reportException(e);
    }
  }

  cancel(reason) {
    return this.cancelMethod === undefined ? undefined : ReflectApply(this.cancelMethod, this.underlyingSource, [reason]);
  }
}

isolate(ScriptSource);

/** The origin of a direct stream, see streams/readable/native. */
class DirectOrigin {
  /**
   * @param {object} source pull(controller slots), closed(error), cancel(reason)
   * @param {number} highWaterMark in bytes
   */
  constructor(source, highWaterMark) {
    this.source = source;
    this.highWaterMark = highWaterMark;
    this.blob = undefined;
  }

  materialize(stream) {
    require('streams/direct/DirectReaderSink').startReader(stream, this.source, this.highWaterMark);
  }
}

isolate(DirectOrigin);

/** What the constructor of ReadableStream does for `type: "direct"`. */
function setUpDirectStream(stream, underlyingSource, dictionary, highWaterMark) {
  if (dictionary.pull === undefined) throw new TypeError('ReadableStream: a direct source must have a function pull');
  stream.origin = new DirectOrigin(new ScriptSource(underlyingSource, dictionary), highWaterMark);
  stream.tag = StreamTag.Direct;
}

/** A direct stream of a source of ours. @returns {object} stream slots */
function createDirectStream(source) {
  return newStream(new DirectOrigin(source, HIGH_WATER_MARK), StreamTag.Direct);
}

module.exports = { HIGH_WATER_MARK, createDirectStream, setUpDirectStream };
