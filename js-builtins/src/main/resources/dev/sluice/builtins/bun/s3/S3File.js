// S3File: a Blob that is an object in S3. Making one asks nobody; it is read, written and looked at over the network, each time anew.
//
// Its store is Java's (internal.s3.object), and so is all that moves bytes: reading is file/read, writing is Bun.write.
const { Date, PromiseReject, StringPrototypeIndexOf, StringPrototypeSlice, StringPrototypeStartsWith, TypeError } = primordials;
const { codedError, fromHost } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { isBlob, slotsOf: blobSlotsOf } = require('file/Blob');
const { S3_FILE, BlobSlots, toBlobType } = require('file/BlobSlots');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, toDOMString } = require('webidl/convert');
const { BunFile } = require('bun/BunFile');
const { mimeTypeOf } = require('bun/mimeTypes');
const { environmentSettings, toCount, toSettings } = require('bun/s3/options');
const { s3 } = internal;

const SCHEME = 's3://';
const ONE_DAY = 86_400;
const SEVEN_DAYS = 604_800;

const noOptions = { __proto__: null };

class S3File extends BunFile {
  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalConstructor();
    super(internalConstruct, slots);
  }

  /** The key. */
  get name() {
    return slotsOf(this).name;
  }

  /** The bucket; undefined where the key begins with it. */
  get bucket() {
    const bucket = s3.settingsOf(slotsOf(this).store).bucket();
    return bucket === '' ? undefined : bucket;
  }

  /** Only the network knows: see stat(). */
  get lastModified() {
    return NaN;
  }

  /** Is there such an object? @returns {Promise<boolean>} */
  exists(options = undefined) {
    return isS3File(this) ? attempt(() => exists(withOptions(slotsOf(this), options, 'S3File.exists'))) : refuse();
  }

  /** @returns {Promise<{size: number, lastModified: Date, etag: string, type: string}>} rejects where there is none (NoSuchKey) */
  stat(options = undefined) {
    return isS3File(this) ? attempt(() => stat(withOptions(slotsOf(this), options, 'S3File.stat'))) : refuse();
  }

  /** Deletes the object. @returns {Promise<undefined>} also where there is none */
  delete(options = undefined) {
    return isS3File(this) ? attempt(() => remove(withOptions(slotsOf(this), options, 'S3File.delete'))) : refuse();
  }

  unlink(options = undefined) {
    return isS3File(this) ? attempt(() => remove(withOptions(slotsOf(this), options, 'S3File.unlink'))) : refuse();
  }

  /** Bun.write with this object as its destination. @returns {Promise<number>} bytes written */
  write(data, options = undefined) {
    return isS3File(this) ? attempt(() => require('bun/write').write(this, data, options)) : refuse();
  }

  /** Writes the object piece by piece. @returns {NetworkSink} */
  writer(options = undefined) {
    return require('bun/s3/NetworkSink').createNetworkSink(destination(slotsOf(this), options, 'S3File.writer'));
  }

  /**
   * A URL by which anybody may do one thing with the object for a while.
   *
   * @param {{method?: string, expiresIn?: number}} [options] and those of an S3File; seconds, from 1 to 604,800, 86,400 unless said
   * @returns {string}
   */
  presign(options = undefined) {
    return presign(slotsOf(this), options, 'S3File.presign');
  }
}

function isS3File(value) {
  return isBlob(value) && blobSlotsOf(value).kind === S3_FILE;
}

function slotsOf(value) {
  if (!isS3File(value)) throw illegalInvocation('S3File');
  return blobSlotsOf(value);
}

function refuse() {
  return PromiseReject(illegalInvocation('S3File'));
}

/** What an operation that gives a promise throws at once rejects it. */
function attempt(operation) {
  try {
    return operation();
  } catch (e) {
    return PromiseReject(e);
  }
}

/**
 * The slots of an object.
 *
 * @param {object} settings
 * @param {string} path a key; or `s3://bucket/key`, which names the bucket itself
 * @param {unknown} options of a script
 * @returns {BlobSlots} of kind S3_FILE
 */
