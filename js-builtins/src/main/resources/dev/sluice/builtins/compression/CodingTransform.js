// What CompressionStream and DecompressionStream have in common: a transform stream over a coder of Java.
const { ArrayBuffer, TypeError, TypedArrayPrototypeSet, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { fromHost } = require('core/errors');
const { Deferred } = require('streams/writable/promises');
const { createTransformStream } = require('streams/transform/GenericTransformStream');
const { transformStreamDefaultControllerEnqueue } = require('streams/transform/operations');
const { READABLE } = require('streams/readable/operations');
const { WRITABLE } = require('streams/writable/operations');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource, isSharedArrayBuffer } = require('webidl/bufferSource');
const { toDOMString } = require('webidl/convert');
const { compress } = internal;

/**
 * How many bytes of one chunk's outcome are put in the queue whether they are wanted or not. The standard has all of it enqueued at once; a
 * chunk of a kilobyte may be a gigabyte within, so beyond this mark a write waits for its reader, as it would with any other transform.
 */
const UNASKED = 1 << 20;

/** Java's scratch buffer, once a coder has run. */
let scratch;

class CodingTransform {
  /**
   * @param {string} format a CompressionFormat that is available
   * @param {boolean} encodes
   * @param {string} name of the interface, for messages
   */
  constructor(format, encodes, name) {
    this.format = format;
    this.encodes = encodes;
    this.name = name;
    /** of Java; made by the first chunk, closed by whatever ends the stream */
    this.coder = undefined;
    this.isOver = false;
    /** how much of the current chunk's outcome is in the queue */
    this.queued = 0;
    /** of the write that waits for its reader */
    this.waiting = undefined;
    this.transform = createTransformStream(
      (chunk, controller) => this.take(chunk, controller),
      (controller) => this.flush(controller),
      () => this.close(),
    );
    this.transform.coding = this;
  }

  /** «compress and enqueue a chunk», «decompress and enqueue a chunk» */
  take(chunk, controller) {
    try {
      if (!isBufferSource(chunk) || isSharedArrayBuffer(bufferOf(chunk))) {
        throw new TypeError(`${this.name}: a chunk is neither an ArrayBuffer nor a view on one`);
      }
      this.open().give(bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk));
      this.queued = 0;
      return this.enqueueAll(controller) ? undefined : this.wait(controller);
    } catch (e) {
      throw this.failed(e);
    }
  }

  /** «compress flush and enqueue», «decompress flush and enqueue» */
  flush(controller) {
    try {
      this.open().end();
      for (let length = this.coder.run(); length !== 0; length = this.coder.run()) this.enqueue(controller, length);
      this.close();
    } catch (e) {
      throw this.failed(e);
    }
  }

  open() {
    return (this.coder ??= compress.coder(this.format, this.encodes));
  }

  /** @returns {boolean} false if the rest is to wait for the reader */
  enqueueAll(controller) {
    for (let length = this.coder.run(); length !== 0; length = this.coder.run()) {
      this.enqueue(controller, length);
      this.queued += length;
      if (this.queued >= UNASKED && this.transform.backpressure) return false;
    }
    return true;
  }

  enqueue(controller, length) {
    scratch ??= compress.scratch();
    const chunk = new Uint8Array(length);
    TypedArrayPrototypeSet(chunk, new Uint8Array(new ArrayBuffer(scratch), 0, length), 0);
    transformStreamDefaultControllerEnqueue(controller, chunk);
  }

  /** @returns {Promise<undefined>} settled when the reader has taken the rest, or has gone */
  wait(controller) {
    this.waiting = new Deferred();
    this.transform.whenWanted = () => this.goOn(controller);
    // abort() waits for this very write.
    this.transform.writable.whenErroring = this.transform.whenWanted;
    return this.waiting.promise;
  }

  /** The reader wants more, or one of the sides has come to its end. */
  goOn(controller) {
    const { transform, waiting } = this;
    try {
      const isWanted = !this.isOver && transform.readable.state === READABLE && transform.writable.state === WRITABLE;
      if (isWanted && !this.enqueueAll(controller)) return;
    } catch (e) {
      this.settle();
      waiting.reject(this.failed(e));
      return;
    }
    this.settle();
    waiting.resolve(undefined);
  }

  settle() {
    this.waiting = undefined;
    this.transform.whenWanted = undefined;
    this.transform.writable.whenErroring = undefined;
  }

  /** @returns {Error} what a script sees of `e`; the coder is closed, since the stream is errored with it */
  failed(e) {
    this.close();
    return fromHost(e);
  }

  /** Frees what Java holds. */
  close() {
    this.isOver = true;
    if (this.coder !== undefined) this.coder.close();
  }
}

isolate(CodingTransform);

/**
 * The format that a constructor was given.
 *
 * @param {string} context reads like 'CompressionStream constructor'
 * @throws {TypeError} for one that is unknown, or (code ERR_CODING_UNAVAILABLE) cannot be had on this platform
 */
function toFormat(value, context) {
  const format = toDOMString(value, `${context}: format`);
  if (!compress.isFormat(format)) throw new TypeError(`${context}: '${format}' is no CompressionFormat`);
  if (!compress.isAvailable(format)) {
    const { codedError } = require('core/errors');
    throw codedError(TypeError, 'ERR_CODING_UNAVAILABLE', `${context}: ${format} needs a native library, which cannot be had here`);
  }
  return format;
}

module.exports = { CodingTransform, toFormat };
