// Pull-into descriptors of byte streams (Streams §4.7.2): buffers of consumers that wait to be filled, and how the queue fills them.
const { MathMin, Uint8Array, TypedArrayPrototypeGetBuffer } = primordials;
const { isolate } = require('core/isolate');
const { cloneBytes, copyBytes, transferArrayBuffer } = require('streams/readable/arrayBuffers');
const { CLOSED, readableStreamFulfillReadRequest } = require('streams/readable/operations');

/** Values of a descriptor's reader type. */
const DEFAULT = 0;
const BYOB = 1;
const NONE = 2;

/** A pull-into descriptor. All lengths are in bytes. */
class PullIntoDescriptor {
  constructor(buffer, bufferByteLength, byteOffset, byteLength, minimumFill, elementSize, viewConstructor, readerType) {
    this.buffer = buffer;
    this.bufferByteLength = bufferByteLength;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
    this.bytesFilled = 0;
    this.minimumFill = minimumFill;
    this.elementSize = elementSize;
    this.viewConstructor = viewConstructor;
    this.readerType = readerType;
  }
}

isolate(PullIntoDescriptor);

/** A readable byte stream queue entry. */
class ByteQueueEntry {
  constructor(buffer, byteOffset, byteLength) {
    this.buffer = buffer;
    this.byteOffset = byteOffset;
    this.byteLength = byteLength;
  }
}

isolate(ByteQueueEntry);

/** ReadableByteStreamControllerEnqueueChunkToQueue */
function enqueueChunkToQueue(controller, buffer, byteOffset, byteLength) {
  controller.queue.push(new ByteQueueEntry(buffer, byteOffset, byteLength));
  controller.queueTotalSize += byteLength;
}

/** ReadableByteStreamControllerEnqueueClonedChunkToQueue; throws where there is no memory for the clone */
function enqueueClonedChunkToQueue(controller, buffer, byteOffset, byteLength) {
  let clone;
  try {
    clone = TypedArrayPrototypeGetBuffer(cloneBytes(buffer, byteOffset, byteLength));
  } catch (e) {
    controller.error(e);
    throw e;
  }
  enqueueChunkToQueue(controller, clone, 0, byteLength);
}

/** ReadableByteStreamControllerEnqueueDetachedPullIntoToQueue */
function enqueueDetachedPullIntoToQueue(controller, descriptor) {
  if (descriptor.bytesFilled > 0) enqueueClonedChunkToQueue(controller, descriptor.buffer, descriptor.byteOffset, descriptor.bytesFilled);
  controller.pendingPullIntos.shift();
}

/**
 * ReadableByteStreamControllerFillPullIntoDescriptorFromQueue
 *
 * @returns {boolean} is the descriptor filled enough to be handed over?
 */
function fillPullIntoDescriptorFromQueue(controller, descriptor) {
  const maxBytesToCopy = MathMin(controller.queueTotalSize, descriptor.byteLength - descriptor.bytesFilled);
  const maxBytesFilled = descriptor.bytesFilled + maxBytesToCopy;
  let totalBytesToCopyRemaining = maxBytesToCopy;
  let ready = false;
  const maxAlignedBytes = maxBytesFilled - (maxBytesFilled % descriptor.elementSize);
  if (maxAlignedBytes >= descriptor.minimumFill) {
    totalBytesToCopyRemaining = maxAlignedBytes - descriptor.bytesFilled;
    ready = true;
  }
  const { queue } = controller;
  while (totalBytesToCopyRemaining > 0) {
    const head = queue.peek();
    const bytesToCopy = MathMin(totalBytesToCopyRemaining, head.byteLength);
    copyBytes(descriptor.buffer, descriptor.byteOffset + descriptor.bytesFilled, head.buffer, head.byteOffset, bytesToCopy);
    if (head.byteLength === bytesToCopy) {
      queue.shift();
    } else {
      head.byteOffset += bytesToCopy;
      head.byteLength -= bytesToCopy;
    }
    controller.queueTotalSize -= bytesToCopy;
    descriptor.bytesFilled += bytesToCopy;
    totalBytesToCopyRemaining -= bytesToCopy;
  }
  return ready;
}

/** ReadableByteStreamControllerProcessPullIntoDescriptorsUsingQueue. @returns {PullIntoDescriptor[]} those that are filled */
function processPullIntoDescriptorsUsingQueue(controller) {
  const filledPullIntos = [];
  const { pendingPullIntos } = controller;
  while (pendingPullIntos.length !== 0 && controller.queueTotalSize !== 0) {
    const descriptor = pendingPullIntos.peek();
    if (fillPullIntoDescriptorFromQueue(controller, descriptor)) {
      pendingPullIntos.shift();
      filledPullIntos[filledPullIntos.length] = descriptor;
    }
  }
  return filledPullIntos;
}

/** ReadableByteStreamControllerConvertPullIntoDescriptor. @returns {ArrayBufferView} on a buffer that is the consumer's alone */
function convertPullIntoDescriptor(descriptor) {
  const { bytesFilled, elementSize, viewConstructor } = descriptor;
  const buffer = transferArrayBuffer(descriptor.buffer);
  return new viewConstructor(buffer, descriptor.byteOffset, bytesFilled / elementSize);
}

/** ReadableByteStreamControllerCommitPullIntoDescriptor */
function commitPullIntoDescriptor(stream, descriptor) {
  const done = stream.state === CLOSED;
  // The reader at hand is of the kind that the descriptor says, so that one «fulfil» serves both.
  readableStreamFulfillReadRequest(stream, convertPullIntoDescriptor(descriptor), done);
}

function commitPullIntoDescriptors(stream, descriptors) {
  for (let i = 0; i < descriptors.length; i++) commitPullIntoDescriptor(stream, descriptors[i]);
}

/** The part of a descriptor that is still to be filled. */
function unfilledView(descriptor) {
  const { buffer, byteOffset, byteLength, bytesFilled } = descriptor;
  return new Uint8Array(buffer, byteOffset + bytesFilled, byteLength - bytesFilled);
}

module.exports = {
  DEFAULT,
  BYOB,
  NONE,
  PullIntoDescriptor,
  commitPullIntoDescriptor,
  commitPullIntoDescriptors,
  convertPullIntoDescriptor,
  enqueueChunkToQueue,
  enqueueClonedChunkToQueue,
  enqueueDetachedPullIntoToQueue,
  fillPullIntoDescriptorFromQueue,
  processPullIntoDescriptorsUsingQueue,
  unfilledView,
};
