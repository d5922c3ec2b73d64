// What a Blob is made of, and what can be told of it without reading: its size, its slices, its type.
const { MathMax, MathMin, RangeError, StringPrototypeCharCodeAt, StringPrototypeToLowerCase } = primordials;
const { isolate } = require('core/isolate');

/** Which interface the wrapper of slots has. */
const BLOB = 0;
const FILE = 1;
const BUN_FILE = 2;
/** Also a BunFile, of what lies in S3. */
const S3_FILE = 3;

/**
 * The internal slots of a Blob, also of a File and of what Bun.file gives.
 *
 * `store` is a store of `internal.blobs`, `offset` and `length` are the range of it, in bytes. The length of a range of memory is always
 * known; of one that files have a part in, -1 means «to the end as it is found then», since a file may grow and shrink.
 */
class BlobSlots {
  constructor(store, offset, length, type) {
    this.wrapper = undefined;
    this.store = store;
    this.offset = offset;
    this.length = length;
    /** as toBlobType gives it */
    this.type = type;
    /** BLOB, FILE, BUN_FILE or S3_FILE */
    this.kind = BLOB;
    /** the name of a File; the path of a BunFile, undefined where it has only a descriptor; the key of an S3File */
    this.name = undefined;
    /** of a File: milliseconds since the epoch */
    this.lastModified = 0;
  }
}

isolate(BlobSlots);

/** The slots of a Blob that is a whole store. */
function blobOfStore(store, type) {
  return new BlobSlots(store, 0, store.inMemory() ? store.size() : -1, type);
}

/** `size`: asks the system about files each time, since what it once said may not hold any more. NaN of what only the network knows. */
function blobSize(slots) {
  return rangeSize(slots.store, slots.offset, slots.length);
}

/** The bytes that there are now in a range of a store, which may have less than the range asks for. */
function rangeSize(store, offset, length) {
  if (length >= 0 && store.inMemory()) return length;
  const there = MathMax(sizeNow(store) - offset, 0);
  return length < 0 ? there : MathMin(length, there);
}

function sizeNow(store) {
  try {
    return store.size();
  } catch (e) {
    throw require('core/errors').fromHost(e);
  }
}

/**
 * «slice blob» (File API §3.3.1), whose arithmetic on a file is on what is asked for, and not on the size that the file has just now: only
 * positions counted from the end need that.
 *
 * @param {BlobSlots} slots
 * @param {number} start negative: from the end
 * @param {number|undefined} end likewise; undefined: to the end
 * @param {string} type
 * @returns {BlobSlots}
 */
function sliceBlob(slots, start, end, type) {
  const { store, offset, length } = slots;
  const bound = length < 0 ? Infinity : length;
  let size = store.inMemory() ? length : -1;
  if (size < 0 && (start < 0 || end < 0)) size = blobSize(slots);
  if (size !== size) {
    const { codedError } = require('core/errors');
    const problem = 'A position is counted from the end, and where that is only the network knows: see stat()';
    throw codedError(RangeError, 'ERR_OUT_OF_RANGE', problem);
  }
  const relativeStart = start < 0 ? MathMax(size + start, 0) : MathMin(start, bound);
  const relativeEnd = end === undefined ? bound : end < 0 ? MathMax(size + end, 0) : MathMin(end, bound);
  const span = relativeEnd === Infinity ? -1 : MathMax(relativeEnd - relativeStart, 0);
  return new BlobSlots(store, offset + relativeStart, span, type);
}

/** A script's type in lower case, or the empty string if it has a character outside the range U+0020 to U+007E. */
function toBlobType(type) {
  for (let i = 0; i < type.length; i++) {
    const code = StringPrototypeCharCodeAt(type, i);
    if (code < 0x20 || code > 0x7e) return '';
  }
  return StringPrototypeToLowerCase(type);
}

module.exports = { BLOB, FILE, BUN_FILE, S3_FILE, BlobSlots, blobOfStore, blobSize, rangeSize, sliceBlob, toBlobType };
