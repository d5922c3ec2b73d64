// Reads into a consumer's own buffer and the source's answers to them (Streams §4.9.5, the operations around [[pendingPullIntos]]).
const { ArrayBufferPrototypeGetByteLength, RangeError, TypeError, DataView } = primordials;
const { bufferOf, byteLengthOf, byteOffsetOf } = require('webidl/bufferSource');
const { transferArrayBuffer, viewConstructorOf } = require('streams/readable/arrayBuffers');
const {
  CLOSED,
  readableStreamAddReadRequest,
  readableStreamGetNumReadRequests,
  readableStreamHasBYOBReader,
} = require('streams/readable/operations');
const {
  BYOB,
  NONE,
  PullIntoDescriptor,
  commitPullIntoDescriptor,
  commitPullIntoDescriptors,
  convertPullIntoDescriptor,
  enqueueClonedChunkToQueue,
  enqueueDetachedPullIntoToQueue,
  fillPullIntoDescriptorFromQueue,
  processPullIntoDescriptorsUsingQueue,
} = require('streams/readable/pullIntoDescriptors');
const { invalidateBYOBRequest } = require('streams/readable/ReadableStreamBYOBRequest');
const {
  readableByteStreamControllerCallPullIfNeeded,
  readableByteStreamControllerError,
  readableByteStreamControllerHandleQueueDrain,
} = require('streams/readable/ReadableByteStreamController');

/**
 * ReadableByteStreamControllerPullInto
 *
 * @param {object} controller controller slots
 * @param {ArrayBufferView} view not detached and not empty; its buffer is transferred
 * @param {number} min how many elements at least
 * @param {object} readIntoRequest
 */
function readableByteStreamControllerPullInto(controller, view, min, readIntoRequest) {
  const { stream, pendingPullIntos } = controller;
  const viewConstructor = viewConstructorOf(view);
  const elementSize = viewConstructor === DataView ? 1 : viewConstructor.BYTES_PER_ELEMENT;
  const byteOffset = byteOffsetOf(view);
  const byteLength = byteLengthOf(view);
  let buffer;
  try {
    buffer = transferArrayBuffer(bufferOf(view));
  } catch (e) {
    readIntoRequest.errorSteps(e);
    return;
  }
  const bufferByteLength = ArrayBufferPrototypeGetByteLength(buffer);
  const descriptor = new PullIntoDescriptor(
    buffer,
    bufferByteLength,
    byteOffset,
    byteLength,
    min * elementSize,
    elementSize,
    viewConstructor,
    BYOB,
  );
  if (pendingPullIntos.length !== 0) {
    pendingPullIntos.push(descriptor);
    readableStreamAddReadRequest(stream, readIntoRequest);
    return;
  }
  if (stream.state === CLOSED) {
    readIntoRequest.closeSteps(new viewConstructor(buffer, byteOffset, 0));
    return;
  }
  if (controller.queueTotalSize > 0) {
    if (fillPullIntoDescriptorFromQueue(controller, descriptor)) {
      const filledView = convertPullIntoDescriptor(descriptor);
      readableByteStreamControllerHandleQueueDrain(controller);
      readIntoRequest.chunkSteps(filledView);
      return;
    }
    if (controller.closeRequested) {
      const e = new TypeError('The stream ends within an element of the view that is being filled');
      readableByteStreamControllerError(controller, e);
      readIntoRequest.errorSteps(e);
      return;
    }
  }
  pendingPullIntos.push(descriptor);
  readableStreamAddReadRequest(stream, readIntoRequest);
  readableByteStreamControllerCallPullIfNeeded(controller);
}

