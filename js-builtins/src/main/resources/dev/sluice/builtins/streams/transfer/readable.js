// Transfer of a ReadableStream (Streams §4.2.5): it is piped into a cross-realm transform, whose readable side is the stream that arrives.
const { dataCloneError } = require('html/structured/clone');
const { createMessagePort, entangle } = require('html/MessagePort');
const { markPromiseHandled } = require('core/promises');
const { isReadableStreamLocked } = require('streams/readable/operations');
const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
const { setUpCrossRealmTransformReadable, setUpCrossRealmTransformWritable } = require('streams/transfer/crossRealmTransform');

/**
 * Transfer steps.
 *
 * @param {object} stream slots of a ReadableStream
 * @param {{port: MessagePort}} dataHolder gets the far end's port, which nobody else has: it needs no transfer of its own
 */
function transferSteps(stream, dataHolder) {
  if (isReadableStreamLocked(stream)) throw dataCloneError('A ReadableStream that is locked cannot be transferred');
  const port1 = createMessagePort();
  const port2 = createMessagePort();
  entangle(port1, port2);
  const writable = setUpCrossRealmTransformWritable(port1);
  markPromiseHandled(readableStreamPipeTo(stream, writable, false, false, false));
  stream.detached = true;
  dataHolder.port = port2;
}

/** Transfer-receiving steps. @returns {object} slots of the ReadableStream that arrives */
function transferReceivingSteps(dataHolder) {
  return setUpCrossRealmTransformReadable(dataHolder.port);
}

module.exports = { transferReceivingSteps, transferSteps };
