// Bun.write: anything that has bytes, into a file.
//
// What Java can do alone it does alone: text, bytes, Blobs and files go to the file without a stream, a file into a file by the system's
// own copy. Only a stream of a script's comes through JavaScript, chunk by chunk, and waits while the file takes no more.
const { ArrayIsArray, PromiseReject, RangeError, SymbolAsyncIterator, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { isObject, toBoolean, toDictionary, toDOMString } = require('webidl/convert');
const { codedError } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { isBlob, slotsOf } = require('file/Blob');
const { S3_FILE, rangeSize } = require('file/BlobSlots');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { fileSlots, isBunFile } = require('bun/BunFile');
const { toMode } = require('bun/mode');
const { blobs, files } = internal;

const asTheyAre = { __proto__: null, endings: 'transparent', type: '' };

const noOptions = { __proto__: null };

class WriteOptions {
  constructor(options) {
    const dictionary = toDictionary(options, 'Bun.write: options');
    const { createPath, mode, atomic } = dictionary ?? noOptions;
    this.createPath = createPath === undefined ? true : toBoolean(createPath);
    this.mode = toMode(mode, 'Bun.write: options.mode');
    this.atomic = toBoolean(atomic);
  }
}

isolate(WriteOptions);

/**
 * Bun.write(destination, data, options).
 *
 * The whole file is replaced; what was in it beyond the new end is gone. Into a slice of a file its range is written, and what lies
 * around it stays; data that is longer than the slice is refused (RangeError, code ERR_OUT_OF_RANGE). A file that is written onto itself
 * keeps its content. An object in S3 is there as a whole, or not at all; of it `options` are those of an S3File.
 *
 * @param {string|URL|number|BunFile} destination
 * @param {any} data a string, number or boolean; a buffer or view; a Blob or file; a Response or Request, whose body is used up; a stream;
 *   FormData, URLSearchParams; an async iterable; or an array of what a Blob is made of
 * @param {{createPath?: boolean, mode?: number, atomic?: boolean}} [options] whether missing folders are made (they are by default); the
 *   permissions of a new file; whether the file is written beside the old one and takes its place in one step when it is complete, so that
 *   nobody sees a part of it and a failure leaves the old file as it was
 * @returns {Promise<number>} bytes written; rejects with a system error (code, errno, syscall, path)
 * @throws {TypeError} at once, for arguments of no use: ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
 */
function write(destination, data, options = undefined) {
  let to = toDestination(destination);
  if (to.kind === S3_FILE) to = require('bun/s3/S3File').destination(to, options, 'Bun.write');
  if (data === undefined || data === null) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `Bun.write: there is nothing to write: data is ${data}`);
  }
  const how = new WriteOptions(options);
  if (how.atomic && (to.offset !== 0 || to.length >= 0 || to.store.fd() >= 0)) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'Bun.write: only a whole file, given by its path, can be replaced atomically');
  }
  return writeData(to, data, how);
}

function toDestination(destination) {
  if (!isBlob(destination)) return fileSlots(destination, 'Bun.write');
  if (isBunFile(destination)) return slotsOf(destination);
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Bun.write: a Blob is no place to write to, a file is');
}

function writeData(to, data, how) {
  if (typeof data === 'string') return writeStore(to, blobs.ofText(data), 0, -1, how);
  if (!isObject(data)) return writeStore(to, blobs.ofText(toDOMString(data, 'Bun.write: data')), 0, -1, how);
  if (isBufferSource(data)) {
    return writeStore(to, blobs.copyOf(bufferOf(data), byteOffsetOf(data), byteLengthOf(data)), 0, -1, how);
  }
  if (isBlob(data)) return writeBlob(to, slotsOf(data), how);
  if (ArrayIsArray(data)) {
    const { processBlobParts, toBlobParts } = require('file/blobParts');
    return writeBlob(to, processBlobParts(toBlobParts(data, 'Bun.write: data'), asTheyAre), how);
  }
  return require('bun/writeBody').writeBody(to, bodyOf(data), how);
}

/** The body of a Request or Response, or what would become one. */
function bodyOf(data) {
  const responses = require.ifLoaded('fetch/Response');
  if (responses?.isResponse(data)) return responses.slotsOf(data).body;
  const requests = require.ifLoaded('fetch/Request');
  if (requests?.isRequest(data)) return requests.slotsOf(data).body;
  const streams = require.ifLoaded('streams/readable/ReadableStream');
  // Whether it is locked, writeBody asks: that is a rejection.
  if (streams?.isReadableStream(data)) return require('fetch/body/BodySlots').createStreamBody(streams.slotsOf(data), null);
  const known =
    require.ifLoaded('xhr/FormData')?.isFormData(data) ||
    require.ifLoaded('url/URLSearchParams')?.isURLSearchParams(data) ||
    typeof data[SymbolAsyncIterator] === 'function';
  if (known) return require('fetch/body/extract').extractBody(data);
  throw codedError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    'Bun.write: data must be text, bytes, a Blob, a Response or Request, a stream, a form or an array of parts',
  );
}

function writeBlob(to, { store, offset, length }, how) {
  return writeStore(to, store, offset, length, how);
}

/** @returns {Promise<number>} */
function writeStore(to, store, offset, length, { createPath, mode, atomic }) {
  try {
    if (to.length >= 0 && rangeSize(store, offset, length) > to.length) return PromiseReject(tooLongError(to));
  } catch (e) {
    return PromiseReject(e);
  }
  const begun = beginWay();
  return hostPromise(
    (done) => files.write(to.store, to.offset, to.length, store, offset, length, createPath, mode, atomic, done),
    (written) => {
      if (isWatched()) noteWay(store.inMemory() ? 'Blob' : 'File', 'native', written, '', begun);
      return written;
    },
  );
}

/** The error for data that the slice which it is to be written to does not hold. */
function tooLongError(to) {
  return codedError(RangeError, 'ERR_OUT_OF_RANGE', `Bun.write: the data is longer than the slice of ${to.length} bytes that it is for`);
}

module.exports = { tooLongError, write, writeBlob };
