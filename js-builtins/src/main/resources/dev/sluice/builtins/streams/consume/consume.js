// Consuming a stream whole: the one place that chooses between the three ways.
//
//   made of (streamTag)        way      what happens
//   Blob, bytes in memory      static   the Blob is read: a promise that is fulfilled, no controller, no source
//   File, or Bytes             native   Java gathers (NativeCollection); JavaScript is called once
//   Direct                     script   its pull() is called once and writes straight into the collection (streams/direct/consume)
//   JavaScript                 script   a read loop (Collection)
//
// `array` wants the chunks one by one, so that no native way would serve: it is always the script way. streams/consume/way tells of each.
const { PromiseReject } = primordials;
const { isolate } = require('core/isolate');
const { attempt, fulfilled } = require('core/promises');
const { CLOSED, invalidStateError, isReadableStreamLocked } = require('streams/readable/operations');
const { StreamTag, streamTag, takeOrigin } = require('streams/readable/native');
const { CHUNKS, kinds } = require('streams/consume/kinds');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { tooLargeError } = require('streams/consume/Pieces');

const noOptions = { __proto__: null };

/** The embedder's: a number of bytes, or -1 for no limit. */
const { maxBodySize } = internal.limits;

/** ConsumeOptions with all their members, in one shape. */
class Settings {
  constructor(options) {
    const { limit } = options;
    this.limit = limit === undefined ? maxBodySize : limit;
    this.type = options.type ?? '';
    this.keepLocked = options.keepLocked ?? false;
    this.signal = options.signal;
  }
}

isolate(Settings);

/**
 * @typedef {object} ConsumeOptions every member may miss; the object has no prototype
 * @property {number} [limit] greatest number of bytes, -1 for any; beyond it the promise rejects and the stream is cancelled. By default
 *     the embedder's maxBodySize
 * @property {string} [type] MIME type, of what becomes a Blob or FormData
 * @property {string} [operation] what error messages call this, by default ReadableStream.text and so on
 * @property {boolean} [keepLocked] does the stream stay locked for good?
 * @property {object} [signal] slots of an AbortSignal, which ends the consumption
 */

/**
 * Reads a stream to its end and makes one value of it.
 *
 * @param {object} stream stream slots
 * @param {'text'|'json'|'bytes'|'arrayBuffer'|'blob'|'formData'|'array'} kind
 * @param {ConsumeOptions} [options]
 * @returns {Promise} fulfilled already if all is here. Rejects with TypeError for a locked or used stream (code ERR_INVALID_STATE), a
 *     chunk that is neither a string nor bytes, and too many bytes (code ERR_BODY_TOO_LARGE); with SyntaxError for what is not JSON; else
 *     with the stream's error
 */
function consumeStream(stream, kind, options = noOptions) {
  if (isReadableStreamLocked(stream) || stream.disturbed) {
    const state = stream.disturbed ? 'has been used already' : 'is locked';
    return PromiseReject(invalidStateError(`${options.operation ?? `ReadableStream.${kind}`}: the stream ${state}`));
  }
  const settings = new Settings(options);
  const tag = streamTag(stream);
  if (kind === 'formData' && tag !== StreamTag.Blob && tag !== StreamTag.Direct) {
    // Piece by piece: a form may be larger than memory.
    return require('form/consume').consumeFormData(stream, settings);
  }
  const isNative = tag === StreamTag.Blob || tag === StreamTag.File || tag === StreamTag.Bytes;
  switch (isNative && kinds[kind].of === CHUNKS ? StreamTag.JavaScript : tag) {
    case StreamTag.Blob:
      if (stream.origin.blob !== undefined) return consumeBlob(stream, kind, settings);
      return consumeNative(stream, kind, settings);
    case StreamTag.File:
    case StreamTag.Bytes:
      return consumeNative(stream, kind, settings);
    case StreamTag.Direct: {
      const { DirectCollection } = require('streams/direct/DirectCollection');
      return new DirectCollection(stream, kinds[kind], settings).start();
    }
    default:
      return consumeScript(stream, kind, settings);
  }
}

/** The static way. @returns {Promise} fulfilled, or rejected */
function consumeBlob(stream, kind, { limit, type, keepLocked }) {
  const begun = beginWay();
  const { tag } = stream;
  const { blob } = takeOrigin(stream);
  stream.state = CLOSED;
  if (keepLocked) stream.reader = require('streams/readable/ReadableStreamGenericReader').newReaderSlots(stream, false);
  if (isWatched()) noteWay(tag, 'static', blob.length, '', begun);
  return limit >= 0 && blob.length > limit ? PromiseReject(tooLargeError(limit)) : readBlobAs(kind, blob, type);
}

function readBlobAs(kind, blob, type) {
  const { blobArrayBuffer, blobBytes, blobJson, blobText } = require('file/read');
  switch (kind) {
    case 'text':
      return blobText(blob);
    case 'json':
      return blobJson(blob);
    case 'bytes':
      return blobBytes(blob);
    case 'arrayBuffer':
      return blobArrayBuffer(blob);
    case 'blob':
      return shareBlob(blob, type);
    default:
      return parseBlob(blob, type);
  }
}

/** A Blob on the same bytes. */
function shareBlob(blob, type) {
  const { BlobSlots, wrapBlob } = require('file/Blob');
  return fulfilled(wrapBlob(new BlobSlots(blob.store, blob.offset, blob.length, type)));
}

/** A FormData of the bytes, which the parser only reads. */
function parseBlob(blob, type) {
  return attempt(() => kinds.formData.make(require('file/read').blobStaticBytes(blob), type));
}

function consumeNative(stream, kind, settings) {
  const { NativeCollection } = require('streams/consume/NativeCollection');
  return new NativeCollection(stream, kinds[kind], settings).start();
}

function consumeScript(stream, kind, settings) {
  const { Collection } = require('streams/consume/Collection');
  const reason = isWatched() ? reasonForScript(stream, kind) : '';
  return new Collection(stream, kinds[kind], settings, reason).start();
}

/** Why a stream takes the script way. */
function reasonForScript(stream, kind) {
  if (kinds[kind].of === CHUNKS) return 'each chunk is wanted';
  if (stream.detachedBy !== undefined) return `${stream.detachedBy} has made a script stream of it`;
  if (stream.transform !== undefined) return 'it is the readable side of a TransformStream';
  return 'its chunks come from a script';
}

module.exports = { consumeStream };
