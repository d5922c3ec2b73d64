// ReadableStreamBYOBReader (Streams §4.5): a reader that brings its own buffers.
const {
  ArrayBufferPrototypeGetByteLength,
  PromiseReject,
  PromiseResolve,
  RangeError,
  TypeError,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;
const { isolate } = require('core/isolate');
const { internalConstruct, illegalInvocation, defineInterface } = require('webidl/interface');
const { byteLengthOf } = require('webidl/bufferSource');
const { isObject, requireArguments, toDictionary, toUnsignedLongLong } = require('webidl/convert');
const { bufferOfViewArgument, isDetachedBuffer } = require('streams/readable/arrayBuffers');
const { ERRORED, ensureController, isReadableStreamLocked, lockedError } = require('streams/readable/operations');
const {
  closedPromiseOf,
  newPendingPromise,
  readableStreamReaderGenericCancel,
  readableStreamReaderGenericInitialize,
  readableStreamReaderRelease,
  releasedError,
} = require('streams/readable/ReadableStreamGenericReader');
const { readableByteStreamControllerPullInto } = require('streams/readable/byobResponses');

const enforceRange = { __proto__: null, enforceRange: true };

/** The read-into request of read(). */
class DefaultReadIntoRequest {
  constructor() {
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
  }

  chunkSteps(chunk) {
    this.settle({ value: chunk, done: false });
  }

  closeSteps(chunk) {
    this.settle({ value: chunk, done: true });
  }

  errorSteps(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }

  settle(result) {
    if (this.resolve === undefined) this.promise = PromiseResolve(result);
    else this.resolve(result);
  }
}

isolate(DefaultReadIntoRequest);

/** AcquireReadableStreamBYOBReader. @returns reader slots */
function acquireReadableStreamBYOBReader(stream) {
  if (isReadableStreamLocked(stream)) throw lockedError('getReader');
  ensureController(stream, 'getReader()');
  if (!stream.controller.isByteController) throw new TypeError('A BYOB reader can only read a byte stream');
  return readableStreamReaderGenericInitialize(stream, true);
}

/** ReadableStreamBYOBReaderRead */
function readableStreamBYOBReaderRead(reader, view, min, readIntoRequest) {
  const { stream } = reader;
  stream.disturbed = true;
  if (stream.state === ERRORED) readIntoRequest.errorSteps(stream.storedError);
  else readableByteStreamControllerPullInto(stream.controller, view, min, readIntoRequest);
}

/** The arguments of read(), checked in the standard's order. @returns {number} min */
function checkedMin(view, options) {
  const buffer = bufferOfViewArgument(view, 'ReadableStreamBYOBReader.read: the view');
  const given = toDictionary(options, 'ReadableStreamBYOBReader.read: options')?.min;
  const min = given === undefined ? 1 : toUnsignedLongLong(given, 'ReadableStreamBYOBReader.read: min', enforceRange);
  const byteLength = byteLengthOf(view);
  if (byteLength === 0) throw new TypeError('ReadableStreamBYOBReader.read: the view is empty');
  if (ArrayBufferPrototypeGetByteLength(buffer) === 0) throw new TypeError('ReadableStreamBYOBReader.read: the buffer is empty');
  if (isDetachedBuffer(buffer)) throw new TypeError('ReadableStreamBYOBReader.read: the buffer of the view is detached');
  if (min === 0) throw new TypeError('ReadableStreamBYOBReader.read: min is 0');
  const length = TypedArrayPrototypeGetSymbolToStringTag(view) === undefined ? byteLength : TypedArrayPrototypeGetLength(view);
  if (min > length) throw new RangeError('ReadableStreamBYOBReader.read: min is more than the view holds');
  return min;
}

let wrapBYOBReader;

class ReadableStreamBYOBReader {
  #slots;

  constructor(stream, slots = undefined) {
    if (stream === internalConstruct) {
      this.#slots = slots;
    } else {
      requireArguments(arguments.length, 1, 'ReadableStreamBYOBReader');
      const { isReadableStream, slotsOf } = require('streams/readable/ReadableStream');
      if (!isReadableStream(stream)) throw new TypeError('ReadableStreamBYOBReader: the argument is not a ReadableStream');
      this.#slots = acquireReadableStreamBYOBReader(slotsOf(stream));
    }
    this.#slots.wrapper = this;
  }

  static {
    wrapBYOBReader = (slots) => new ReadableStreamBYOBReader(internalConstruct, slots);
  }

  get closed() {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStreamBYOBReader'));
    return closedPromiseOf(this.#slots);
  }

  cancel(reason = undefined) {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStreamBYOBReader'));
    if (this.#slots.stream === undefined) return PromiseReject(releasedError('ReadableStreamBYOBReader.cancel'));
    return readableStreamReaderGenericCancel(this.#slots, reason);
  }

  read(view, options = undefined) {
    if (!isObject(this) || !(#slots in this)) return PromiseReject(illegalInvocation('ReadableStreamBYOBReader'));
    let min;
    try {
      requireArguments(arguments.length, 1, 'ReadableStreamBYOBReader.read');
      min = checkedMin(view, options);
    } catch (e) {
      return PromiseReject(e);
    }
    const reader = this.#slots;
    if (reader.stream === undefined) return PromiseReject(releasedError('ReadableStreamBYOBReader.read'));
    const readIntoRequest = new DefaultReadIntoRequest();
    readableStreamBYOBReaderRead(reader, view, min, readIntoRequest);
    return readIntoRequest.promise ?? newPendingPromise(readIntoRequest);
  }

  releaseLock() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamBYOBReader');
    if (this.#slots.stream === undefined) return;
    readableStreamReaderRelease(this.#slots);
  }
}

module.exports = {
  ReadableStreamBYOBReader: defineInterface(ReadableStreamBYOBReader),
  wrapBYOBReader,
  acquireReadableStreamBYOBReader,
  readableStreamBYOBReaderRead,
  readableStreamBYOBReaderRelease: readableStreamReaderRelease,
};
