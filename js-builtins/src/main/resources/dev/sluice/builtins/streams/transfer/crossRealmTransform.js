// Cross-realm transforms (Streams §8.2): an identity transform whose two sides are in different places, with a MessageChannel in between.
// They are what a stream becomes when it is transferred.
//
// A port posts clones, so that what cannot be cloned fails where it is posted; there is no messageerror event to handle.
const { PromisePrototypeThen, PromiseReject } = primordials;
const { isObject } = require('webidl/convert');
const { closePort, handleMessages, postMessageTo } = require('html/MessagePort');
const { resolvedUndefined } = require('streams/queue/microtaskSteps');
const { Deferred } = require('streams/writable/promises');
const { createReadableStream } = require('streams/readable/ReadableStream');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
  readableStreamDefaultControllerError,
} = require('streams/readable/ReadableStreamDefaultController');
const { createWritableStream } = require('streams/writable/WritableStream');
const { writableStreamDefaultControllerErrorIfNeeded } = require('streams/writable/WritableStreamDefaultController');

/** CrossRealmTransformSendError: what goes wrong here is discarded, since we are in an errored state already. */
function crossRealmTransformSendError(port, error) {
  try {
    packAndPostMessage(port, 'error', error);
  } catch {
    // Discarded.
  }
}

/** PackAndPostMessage */
function packAndPostMessage(port, type, value) {
  postMessageTo(port, { __proto__: null, type, value });
}

/** PackAndPostMessageHandlingError: throws what could not be posted, after the other side was told. */
function packAndPostMessageHandlingError(port, type, value) {
  try {
    packAndPostMessage(port, type, value);
  } catch (error) {
    crossRealmTransformSendError(port, error);
    throw error;
  }
}

/** The cancel and abort algorithms: tell the other side, then let go of it. */
function sendErrorAndClose(port, reason) {
  try {
    packAndPostMessageHandlingError(port, 'error', reason);
  } catch (error) {
    closePort(port);
    return PromiseReject(error);
  }
  closePort(port);
  return undefined;
}

/**
 * SetUpCrossRealmTransformReadable
 *
 * @param {MessagePort} port
 * @returns {object} slots of a new ReadableStream
 */
function setUpCrossRealmTransformReadable(port) {
  const stream = createReadableStream(
    undefined,
    () => packAndPostMessage(port, 'pull', undefined),
    (reason) => sendErrorAndClose(port, reason),
    0,
  );
  handleMessages(port, (data) => {
    if (!isObject(data)) return;
    const { type, value } = data;
    if (type === 'chunk') {
      readableStreamDefaultControllerEnqueue(stream.controller, value);
    } else if (type === 'close') {
      readableStreamDefaultControllerClose(stream.controller);
      closePort(port);
    } else if (type === 'error') {
      readableStreamDefaultControllerError(stream.controller, value);
      closePort(port);
    }
  });
  return stream;
}

/**
 * SetUpCrossRealmTransformWritable
 *
 * @param {MessagePort} port
 * @returns {object} slots of a new WritableStream
 */
function setUpCrossRealmTransformWritable(port) {
  /** backpressurePromise, pending; undefined while a chunk is wanted */
  let backpressure = new Deferred();
  const endBackpressure = () => {
    if (backpressure === undefined) return;
    backpressure.resolve(undefined);
    backpressure = undefined;
  };
  const stream = createWritableStream(
    undefined,
    (chunk) =>
      PromisePrototypeThen(
        backpressure === undefined ? resolvedUndefined : backpressure.promise,
        () => {
          backpressure = new Deferred();
          try {
            packAndPostMessageHandlingError(port, 'chunk', chunk);
          } catch (error) {
            closePort(port);
            throw error;
          }
        },
        undefined,
      ),
    () => {
      packAndPostMessage(port, 'close', undefined);
      closePort(port);
    },
    (reason) => sendErrorAndClose(port, reason),
    1,
  );
  handleMessages(port, (data) => {
    if (!isObject(data)) return;
    const { type, value } = data;
    if (type === 'pull') {
      endBackpressure();
    } else if (type === 'error') {
      writableStreamDefaultControllerErrorIfNeeded(stream.controller, value);
      endBackpressure();
    }
  });
  return stream;
}

module.exports = { setUpCrossRealmTransformReadable, setUpCrossRealmTransformWritable };
