// Transfer of a WritableStream (Streams §5.2.5): a cross-realm transform is piped into it, whose writable side is the stream that arrives.
const { dataCloneError } = require('html/structured/clone');
const { createMessagePort, entangle } = require('html/MessagePort');
const { markPromiseHandled } = require('core/promises');
const { isWritableStreamLocked } = require('streams/writable/operations');
const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
const { setUpCrossRealmTransformReadable, setUpCrossRealmTransformWritable } = require('streams/transfer/crossRealmTransform');

/**
 * Transfer steps.
 *
 * @param {object} stream slots of a WritableStream
 * @param {{port: MessagePort}} dataHolder gets the far end's port, which nobody else has: it needs no transfer of its own
 */
function transferSteps(stream, dataHolder) {
  if (isWritableStreamLocked(stream)) throw dataCloneError('A WritableStream that is locked cannot be transferred');
  const port1 = createMessagePort();
  const port2 = createMessagePort();
  entangle(port1, port2);
  const readable = setUpCrossRealmTransformReadable(port1);
  markPromiseHandled(readableStreamPipeTo(readable, stream, false, false, false));
  stream.detached = true;
  dataHolder.port = port2;
}

/** Transfer-receiving steps. @returns {object} slots of the WritableStream that arrives */
function transferReceivingSteps(dataHolder) {
  return setUpCrossRealmTransformWritable(dataHolder.port);
}

module.exports = { transferReceivingSteps, transferSteps };