/** ReadableByteStreamControllerRespond */
function readableByteStreamControllerRespond(controller, bytesWritten) {
  const firstDescriptor = controller.pendingPullIntos.peek();
  if (controller.stream.state === CLOSED) {
    if (bytesWritten !== 0) throw new TypeError('The stream is closed: only 0 bytes can have been written');
  } else {
    if (bytesWritten === 0) throw new TypeError('0 bytes were written, though the stream is not closed');
    if (firstDescriptor.bytesFilled + bytesWritten > firstDescriptor.byteLength) {
      throw new RangeError('More bytes were written than the view holds');
    }
  }
  firstDescriptor.buffer = transferArrayBuffer(firstDescriptor.buffer);
  respondInternal(controller, bytesWritten);
}

/** ReadableByteStreamControllerRespondWithNewView; the view's buffer is not detached */
function readableByteStreamControllerRespondWithNewView(controller, view, buffer, bufferByteLength) {
  const firstDescriptor = controller.pendingPullIntos.peek();
  const viewByteLength = byteLengthOf(view);
  if (controller.stream.state === CLOSED) {
    if (viewByteLength !== 0) throw new TypeError('The stream is closed: only an empty view can answer');
  } else if (viewByteLength === 0) {
    throw new TypeError('The view is empty, though the stream is not closed');
  }
  if (firstDescriptor.byteOffset + firstDescriptor.bytesFilled !== byteOffsetOf(view)) {
    throw new RangeError('The view does not begin where the view of the request begins');
  }
  if (firstDescriptor.bufferByteLength !== bufferByteLength) {
    throw new RangeError('The buffer of the view is not as long as the buffer of the request');
  }
  if (firstDescriptor.bytesFilled + viewByteLength > firstDescriptor.byteLength) {
    throw new RangeError('The view is longer than the view of the request');
  }
  firstDescriptor.buffer = transferArrayBuffer(buffer);
  respondInternal(controller, viewByteLength);
}

/** ReadableByteStreamControllerRespondInternal */
function respondInternal(controller, bytesWritten) {
  const firstDescriptor = controller.pendingPullIntos.peek();
  invalidateBYOBRequest(controller);
  if (controller.stream.state === CLOSED) respondInClosedState(controller, firstDescriptor);
  else respondInReadableState(controller, bytesWritten, firstDescriptor);
  readableByteStreamControllerCallPullIfNeeded(controller);
}

/** ReadableByteStreamControllerRespondInClosedState */
function respondInClosedState(controller, firstDescriptor) {
  const { stream, pendingPullIntos } = controller;
  if (firstDescriptor.readerType === NONE) pendingPullIntos.shift();
  if (!readableStreamHasBYOBReader(stream)) return;
  const filledPullIntos = [];
  const count = readableStreamGetNumReadRequests(stream);
  for (let i = 0; i < count; i++) filledPullIntos[i] = pendingPullIntos.shift();
  commitPullIntoDescriptors(stream, filledPullIntos);
}

/** ReadableByteStreamControllerRespondInReadableState */
function respondInReadableState(controller, bytesWritten, descriptor) {
  const { stream, pendingPullIntos } = controller;
  descriptor.bytesFilled += bytesWritten;
  if (descriptor.readerType === NONE) {
    enqueueDetachedPullIntoToQueue(controller, descriptor);
    commitPullIntoDescriptors(stream, processPullIntoDescriptorsUsingQueue(controller));
    return;
  }
  // Not filled up to its minimum: stays at the head, for the source to go on with.
  if (descriptor.bytesFilled < descriptor.minimumFill) return;
  pendingPullIntos.shift();
  const remainderSize = descriptor.bytesFilled % descriptor.elementSize;
  if (remainderSize > 0) {
    const end = descriptor.byteOffset + descriptor.bytesFilled;
    enqueueClonedChunkToQueue(controller, descriptor.buffer, end - remainderSize, remainderSize);
  }
  descriptor.bytesFilled -= remainderSize;
  const filledPullIntos = processPullIntoDescriptorsUsingQueue(controller);
  commitPullIntoDescriptor(stream, descriptor);
  commitPullIntoDescriptors(stream, filledPullIntos);
}

module.exports = {
  readableByteStreamControllerPullInto,
  readableByteStreamControllerRespond,
  readableByteStreamControllerRespondWithNewView,
};
