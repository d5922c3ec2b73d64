// Transfer of a TransformStream (Streams §6.2.5): both its sides are transferred.
const { dataCloneError } = require('html/structured/clone');
const { isReadableStreamLocked } = require('streams/readable/operations');
const { isWritableStreamLocked } = require('streams/writable/operations');
const { TransformStreamSlots } = require('streams/transform/operations');
const readable = require('streams/transfer/readable');
const writable = require('streams/transfer/writable');

/**
 * Transfer steps.
 *
 * @param {object} stream slots of a TransformStream
 * @param {{readable: object, writable: object}} dataHolder gets a data holder for each side
 */
function transferSteps(stream, dataHolder) {
  if (isReadableStreamLocked(stream.readable)) {
    throw dataCloneError('A TransformStream whose readable side is locked cannot be transferred');
  }
  if (isWritableStreamLocked(stream.writable)) {
    throw dataCloneError('A TransformStream whose writable side is locked cannot be transferred');
  }
  dataHolder.readable = { __proto__: null, port: undefined };
  readable.transferSteps(stream.readable, dataHolder.readable);
  dataHolder.writable = { __proto__: null, port: undefined };
  writable.transferSteps(stream.writable, dataHolder.writable);
  stream.detached = true;
}

/** Transfer-receiving steps. @returns {object} slots of the TransformStream that arrives, which has its sides and no controller */
function transferReceivingSteps(dataHolder) {
  const stream = new TransformStreamSlots();
  stream.readable = readable.transferReceivingSteps(dataHolder.readable);
  stream.writable = writable.transferReceivingSteps(dataHolder.writable);
  return stream;
}

module.exports = { transferReceivingSteps, transferSteps };
