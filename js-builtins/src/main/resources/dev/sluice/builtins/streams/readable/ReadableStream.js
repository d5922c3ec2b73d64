// ReadableStream (Streams §4.2).
const { PromiseReject, RangeError, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { markPromiseHandled } = require('core/promises');
const { internalConstruct, illegalInvocation, defineInterface } = require('webidl/interface');
const { isObject, requireArguments, toDictionary, toEnum } = require('webidl/convert');
const { defineTransferable } = require('html/serializable');
const {
  READABLE,
  ensureController,
  isReadableStreamLocked,
  lockedError,
  readableStreamCancel,
} = require('streams/readable/operations');
const { UnderlyingSource } = require('streams/readable/UnderlyingSource');
const { extractHighWaterMark, extractSizeAlgorithm, toQueuingStrategy } = require('streams/queuing/strategy');
const {
  setUpReadableStreamDefaultController,
  setUpReadableStreamDefaultControllerFromUnderlyingSource,
} = require('streams/readable/ReadableStreamDefaultController');
const { acquireReadableStreamDefaultReader, wrapReader } = require('streams/readable/ReadableStreamDefaultReader');

/** The slots of a stream. */
class ReadableStreamSlots {
  constructor() {
    this.wrapper = undefined;
    /** [[state]]: READABLE, CLOSED or ERRORED of streams/readable/operations */
    this.state = READABLE;
    this.storedError = undefined;
    /** [[reader]]: reader slots, or undefined */
    this.reader = undefined;
    this.disturbed = false;
    /** [[Detached]]: was it transferred? */
    this.detached = false;
    /** The slots of the TransformStream whose readable side this is. */
    this.transform = undefined;
    /** [[controller]]: controller slots; undefined while `origin` waits for a consumer */
    this.controller = undefined;
    /** Where the chunks will come from, as long as nobody has looked; else null (streams/readable/native). */
    this.origin = null;
    /** What it was made of: a StreamTag. Consumers ask streamTag of streams/readable/native. */
    this.tag = 0;
    /** What has made a script stream of one with an origin: 'getReader()', 'tee()' …; for --trace-streams. */
    this.detachedBy = undefined;
  }
}

isolate(ReadableStreamSlots);

/**
 * CreateReadableStream, for algorithms of ours: none of them may throw but startAlgorithm.
 *
 * @param {function(): *|undefined} startAlgorithm
 * @param {function(): Promise|undefined} pullAlgorithm its result may be undefined, for a promise resolved with undefined; so may it itself
 * @param {function(*): Promise|undefined} cancelAlgorithm likewise
 * @param {number} [highWaterMark]
 * @param {function(*): number} [sizeAlgorithm] undefined: every chunk counts 1
 * @returns {ReadableStreamSlots}
 */
function createReadableStream(
  startAlgorithm,
  pullAlgorithm,
  cancelAlgorithm,
  highWaterMark = 1,
  sizeAlgorithm = undefined,
  isOwning = false,
) {
  const stream = new ReadableStreamSlots();
  setUpReadableStreamDefaultController(
    stream,
    startAlgorithm,
    pullAlgorithm,
    cancelAlgorithm,
    highWaterMark,
    sizeAlgorithm,
    isOwning,
  );
  return stream;
}

/** CreateReadableByteStream; parameters as of createReadableStream. @returns {ReadableStreamSlots} */
function createReadableByteStream(startAlgorithm, pullAlgorithm, cancelAlgorithm) {
  const stream = new ReadableStreamSlots();
  const { setUpReadableByteStreamController } = require('streams/readable/ReadableByteStreamController');
  setUpReadableByteStreamController(stream, startAlgorithm, pullAlgorithm, cancelAlgorithm, 0, undefined);
  return stream;
}

/** The constructor steps. */
function setUpFromArguments(stream, underlyingSource, strategy) {
  if (underlyingSource !== undefined && !isObject(underlyingSource)) {
    throw new TypeError('ReadableStream: the underlying source is not an object');
  }
  const queuingStrategy = toQueuingStrategy(strategy, 'ReadableStream: strategy');
  const source = underlyingSource === undefined ? undefined : new UnderlyingSource(underlyingSource);
  if (source !== undefined && source.type === 'bytes') {
    if (queuingStrategy?.size !== undefined) {
      throw new RangeError('ReadableStream: the strategy of a byte stream cannot have a size function');
    }
    const { setUpReadableByteStreamControllerFromUnderlyingSource } = require('streams/readable/ReadableByteStreamController');
    setUpReadableByteStreamControllerFromUnderlyingSource(stream, underlyingSource, source, extractHighWaterMark(queuingStrategy, 0));
    return;
  }
  if (source !== undefined && source.type === 'direct') {
    const { HIGH_WATER_MARK, setUpDirectStream } = require('streams/direct/DirectOrigin');
    setUpDirectStream(stream, underlyingSource, source, extractHighWaterMark(queuingStrategy, HIGH_WATER_MARK));
    return;
  }
  setUpReadableStreamDefaultControllerFromUnderlyingSource(
    stream,
    underlyingSource,
    source,
    extractHighWaterMark(queuingStrategy, 1),
    extractSizeAlgorithm(queuingStrategy),
  );
}

/** AcquireReadableStreamBYOBReader, as a script's object */
function acquireBYOBReader(stream) {
  const { acquireReadableStreamBYOBReader, wrapBYOBReader } = require('streams/readable/ReadableStreamBYOBReader');
  return wrapBYOBReader(acquireReadableStreamBYOBReader(stream));
}

const readerModes = ['byob'];

/** StreamPipeOptions, read in the order of their names. */
class StreamPipeOptions {
  constructor(options, context) {
    const dictionary = toDictionary(options, `${context}: options`);
    this.preventAbort = !!dictionary?.preventAbort;
    this.preventCancel = !!dictionary?.preventCancel;
    this.preventClose = !!dictionary?.preventClose;
    /** slots of an AbortSignal */
    this.signal = signalSlots(dictionary?.signal, context);
  }
}

isolate(StreamPipeOptions);

function signalSlots(signal, context) {
  if (signal === undefined) return undefined;
  const { isAbortSignal, slotsOf: signalSlotsOf } = require('dom/AbortSignal');
  if (!isAbortSignal(signal)) throw new TypeError(`${context}: signal is not an AbortSignal`);
  return signalSlotsOf(signal);
}

function startPipe(source, destination, options) {
  const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
  return readableStreamPipeTo(
    source,
    destination,
    options.preventClose,
    options.preventAbort,
    options.preventCancel,
    options.signal,
  );
}

let slotsOf;
let isReadableStream;
let wrapReadableStream;

/** The conversions and checks of pipeTo(); throws where the method has to reject. */
function pipeToSteps(source, destination, options) {
  const { isWritableStream, isWritableStreamLocked, slotsOf: writableSlotsOf } = require('streams/writable/WritableStream');
  if (!isWritableStream(destination)) throw new TypeError('ReadableStream.pipeTo: the destination is not a WritableStream');
  const pipeOptions = new StreamPipeOptions(options, 'ReadableStream.pipeTo');
  if (isReadableStreamLocked(source)) throw lockedError('pipeTo');
  const writable = writableSlotsOf(destination);
  if (isWritableStreamLocked(writable)) throw new TypeError('ReadableStream.pipeTo: the destination is locked');
  return startPipe(source, writable, pipeOptions);
}

/** The steps of pipeThrough(). */
function pipeThroughSteps(source, transform, options) {
  const pair = toDictionary(transform, 'ReadableStream.pipeThrough: the transform');
  const readable = pair?.readable;
  if (!isReadableStream(readable)) throw new TypeError('ReadableStream.pipeThrough: readable of the transform is not a ReadableStream');
  const { isWritableStream, isWritableStreamLocked, slotsOf: writableSlotsOf } = require('streams/writable/WritableStream');
  const { writable } = pair;
  if (!isWritableStream(writable)) throw new TypeError('ReadableStream.pipeThrough: writable of the transform is not a WritableStream');
  const pipeOptions = new StreamPipeOptions(options, 'ReadableStream.pipeThrough');
  if (isReadableStreamLocked(source)) throw lockedError('pipeThrough');
  const destination = writableSlotsOf(writable);
  if (isWritableStreamLocked(destination)) throw new TypeError('ReadableStream.pipeThrough: writable of the transform is locked');
  const output = slotsOf(readable);
  if (output.transform !== undefined && output.transform.coding !== undefined) {
    const { pipeThroughCoding } = require('compression/CodedOrigin');
    if (pipeThroughCoding(source, output, destination, pipeOptions)) return readable;
  }
  markPromiseHandled(startPipe(source, destination, pipeOptions));
  return readable;
}

class ReadableStream {
  #slots;

  constructor(underlyingSource = undefined, strategy = undefined) {
    if (underlyingSource === internalConstruct) {
      this.#slots = strategy;
      strategy.wrapper = this;
      return;
    }
    const stream = new ReadableStreamSlots();
    this.#slots = stream;
    stream.wrapper = this;
    setUpFromArguments(stream, underlyingSource, strategy);
  }

  static {
    slotsOf = (o) => o.#slots;
    isReadableStream = (o) => isObject(o) && #slots in o;
    wrapReadableStream = (slots) => slots.wrapper ?? new ReadableStream(internalConstruct, slots);
  }

  static from(asyncIterable) {
    requireArguments(arguments.length, 1, 'ReadableStream.from');
    return wrapReadableStream(require('streams/readable/from').readableStreamFromIterable(asyncIterable));
  }

  get locked() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStream');
    return isReadableStreamLocked(this.#slots);
  }

  cancel(reason = undefined) {
    if (!isReadableStream(this)) return PromiseReject(illegalInvocation('ReadableStream'));
    if (isReadableStreamLocked(this.#slots)) return PromiseReject(lockedError('cancel'));
    return readableStreamCancel(this.#slots, reason);
  }

  getReader(options = undefined) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStream');
    const mode = toDictionary(options, 'ReadableStream.getReader: options')?.mode;
    if (mode === undefined) return wrapReader(acquireReadableStreamDefaultReader(this.#slots));
    toEnum(mode, 'ReadableStream.getReader: mode', readerModes);
    return acquireBYOBReader(this.#slots);
  }

  pipeThrough(transform, options = undefined) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStream');
    requireArguments(arguments.length, 1, 'ReadableStream.pipeThrough');
    return pipeThroughSteps(this.#slots, transform, options);
  }

  pipeTo(destination, options = undefined) {
    if (!isReadableStream(this)) return PromiseReject(illegalInvocation('ReadableStream'));
    try {
      requireArguments(arguments.length, 1, 'ReadableStream.pipeTo');
      return pipeToSteps(this.#slots, destination, options);
    } catch (e) {
      return PromiseReject(e);
    }
  }

  tee() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStream');
    const stream = this.#slots;
    if (isReadableStreamLocked(stream)) throw lockedError('tee');
    ensureController(stream, 'tee()');
    const branches = require('streams/readable/tee').readableStreamTee(stream, stream.controller.isOwning === true);
    return [wrapReadableStream(branches.branch1), wrapReadableStream(branches.branch2)];
  }

  values(options = undefined) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStream');
    const preventCancel = !!toDictionary(options, 'ReadableStream.values: options')?.preventCancel;
    return require('streams/readable/asyncIterator').readableStreamValues(this.#slots, preventCancel);
  }

  /** Bun's, like the three below: the whole stream as one value. See streams/consume/consume. */
  text() {
    if (!isReadableStream(this)) return PromiseReject(illegalInvocation('ReadableStream'));
    return require('streams/consume/consume').consumeStream(this.#slots, 'text');
  }

  json() {
    if (!isReadableStream(this)) return PromiseReject(illegalInvocation('ReadableStream'));
    return require('streams/consume/consume').consumeStream(this.#slots, 'json');
  }

  bytes() {
    if (!isReadableStream(this)) return PromiseReject(illegalInvocation('ReadableStream'));
    return require('streams/consume/consume').consumeStream(this.#slots, 'bytes');
  }

  blob() {
    if (!isReadableStream(this)) return PromiseReject(illegalInvocation('ReadableStream'));
    return require('streams/consume/consume').consumeStream(this.#slots, 'blob');
  }
}

defineTransferable(
  isReadableStream,
  'ReadableStream',
  (stream) => slotsOf(stream).detached,
  (stream, dataHolder) => require('streams/transfer/readable').transferSteps(slotsOf(stream), dataHolder),
  (dataHolder) => wrapReadableStream(require('streams/transfer/readable').transferReceivingSteps(dataHolder)),
);

module.exports = {
  ReadableStream: defineInterface(ReadableStream, { asyncIterator: 'values' }),
  ReadableStreamSlots,
  slotsOf,
  isReadableStream,
  wrapReadableStream,
  createReadableStream,
  createReadableByteStream,
};
