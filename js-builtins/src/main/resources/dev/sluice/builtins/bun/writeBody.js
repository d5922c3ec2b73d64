// Bodies and streams into files, for Bun.write.
const { ObjectPrototypeHasOwnProperty, PromiseReject, TypeError } = primordials;
const { markPromiseHandled } = require('core/promises');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { codedError, fromHost } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { BLOB, BYTES, ERROR, LOCKED, READ, STRING, advance, bodyUsedError, isUnusable } = require('fetch/body/BodySlots');
const { createBytesBlob, createTextBlob } = require('file/create');
const { readMany } = require('streams/readable/readMany');
const {
  READABLE,
  readableStreamCancel,
  readableStreamClose,
  readableStreamError,
} = require('streams/readable/operations');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { StreamTag, streamTag, takeOrigin } = require('streams/readable/native');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');
const { files, streams } = internal;

/** Bytes that wait in memory before the stream has to. */
const HIGH_WATER_MARK = 1 << 18;

/**
 * Writes a body, which is used up by it.
 *
 * @param {BlobSlots} to of a BunFile
 * @param {BodySlots} body
 * @param {{createPath: boolean, mode: number, atomic: boolean}} how
 * @returns {Promise<number>} bytes written
 */
function writeBody(to, body, how) {
  if (isUnusable(body)) return PromiseReject(bodyUsedError());
  const { state } = body;
  if (state === LOCKED) return writeStream(to, body.stream, how);
  const value = advance(body, READ);
  const { writeBlob } = require('bun/write');
  switch (state) {
    case STRING:
      return writeBlob(to, createTextBlob(value, ''), how);
    case BYTES:
      return writeBlob(to, createBytesBlob(value, ''), how);
    case BLOB:
      return writeBlob(to, value, how);
    case ERROR:
      return PromiseReject(body.value);
    default: // NULL, EMPTY
      return writeBlob(to, createTextBlob('', ''), how);
  }
}

/**
 * Writes what comes out of a stream. If either fails, the other is given up: the stream is cancelled, the file is closed as far as it was
 * written (one that is written atomically does not come to be).
 *
 * @param {object} stream slots of a stream that nobody has locked or read from
 * @returns {Promise<number>} bytes written
 */
async function writeStream(to, stream, how) {
  const tag = streamTag(stream);
  if (tag !== StreamTag.JavaScript && tag !== StreamTag.Direct) return writeNative(to, stream, how);
  const { createPath, mode, atomic } = how;
  const begun = beginWay();
  let sink;
  try {
    sink = files.sink(to.store, to.offset, to.length, HIGH_WATER_MARK, createPath, mode, atomic);
  } catch (e) {
    const reason = fromHost(e);
    markPromiseHandled(readableStreamCancel(stream, reason));
    throw reason;
  }
  const reader = acquireReadableStreamDefaultReader(stream);
  let failure;
  // Whether the file can be written shows at once, however long the stream is silent; cancelling it ends the read that waits.
  sink.onFailure((error) => {
    failure = fromHost(error);
    if (stream.state === READABLE) markPromiseHandled(readableStreamCancel(stream, failure));
  });
  try {
    sink.start(0);
    for (;;) {
      let step = readMany(reader);
      if (!ObjectPrototypeHasOwnProperty(step, 'done')) step = await step;
      if (failure !== undefined) throw failure;
      const { value, done } = step;
      for (let i = 0; i < value.length; i++) writeChunk(sink, value[i], to);
      if (done) break;
      if (sink.isFull()) await hostPromise((ready) => sink.whenReady(ready), nothing);
    }
  } catch (e) {
    const reason = fromHost(e);
    sink.abort();
    if (stream.state === READABLE) markPromiseHandled(readableStreamCancel(stream, reason));
    throw reason;
  } finally {
    readableStreamDefaultReaderRelease(reader);
  }
  const written = await hostPromise((done) => sink.end(done), itself);
  if (sink.isCut()) throw require('bun/write').tooLongError(to);
  if (isWatched()) noteWay(tag, 'script', written, 'its chunks come from a script', begun);
  return written;
}

/** Bytes that Java holds do not come by here: it copies a Blob or file, or connects the source and the sink. */
async function writeNative(to, stream, how) {
  const origin = takeOrigin(stream);
  const reader = acquireReadableStreamDefaultReader(stream);
  try {
    const { blob } = origin;
    const written = await (blob === undefined ? pipe(to, origin.openSource(), how) : require('bun/write').writeBlob(to, blob, how));
    readableStreamClose(stream);
    return written;
  } catch (e) {
    readableStreamError(stream, e);
    throw e;
  } finally {
    readableStreamDefaultReaderRelease(reader);
  }
}

function pipe(to, source, { createPath, mode, atomic }) {
  const begun = beginWay();
  const note = (written) => {
    if (isWatched()) noteWay(StreamTag.Bytes, 'native', written, '', begun);
    return written;
  };
  return hostPromise((done) => {
    let sink;
    try {
      sink = files.sink(to.store, to.offset, to.length, HIGH_WATER_MARK, createPath, mode, atomic);
    } catch (e) {
      source.cancel();
      throw e;
    }
    streams.pipe(source, sink, done);
  }, note);
}

/**
 * Gives a chunk to a sink of Java: text as UTF-8, bytes as they are.
 *
 * @throws {TypeError} for anything else; {RangeError} where the slice that is written to is full; a host error of the sink
 */
function writeChunk(sink, chunk, to) {
  if (typeof chunk === 'string') {
    sink.writeText(chunk);
  } else if (isBufferSource(chunk)) {
    sink.writeBytes(bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk));
  } else {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'A chunk of the stream is neither a string nor an ArrayBuffer nor a view on one');
  }
  if (to.length >= 0 && sink.isCut()) throw require('bun/write').tooLongError(to);
}

function nothing() {}

function itself(value) {
  return value;
}

module.exports = { writeBody };
