// FileSink: what file.writer() gives. It replaces the content of a file piece by piece: what the file held before is gone when the sink has
// ended, however much was written.
//
// Small pieces are gathered until `highWaterMark` bytes wait or until flush(). The system's part is done off the loop's thread, so that
// flush() and end() answer with promises.
const { MathFloor, PromiseReject, PromiseResolve, RangeError, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { isObject, toBoolean, toDictionary } = require('webidl/convert');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { codedError, fromHost } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { toMode } = require('bun/mode');
const { markPromiseHandled } = require('core/promises');
const { files } = internal;

const HIGH_WATER_MARK = 1 << 16;
const LEAST_HIGH_WATER_MARK = 1;
const GREATEST_HIGH_WATER_MARK = 2 ** 30;

const noOptions = { __proto__: null };

class FileSinkSlots {
  /** @param {object} sink of `internal.files` */
  constructor(sink) {
    this.sink = sink;
    /** bytes that the flushes have answered with */
    this.flushed = 0;
    /** what end() has answered with */
    this.ended = undefined;
  }
}

isolate(FileSinkSlots);

let slotsOf, isFileSink;

class FileSink {
  #slots;

  static {
    isFileSink = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isFileSink(o)) throw illegalInvocation('FileSink');
      return o.#slots;
    };
  }

  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
  }

  /**
   * Opens the file, which the first write, flush or end does otherwise; may also be called later. After end() it does nothing.
   *
   * @param {{highWaterMark?: number}} [options] bytes that may wait from now on
   */
  start(options = undefined) {
    const slots = slotsOf(this);
    const { highWaterMark } = toDictionary(options, 'FileSink.start: options') ?? noOptions;
    const mark = toHighWaterMark(highWaterMark, 'FileSink.start', 0);
    if (slots.ended === undefined) slots.sink.start(mark);
  }

  /**
   * Takes a piece; it is copied.
   *
   * @param {string|ArrayBuffer|ArrayBufferView} chunk a string is written as UTF-8
   * @returns {number|Promise<number>} the bytes taken; 0 after end(). A promise of that number where more waits than the high-water mark:
   *   it is fulfilled when there is room again, and rejected when the file takes no more
   * @throws {TypeError} for a chunk of another type; a system error once writing has failed; ENOBUFS, which fails the sink, where 64 MB
   *   more wait because nobody has awaited those promises
   */
  write(chunk) {
    const { sink } = slotsOf(this);
    let taken;
    try {
      taken = writeTo(sink, chunk);
    } catch (e) {
      throw fromHost(e);
    }
    if (!sink.isFull()) return taken;
    const room = hostPromise((ready) => sink.whenReady(ready), () => taken);
    // A script that does not wait hears of a failure from flush() and end(), and that is once enough.
    markPromiseHandled(room);
    return room;
  }

  /** Hands what waits to the system. @returns {Promise<number>} bytes written since the last flush */
  flush() {
    if (!isFileSink(this)) return PromiseReject(illegalInvocation('FileSink'));
    const slots = this.#slots;
    if (slots.ended !== undefined) return PromiseResolve(0);
    return hostPromise(
      (done) => slots.sink.flush(done),
      (bytes) => {
        slots.flushed += bytes;
        return bytes;
      },
    );
  }

  /**
   * Writes the rest and closes the file. With an error, what waits is given up instead.
   *
   * @param {Error} [error]
   * @returns {Promise<number>} bytes written since the last flush
   */
  end(error = undefined) {
    if (!isFileSink(this)) return PromiseReject(illegalInvocation('FileSink'));
    const slots = this.#slots;
    if (slots.ended !== undefined) return slots.ended;
    if (error !== undefined && error !== null) {
      slots.sink.abort();
      slots.ended = PromiseResolve(0);
    } else {
      slots.ended = hostPromise((done) => slots.sink.end(done), (total) => total - slots.flushed);
    }
    return slots.ended;
  }

  /** Keeps the program alive until the sink has ended. By itself only what is being written does. */
  ref() {
    slotsOf(this).sink.ref();
  }

  unref() {
    slotsOf(this).sink.unref();
  }
}

function writeTo(sink, chunk) {
  if (typeof chunk === 'string') return sink.writeText(chunk);
  if (isBufferSource(chunk)) return sink.writeBytes(bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk));
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'FileSink.write: chunk is neither a string nor an ArrayBuffer nor a view on one');
}

function toHighWaterMark(value, context, otherwise) {
  if (value === undefined) return otherwise;
  if (typeof value !== 'number') {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: options.highWaterMark is not a number`);
  }
  if (!(value >= LEAST_HIGH_WATER_MARK && value <= GREATEST_HIGH_WATER_MARK)) {
    throw codedError(
      RangeError,
      'ERR_OUT_OF_RANGE',
      `${context}: options.highWaterMark must be between ${LEAST_HIGH_WATER_MARK} and ${GREATEST_HIGH_WATER_MARK}, not ${value}`,
    );
  }
  return MathFloor(value);
}

/**
 * file.writer(options). Nothing is opened yet.
 *
 * @param {BlobSlots} file of a BunFile, whose range is what is written
 * @param {{highWaterMark?: number, mode?: number, createPath?: boolean, atomic?: boolean}} [options] `highWaterMark` in bytes; the others
 *   as in Bun.write, but folders are not made unless asked for
 * @returns {FileSink}
 */
function createFileSink(file, options) {
  const dictionary = toDictionary(options, 'BunFile.writer: options') ?? noOptions;
  const { atomic, createPath, highWaterMark, mode } = dictionary;
  const mark = toHighWaterMark(highWaterMark, 'BunFile.writer', HIGH_WATER_MARK);
  const bits = toMode(mode, 'BunFile.writer: options.mode');
  try {
    const sink = files.sink(file.store, file.offset, file.length, mark, toBoolean(createPath), bits, toBoolean(atomic));
    return new FileSink(internalConstruct, new FileSinkSlots(sink));
  } catch (e) {
    throw fromHost(e);
  }
}

defineInterface(FileSink, { inspect: () => ({}) });

module.exports = { FileSink, FileSinkSlots, createFileSink, isFileSink };
