// Bodies of two owners: cloning (Fetch §2.2.4, «clone a body») and moving from one Request to the next («create a proxy»).
const { BYTES, CLONE, LOCKED, NULL, READ, BodySlots, advance } = require('fetch/body/BodySlots');
const { bodyUsedError, createStreamBody, isUnusable } = require('fetch/body/BodySlots');

/**
 * «clone a body»: what is no stream is shared, since nothing can change it; a stream is teed, after which the body has a new one and
 * what was `.body` is locked.
 *
 * @returns {BodySlots} the clone's
 * @throws TypeError, code ERR_BODY_ALREADY_USED, if the body is unusable
 */
function cloneBody(body) {
  if (isUnusable(body)) throw bodyUsedError('A body that has been used or is locked cannot be cloned');
  if (body.state === NULL) return body;
  if (body.state === LOCKED) return teeBody(body);
  const { state, value, type } = body;
  advance(body, CLONE);
  const clone = new BodySlots(state, value, type);
  if (state === BYTES) {
    body.isShared = true;
    clone.isShared = true;
  }
  return clone;
}

function teeBody(body) {
  const { createBlobReadableStream, moveStream, streamBlob } = require('streams/readable/native');
  const { stream, type } = body;
  const blob = streamBlob(stream);
  if (blob !== undefined) {
    // What is made of a Blob is not teed, which would keep for the slower of two readers what the quicker one has read.
    advance(body, CLONE);
    body.stream = moveStream(stream);
    return createStreamBody(createBlobReadableStream(blob), type);
  }
  const { ensureController } = require('streams/readable/operations');
  const { readableStreamTee } = require('streams/readable/tee');
  ensureController(stream, 'clone()');
  const { branch1, branch2 } = readableStreamTee(stream, true);
  advance(body, CLONE);
  body.stream = branch1;
  return createStreamBody(branch2, type);
}

/**
 * «create a proxy» for a body: its content gets a new owner, and the body is used from now on.
 *
 * @param {BodySlots} body usable
 * @returns {BodySlots} the new owner's
 */
function moveBody(body) {
  const { state, stream, type, isShared } = body;
  if (state === NULL) return body;
  const value = advance(body, READ);
  if (state === LOCKED) return createStreamBody(proxyStream(stream), type);
  const moved = new BodySlots(state, value, type);
  moved.isShared = isShared;
  return moved;
}

/** A new stream of what is left of another one, which is locked and disturbed from now on. */
function proxyStream(stream) {
  const successor = require('streams/readable/native').moveStream(stream);
  if (successor !== undefined) return successor;
  const { createTransformStream } = require('streams/transform/TransformStream');
  const { markPromiseHandled } = require('core/promises');
  const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
  const transform = createTransformStream(undefined);
  markPromiseHandled(readableStreamPipeTo(stream, transform.writable, false, false, false));
  // A script sees at once that it is used, although nothing has been read yet.
  stream.disturbed = true;
  return transform.readable;
}

module.exports = { cloneBody, moveBody };