function s3Slots(settings, path, options, context) {
  let known = toSettings(settings, options, context);
  let key = toDOMString(path, `${context}: path`);
  if (StringPrototypeStartsWith(key, SCHEME)) {
    const rest = StringPrototypeSlice(key, SCHEME.length, key.length);
    const slash = StringPrototypeIndexOf(rest, '/', 0);
    known = known.copy();
    known.text('bucket', slash < 0 ? rest : StringPrototypeSlice(rest, 0, slash));
    key = slash < 0 ? '' : StringPrototypeSlice(rest, slash + 1, rest.length);
  }
  const slots = new BlobSlots(s3.object(known, key), 0, -1, typeOf(options) ?? mimeTypeOf(key));
  slots.kind = S3_FILE;
  slots.name = key;
  return slots;
}

/** What a script says of an object's type; undefined if it does not. */
function typeOf(options) {
  const type = isObject(options) ? options.type : undefined;
  return typeof type === 'string' && type !== '' ? toBlobType(type) : undefined;
}

/** The slots of `s3://bucket/key`, with what the environment says. */
function s3SlotsOfUrl(url, options, context) {
  return s3Slots(environmentSettings(), url, options, context);
}

/** The same object, of which more is said. */
function withOptions(slots, options, context) {
  if (options === undefined || options === null) return slots;
  const settings = s3.settingsOf(slots.store);
  const more = new BlobSlots(s3.object(toSettings(settings, options, context), slots.name), slots.offset, slots.length, slots.type);
  more.kind = S3_FILE;
  more.name = slots.name;
  return more;
}

/**
 * An object that is to be written: all of it, with its type.
 *
 * @param {BlobSlots} slots of kind S3_FILE
 * @returns {BlobSlots} likewise
 */
function destination(slots, options, context) {
  if (slots.offset !== 0 || slots.length >= 0) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context}: a slice of an object in S3 cannot be written, only all of it`);
  }
  const settings = toSettings(s3.settingsOf(slots.store), options, context).copy();
  if (settings.type() === '') settings.text('type', slots.type);
  const target = new BlobSlots(s3.object(settings, slots.name), 0, -1, typeOf(options) ?? slots.type);
  target.kind = S3_FILE;
  target.name = slots.name;
  return target;
}

function exists({ store }) {
  return hostPromise((done) => s3.stat(store, done), yes, missing);
}

function yes() {
  return true;
}

/** To HEAD there are no words: what is missing is told by the status alone. */
function missing(error) {
  const reason = fromHost(error);
  if (reason.code === 'NoSuchKey' || reason.code === 'NoSuchBucket') return false;
  throw reason;
}

function stat({ store }) {
  return hostPromise((done) => s3.stat(store, done), toStat);
}

function toStat(found) {
  return { etag: found.etag(), lastModified: new Date(found.lastModified()), size: found.size(), type: found.type() };
}

/** @returns {Promise<number>} bytes */
function size({ store }) {
  return hostPromise((done) => s3.stat(store, done), (found) => found.size());
}

function remove({ store }) {
  return hostPromise((done) => s3.remove(store, done), () => undefined);
}

function presign(slots, options, context) {
  const { store } = withOptions(slots, options, context);
  const { expiresIn, method } = isObject(options) ? options : noOptions;
  const seconds = expiresIn === undefined ? ONE_DAY : toCount(expiresIn, 'expiresIn', 1, SEVEN_DAYS, context);
  try {
    return s3.presign(store, method === undefined ? 'GET' : toDOMString(method, `${context}: options.method`), seconds);
  } catch (e) {
    throw fromHost(e);
  }
}

/** The S3File that scripts see for slots of kind S3_FILE. */
function wrapS3File(slots) {
  return slots.wrapper ?? new S3File(internalConstruct, slots);
}

defineInterface(S3File, {
  inspect: (file) => ({ name: slotsOf(file).name, bucket: s3.settingsOf(slotsOf(file).store).bucket(), type: slotsOf(file).type }),
});

module.exports = { attempt, destination, exists, presign, remove, s3Slots, s3SlotsOfUrl, size, stat, wrapS3File };
