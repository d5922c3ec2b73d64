// What Bun.file gives: a Blob whose bytes are those of a file, as they are whenever somebody looks. Making one costs nothing: the file is
// neither opened nor looked for.
const { MathFloor, NumberIsInteger, PromiseReject, RangeError, StringPrototypeStartsWith, TypeError } = primordials;
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { toDictionary, toDOMString, toInteger } = require('webidl/convert');
const { codedError, fromHost } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { Blob, isBlob, slotsOf: blobSlotsOf } = require('file/Blob');
const { BUN_FILE, S3_FILE, BlobSlots, sliceBlob, toBlobType } = require('file/BlobSlots');
const { mimeTypeOf, unknownType } = require('bun/mimeTypes');
const { toPath } = require('bun/path');
const { defineSerializable } = require('html/serializable');
const { blobs, files } = internal;

const clamp = { __proto__: null, clamp: true };
const GREATEST_DESCRIPTOR = 2 ** 31 - 1;

class BunFile extends Blob {
  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalConstructor();
    super(internalConstruct, slots);
  }

  /** The path as it was given; undefined for a file descriptor. */
  get name() {
    return slotsOf(this).name;
  }

  /** Milliseconds since the epoch; 0 if there is no such file now. */
  get lastModified() {
    const stat = files.statSync(slotsOf(this).store);
    return stat === null ? 0 : MathFloor(stat.mtimeMs());
  }

  /**
   * A range of the file, as in Blob. It keeps the file's type, and can be written to as well.
   *
   * @param {number|string} [start] a string is the type
   * @param {number|string} [end] likewise
   * @param {string} [contentType]
   * @returns {BunFile}
   */
  slice(start = undefined, end = undefined, contentType = undefined) {
    const slots = slotsOf(this);
    if (typeof start === 'string') {
      contentType = start;
      start = end = undefined;
    } else if (typeof end === 'string') {
      contentType = end;
      end = undefined;
    }
    const from = start === undefined ? 0 : toInteger(start, 'BunFile.slice: start', 64, true, clamp);
    const to = end === undefined ? undefined : toInteger(end, 'BunFile.slice: end', 64, true, clamp);
    const type = contentType === undefined ? slots.type : toBlobType(toDOMString(contentType, 'BunFile.slice: contentType'));
    return wrapBunFile(asBunFile(sliceBlob(slots, from, to, type), slots.name, slots.kind));
  }

  /** Is there such a file, or anything else that is no folder? @returns {Promise<boolean>} */
  exists() {
    if (!isBunFile(this)) return refuse();
    return hostPromise((done) => files.stat(slotsOf(this).store, done), isNoFolder, noSuchFile);
  }

  /** @returns {Promise<Stats>} rejects where there is no such file (code ENOENT) */
  stat() {
    if (!isBunFile(this)) return refuse();
    const { createStats } = require('bun/Stats');
    return hostPromise((done) => files.stat(slotsOf(this).store, done), createStats);
  }

  /** Deletes the file. @returns {Promise<undefined>} rejects where there is none (ENOENT), and for a folder (EISDIR) */
  delete() {
    return remove(this);
  }

  unlink() {
    return remove(this);
  }

  /** Bun.write with this file as its destination. @returns {Promise<number>} bytes written */
  write(data, options = undefined) {
    return isBunFile(this) ? require('bun/write').write(this, data, options) : refuse();
  }

  /** Replaces the content of the file piece by piece. @returns {FileSink} */
  writer(options = undefined) {
    return require('bun/FileSink').createFileSink(slotsOf(this), options);
  }
}

function remove(file) {
  if (!isBunFile(file)) return refuse();
  const { store } = slotsOf(file);
  if (store.fd() >= 0) {
    return PromiseReject(codedError(TypeError, 'ERR_INVALID_ARG_VALUE', 'BunFile.delete: a file descriptor names no file to delete'));
  }
  return hostPromise((done) => files.remove(store, done), () => undefined);
}

function isNoFolder(stat) {
  return !stat.isDirectory();
}

/** What exists() makes of a failed look: a file that cannot be reached is as good as none, but a store that is not there is no answer. */
function noSuchFile(error) {
  const reason = fromHost(error);
  if (typeof reason.code !== 'string' || StringPrototypeStartsWith(reason.code, 'ERR_')) throw reason;
  return false;
}

function isBunFile(value) {
  return isBlob(value) && blobSlotsOf(value).kind >= BUN_FILE;
}

function slotsOf(value) {
  if (!isBunFile(value)) throw illegalInvocation('BunFile');
  return blobSlotsOf(value);
}

function refuse() {
  return PromiseReject(illegalInvocation('BunFile'));
}

function asBunFile(slots, name, kind) {
  slots.kind = kind;
  slots.name = name;
  return slots;
}

/** The BunFile that scripts see for slots of kind BUN_FILE or S3_FILE. */
function wrapBunFile(slots) {
  if (slots.kind === S3_FILE) return require('bun/s3/S3File').wrapS3File(slots);
  return slots.wrapper ?? new BunFile(internalConstruct, slots);
}

/**
 * The slots of a file.
 *
 * @param {string|URL|number} path a path relative to the working directory, a `file:` URL, or a file descriptor
 * @param {string} context names the operation in messages
 * @returns {BlobSlots} of kind BUN_FILE, or S3_FILE for an `s3:` URL
 */
function fileSlots(path, context) {
  if (typeof path === 'number') return fileOfDescriptor(path, context);
  const name = toPath(path, context);
  if (isS3Url(name)) return require('bun/s3/S3File').s3SlotsOfUrl(name, undefined, context);
  let store;
  try {
    store = blobs.ofFile(name);
  } catch (e) {
    throw fromHost(e);
  }
  return asBunFile(new BlobSlots(store, 0, -1, mimeTypeOf(name)), name, BUN_FILE);
}

/** The slots of what a file descriptor is open on: 0 is standard input, 1 standard output, 2 standard error. */
function fileOfDescriptor(fd, context) {
  if (!NumberIsInteger(fd) || fd < 0 || fd > GREATEST_DESCRIPTOR) {
    const problem = `${context}: a file descriptor is an integer from 0 to ${GREATEST_DESCRIPTOR}, not ${fd}`;
    throw codedError(RangeError, 'ERR_OUT_OF_RANGE', problem);
  }
  return asBunFile(new BlobSlots(blobs.ofFd(fd), 0, -1, unknownType), undefined, BUN_FILE);
}

function isS3Url(name) {
  return StringPrototypeStartsWith(name, 's3://');
}

/** Bun.file(path, options). */
function createFile(path, options) {
  if (typeof path === 'string' && isS3Url(path)) {
    return wrapBunFile(require('bun/s3/S3File').s3SlotsOfUrl(path, options, 'Bun.file'));
  }
  const slots = fileSlots(path, 'Bun.file');
  const type = toDictionary(options, 'Bun.file: options')?.type;
  if (type !== undefined) slots.type = toBlobType(toDOMString(type, 'Bun.file: options.type'));
  return wrapBunFile(slots);
}

defineSerializable(
  isBunFile,
  'BunFile',
  (value, serialized) => {
    serialized.slots = slotsOf(value);
  },
  ({ slots }) => wrapBunFile(asBunFile(new BlobSlots(slots.store, slots.offset, slots.length, slots.type), slots.name, slots.kind)),
);

// Not its size and time, which would look for the file.
defineInterface(BunFile, { inspect: (file) => ({ name: slotsOf(file).name, type: slotsOf(file).type }) });

module.exports = { BunFile, createFile, fileSlots, isBunFile, slotsOf, wrapBunFile };
