// ReadableStreamBYOBRequest (Streams §4.8): the buffer of a consumer, lent to an underlying byte source.
const { ArrayBufferPrototypeGetByteLength, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { internalConstruct, illegalConstructor, illegalInvocation, defineInterface } = require('webidl/interface');
const { bufferOf } = require('webidl/bufferSource');
const { requireArguments, toUnsignedLongLong } = require('webidl/convert');
const { bufferOfViewArgument, isDetachedBuffer } = require('streams/readable/arrayBuffers');

const enforceRange = { __proto__: null, enforceRange: true };

/** The slots of a BYOB request. */
class ReadableStreamBYOBRequestSlots {
  constructor(controller, view) {
    this.wrapper = undefined;
    /** [[controller]]: controller slots; undefined once it has been answered */
    this.controller = controller;
    /** [[view]]: a Uint8Array; null once it has been answered */
    this.view = view;
  }
}

isolate(ReadableStreamBYOBRequestSlots);

function createBYOBRequest(controller, view) {
  return new ReadableStreamBYOBRequestSlots(controller, view);
}

/** ReadableByteStreamControllerInvalidateBYOBRequest */
function invalidateBYOBRequest(controller) {
  const { byobRequest } = controller;
  if (byobRequest === null) return;
  byobRequest.controller = undefined;
  byobRequest.view = null;
  controller.byobRequest = null;
}

let wrapBYOBRequest;

class ReadableStreamBYOBRequest {
  #slots;

  constructor(token = undefined, slots = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    wrapBYOBRequest = (slots) => slots.wrapper ?? new ReadableStreamBYOBRequest(internalConstruct, slots);
  }

  get view() {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamBYOBRequest');
    return this.#slots.view;
  }

  respond(bytesWritten) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamBYOBRequest');
    requireArguments(arguments.length, 1, 'ReadableStreamBYOBRequest.respond');
    const count = toUnsignedLongLong(bytesWritten, 'ReadableStreamBYOBRequest.respond: bytesWritten', enforceRange);
    const { controller, view } = this.#slots;
    if (controller === undefined) throw new TypeError('ReadableStreamBYOBRequest.respond: the request is answered already');
    if (isDetachedBuffer(bufferOf(view))) throw new TypeError('ReadableStreamBYOBRequest.respond: the buffer of the view is detached');
    require('streams/readable/byobResponses').readableByteStreamControllerRespond(controller, count);
  }

  respondWithNewView(view) {
    if (!(#slots in this)) throw illegalInvocation('ReadableStreamBYOBRequest');
    requireArguments(arguments.length, 1, 'ReadableStreamBYOBRequest.respondWithNewView');
    const buffer = bufferOfViewArgument(view, 'ReadableStreamBYOBRequest.respondWithNewView: the view');
    const { controller } = this.#slots;
    if (controller === undefined) throw new TypeError('ReadableStreamBYOBRequest.respondWithNewView: the request is answered already');
    if (isDetachedBuffer(buffer)) throw new TypeError('ReadableStreamBYOBRequest.respondWithNewView: the buffer of the view is detached');
    require('streams/readable/byobResponses').readableByteStreamControllerRespondWithNewView(
      controller,
      view,
      buffer,
      ArrayBufferPrototypeGetByteLength(buffer),
    );
  }
}

module.exports = {
  ReadableStreamBYOBRequest: defineInterface(ReadableStreamBYOBRequest),
  createBYOBRequest,
  invalidateBYOBRequest,
  wrapBYOBRequest,
};
