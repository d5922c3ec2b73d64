// TransformStream (Streams §6.2).
const { RangeError, ReflectApply, TypeError } = primordials;
const { defineTransferable } = require('html/serializable');
const { isObject } = require('webidl/convert');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { extractHighWaterMark, extractSizeAlgorithm, toQueuingStrategy } = require('streams/queuing/strategy');
const { Deferred, callbackPromise, promiseResolvedWith } = require('streams/writable/promises');
const { resolvedUndefined } = require('streams/queue/microtaskSteps');
const { wrapReadableStream } = require('streams/readable/ReadableStream');
const { wrapWritableStream } = require('streams/writable/WritableStream');
const { TransformStreamSlots, initializeTransformStream, setUpTransformStreamDefaultController } = require('streams/transform/operations');
const { wrapTransformStreamDefaultController } = require('streams/transform/TransformStreamDefaultController');
const { toTransformer } = require('streams/transform/Transformer');

let slotsOf;
let isTransformStream;
let wrapTransformStream;

class TransformStream {
  #slots;

  constructor(transformer = undefined, writableStrategy = undefined, readableStrategy = undefined) {
    if (transformer === internalConstruct) {
      this.#slots = writableStrategy;
      writableStrategy.wrapper = this;
      return;
    }
    if (transformer !== undefined && !isObject(transformer)) throw new TypeError('TransformStream: transformer is not an object');
    const forWritable = toQueuingStrategy(writableStrategy, 'TransformStream: writableStrategy');
    const forReadable = toQueuingStrategy(readableStrategy, 'TransformStream: readableStrategy');
    const members = toTransformer(transformer);
    if (members.readableType !== undefined) throw new RangeError('TransformStream: transformer.readableType must be undefined');
    if (members.writableType !== undefined) throw new RangeError('TransformStream: transformer.writableType must be undefined');
    const readableHighWaterMark = extractHighWaterMark(forReadable, 0);
    const readableSizeAlgorithm = extractSizeAlgorithm(forReadable);
    const writableHighWaterMark = extractHighWaterMark(forWritable, 1);
    const writableSizeAlgorithm = extractSizeAlgorithm(forWritable);
    const slots = new TransformStreamSlots();
    this.#slots = slots;
    slots.wrapper = this;
    const start = members.start === undefined ? undefined : new Deferred();
    initializeTransformStream(
      slots,
      start === undefined ? resolvedUndefined : start.promise,
      writableHighWaterMark,
      writableSizeAlgorithm,
      readableHighWaterMark,
      readableSizeAlgorithm,
    );
    const controller = setUpFromTransformer(slots, transformer, members);
    if (start !== undefined) {
      start.resolve(ReflectApply(members.start, transformer, [wrapTransformStreamDefaultController(controller)]));
    }
  }

  get readable() {
    if (!(#slots in this)) throw illegalInvocation('TransformStream');
    return wrapReadableStream(this.#slots.readable);
  }

  get writable() {
    if (!(#slots in this)) throw illegalInvocation('TransformStream');
    return wrapWritableStream(this.#slots.writable);
  }

  static {
    slotsOf = (stream) => stream.#slots;
    isTransformStream = (value) => isObject(value) && #slots in value;
    wrapTransformStream = (slots) => slots.wrapper ?? new TransformStream(internalConstruct, slots);
  }
}

/** SetUpTransformStreamDefaultControllerFromTransformer */
function setUpFromTransformer(stream, transformer, { cancel, flush, transform }) {
  return setUpTransformStreamDefaultController(
    stream,
    transform === undefined
      ? undefined
      : (chunk, slots) => callbackPromise(ReflectApply(transform, transformer, [chunk, wrapTransformStreamDefaultController(slots)])),
    flush === undefined
      ? undefined
      : (slots) => promiseResolvedWith(ReflectApply(flush, transformer, [wrapTransformStreamDefaultController(slots)])),
    cancel === undefined ? undefined : (reason) => promiseResolvedWith(ReflectApply(cancel, transformer, [reason])),
  );
}

/**
 * A transform stream for a standard's own use ("set up" a TransformStream, Streams §9.3.1).
 *
 * @param {(chunk: any, controller: object) => Promise<any>|undefined} transformAlgorithm takes the controller's slots; undefined makes an
 * identity transform
 * @param {(controller: object) => Promise<any>|undefined} [flushAlgorithm]
 * @param {(reason: any) => Promise<any>|undefined} [cancelAlgorithm]
 * @returns {TransformStreamSlots}
 */
function createTransformStream(transformAlgorithm, flushAlgorithm = undefined, cancelAlgorithm = undefined) {
  const stream = new TransformStreamSlots();
  initializeTransformStream(stream, resolvedUndefined, 1, undefined, 0, undefined);
  setUpTransformStreamDefaultController(stream, transformAlgorithm, flushAlgorithm, cancelAlgorithm);
  return stream;
}

defineTransferable(
  isTransformStream,
  'TransformStream',
  (stream) => slotsOf(stream).detached,
  (stream, dataHolder) => require('streams/transfer/transform').transferSteps(slotsOf(stream), dataHolder),
  (dataHolder) => wrapTransformStream(require('streams/transfer/transform').transferReceivingSteps(dataHolder)),
);

module.exports = {
  TransformStream: defineInterface(TransformStream),
  createTransformStream,
  isTransformStream,
  slotsOf,
  wrapTransformStream,
};
