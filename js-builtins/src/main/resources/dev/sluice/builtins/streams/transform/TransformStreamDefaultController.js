// TransformStreamDefaultController (Streams §6.3).
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { readableStreamDefaultControllerGetDesiredSize } = require('streams/readable/ReadableStreamDefaultController');
const {
  transformStreamDefaultControllerEnqueue,
  transformStreamDefaultControllerTerminate,
  transformStreamError,
} = require('streams/transform/operations');

let wrapTransformStreamDefaultController;

class TransformStreamDefaultController {
  #slots;

  constructor(key = undefined, slots = undefined) {
    if (key !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
  }

  get desiredSize() {
    if (!(#slots in this)) throw illegalInvocation('TransformStreamDefaultController');
    return readableStreamDefaultControllerGetDesiredSize(this.#slots.stream.readable.controller);
  }

  enqueue(chunk = undefined) {
    if (!(#slots in this)) throw illegalInvocation('TransformStreamDefaultController');
    transformStreamDefaultControllerEnqueue(this.#slots, chunk);
  }

  error(reason = undefined) {
    if (!(#slots in this)) throw illegalInvocation('TransformStreamDefaultController');
    transformStreamError(this.#slots.stream, reason);
  }

  terminate() {
    if (!(#slots in this)) throw illegalInvocation('TransformStreamDefaultController');
    transformStreamDefaultControllerTerminate(this.#slots);
  }

  static {
    wrapTransformStreamDefaultController = (slots) =>
      (slots.wrapper ??= new TransformStreamDefaultController(internalConstruct, slots));
  }
}

module.exports = {
  TransformStreamDefaultController: defineInterface(TransformStreamDefaultController),
  wrapTransformStreamDefaultController,
};
