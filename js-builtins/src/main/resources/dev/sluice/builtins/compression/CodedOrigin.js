// pipeThrough(new CompressionStream(…)) and its reverse without JavaScript: where the bytes come from Java and whoever wants the outcome
// takes all of it in Java too, a native coder stands between the two.
//
// The decision falls in two steps. pipeThrough() only locks the two ends, as it has to, and makes the readable side a stream with an origin
// (streams/readable/native). If the next consumer is native, it takes the origin: nothing of the standard's machinery ever runs. If it
// looks at the stream (getReader(), tee(), cancel() …), the pipe is started after all, at that moment, and all is as the standard has it.
// What a script could tell: the source is not read before; and where the native way was taken, the source and the writable side stay locked
// when all is over, like any stream whose origin was taken.
const { isolate } = require('core/isolate');
const { markPromiseHandled } = require('core/promises');
const { READABLE } = require('streams/readable/operations');
const { StreamTag, moveStream, streamTag, takeOrigin } = require('streams/readable/native');
const { WRITABLE, writableStreamCloseQueuedOrInFlight } = require('streams/writable/operations');
const { compress } = internal;

/** The origin of the readable side of a CodingTransform whose pipe has not begun. */
class CodedOrigin {
  /**
   * @param {object} input slots of a stream with a native origin, which nobody else has
   * @param {object} coding CodingTransform
   * @param {object} writer slots of the writer that locks the writable side
   */
  constructor(input, coding, writer) {
    this.input = input;
    this.coding = coding;
    this.writer = writer;
    this.blob = undefined;
  }

  /** The native source below, if it is open already: for who gives up before it takes it. */
  get source() {
    return this.input.origin.source;
  }

  /** The native source, which is the caller's from now on. */
  openSource() {
    const { format, encodes } = this.coding;
    this.coding.close();
    return compress.source(takeOrigin(this.input).openSource(), format, encodes);
  }

  materialize(stream) {
    const { input, coding, writer } = this;
    if (stream !== coding.transform.readable) {
      // The origin was moved to a stream of its own, which nobody knows as the readable side.
      require('streams/readable/NativePump').startPump(stream, this.openSource());
      return;
    }
    const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
    require('streams/writable/WritableStreamDefaultWriter').writableStreamDefaultWriterRelease(writer);
    markPromiseHandled(readableStreamPipeTo(input, coding.transform.writable, false, false, false));
  }
}

isolate(CodedOrigin);

/**
 * The steps of pipeThrough() behind its checks, for the pair of a CompressionStream or DecompressionStream.
 *
 * @param {object} source slots of a ReadableStream that is not locked
 * @param {object} readable slots of the readable side; its transform has a `coding`
 * @param {object} destination slots of a WritableStream that is not locked
 * @param {object} options StreamPipeOptions
 * @returns {boolean} false if the pipe has to be an ordinary one; nothing is changed then
 */
function pipeThroughCoding(source, readable, destination, options) {
  const { transform } = readable;
  if (transform.writable !== destination || !isNative(source) || !isUntouched(transform)) return false;
  if (options.preventAbort || options.preventCancel || options.preventClose || options.signal !== undefined) return false;
  const { acquireWritableStreamDefaultWriter } = require('streams/writable/WritableStreamDefaultWriter');
  readable.origin = new CodedOrigin(moveStream(source), transform.coding, acquireWritableStreamDefaultWriter(destination));
  readable.tag = StreamTag.Bytes;
  return true;
}

function isNative(stream) {
  const tag = streamTag(stream);
  return tag === StreamTag.Blob || tag === StreamTag.File || tag === StreamTag.Bytes;
}

/** Has nobody written, read, closed or aborted anything? */
function isUntouched({ coding, readable, writable }) {
  if (coding.coder !== undefined || coding.isOver) return false;
  if (readable.state !== READABLE || readable.reader !== undefined || readable.disturbed || readable.origin !== null) return false;
  return (
    writable.state === WRITABLE &&
    writable.controller.head === undefined &&
    writable.inFlightWriteRequest === undefined &&
    !writableStreamCloseQueuedOrInFlight(writable)
  );
}

module.exports = { pipeThroughCoding };
