// Streams that know where their bytes are. Until somebody looks at such a stream it is an origin and a tag, and costs nothing: no
// controller, no queue, nothing open. Whoever consumes a stream asks streamTag first («what is this stream made of»): a consumer that is
// native itself takes the origin and leaves JavaScript out; all others call ensureController (streams/readable/operations), after which it
// is a stream like any other. So do getReader(), tee(), pipeTo(), cancel() and a transfer; the stream notes which one it was, so that
// `--trace-streams` can tell.
//
// An origin is an object with
//   materialize(stream)   gives the stream its controller
// and is one of: NativeOrigin and `spent` here, DirectOrigin (streams/direct/DirectOrigin), CodedOrigin (compression/CodedOrigin).
const { isolate } = require('core/isolate');
const { READABLE } = require('streams/readable/operations');

/** What a stream is made of. */
const StreamTag = { __proto__: null, Invalid: -1, JavaScript: 0, Blob: 1, File: 2, Direct: 3, Bytes: 4 };

/** The origin of bytes that Java holds: a native source, or the Blob that a source will be made of when one is needed. */
class NativeOrigin {
  /**
   * @param {object|undefined} source of the binding: pull(onResult), cancel()
   * @param {object|undefined} blob slots of a Blob
   */
  constructor(source, blob) {
    this.source = source;
    this.blob = blob;
  }

  /** The native source, which is the caller's from now on. */
  openSource() {
    const { source, blob } = this;
    return source ?? blob.store.source(blob.offset, blob.length);
  }

  materialize(stream) {
    require('streams/readable/NativePump').startPump(stream, this.openSource());
  }
}

isolate(NativeOrigin);

/** The origin of a stream that was consumed without a controller: whoever locks it now needs one all the same. */
const spent = {
  __proto__: null,
  materialize(stream) {
    const { setUpReadableByteStreamController } = require('streams/readable/ReadableByteStreamController');
    setUpReadableByteStreamController(stream, undefined, undefined, undefined, 0).started = true;
  },
};

/**
 * What a stream is made of, for a consumer that wants all of it: the tag that it was made with while nobody has looked at it, JavaScript
 * once somebody has, Invalid for a stream that is locked or used.
 *
 * @param {object} stream stream slots
 * @returns {number} of StreamTag
 */
function streamTag(stream) {
  if (stream.reader !== undefined || stream.disturbed) return StreamTag.Invalid;
  return stream.origin === null ? StreamTag.JavaScript : stream.tag;
}

/** The slots of the Blob that a stream is made of, if nobody has touched the stream; else undefined. */
function streamBlob(stream) {
  const tag = streamTag(stream);
  return tag === StreamTag.Blob || tag === StreamTag.File ? stream.origin.blob : undefined;
}

function newStream(origin, tag) {
  const { ReadableStreamSlots } = require('streams/readable/ReadableStream');
  const stream = new ReadableStreamSlots();
  stream.origin = origin;
  stream.tag = tag;
  return stream;
}

/**
 * A byte stream over a native source.
 *
 * @param {object} source of the binding; the stream's from now on
 * @param {number} tag Blob, File or Bytes of StreamTag
 * @returns {object} stream slots
 */
function createNativeReadableStream(source, tag) {
  return newStream(new NativeOrigin(source, undefined), tag);
}

/**
 * A byte stream of a Blob's bytes. Whoever wants all of it reads the Blob instead.
 *
 * @param {object} blob slots of a Blob
 * @returns {object} stream slots; the tag is Blob where the bytes are in memory, else File
 */
function createBlobReadableStream(blob) {
  return newStream(new NativeOrigin(undefined, blob), blob.store.inMemory() ? StreamTag.Blob : StreamTag.File);
}

/**
 * Takes the origin away from a stream that nobody has touched, for a consumer that needs no stream. The stream is used from now on, and
 * the caller has to lock, close or error it.
 *
 * @param {object} stream stream slots; streamTag must be neither Invalid nor JavaScript
 */
function takeOrigin(stream) {
  const { origin } = stream;
  stream.origin = spent;
  stream.disturbed = true;
  return origin;
}

/**
 * A new stream in the place of one that nobody has touched: it has the origin, and the old one is left closed and locked, as if it had
 * been read to its end.
 *
 * @returns {object|undefined} stream slots; undefined if the stream has no origin to give away
 */
function moveStream(stream) {
  const tag = streamTag(stream);
  if (tag === StreamTag.Invalid || tag === StreamTag.JavaScript) return undefined;
  const successor = newStream(takeOrigin(stream), tag);
  require('streams/readable/operations').readableStreamClose(stream);
  require('streams/readable/ReadableStreamDefaultReader').acquireReadableStreamDefaultReader(stream);
  return successor;
}

/** Gives the stream its controller. @param {string} by what the stream is to be known by, see ReadableStreamSlots.detachedBy */
function materialize(stream, by) {
  const { origin } = stream;
  stream.origin = null;
  if (stream.state === READABLE) stream.detachedBy = by;
  origin.materialize(stream);
}

module.exports = {
  NativeOrigin,
  StreamTag,
  createBlobReadableStream,
  createNativeReadableStream,
  materialize,
  moveStream,
  newStream,
  streamBlob,
  streamTag,
  takeOrigin,
};
