// File (File API §4, https://w3c.github.io/FileAPI/#file-section): a Blob with a name and a time.
const { Date, DatePrototypeGetTime } = primordials;
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { requireArguments, toInteger, toUSVString } = require('webidl/convert');
const { defineSerializable } = require('html/serializable');
const { Blob, isBlob, slotsOf: blobSlotsOf } = require('file/Blob');
const { FILE, BlobSlots } = require('file/BlobSlots');

class File extends Blob {
  constructor(fileBits, fileName, options = {}) {
    if (fileBits !== internalConstruct) {
      requireArguments(arguments.length, 2, 'File constructor');
      const { processBlobParts, toBlobParts, toBlobPropertyBag } = require('file/blobParts');
      const parts = toBlobParts(fileBits, 'File constructor: fileBits');
      const name = toUSVString(fileName, 'File constructor: fileName');
      const bag = toBlobPropertyBag(options, 'File constructor: options');
      const lastModified = toLastModified(options);
      fileName = processBlobParts(parts, bag);
      fileName.kind = FILE;
      fileName.name = name;
      fileName.lastModified = lastModified;
    }
    super(internalConstruct, fileName);
  }

  get name() {
    return slotsOf(this).name;
  }

  /** Milliseconds since the epoch. */
  get lastModified() {
    return slotsOf(this).lastModified;
  }
}

/** The member of FilePropertyBag that BlobPropertyBag does not have. */
function toLastModified(options) {
  const value = options === undefined || options === null ? undefined : options.lastModified;
  return value === undefined ? DatePrototypeGetTime(new Date()) : toInteger(value, 'File constructor: options.lastModified', 64, true);
}

function isFile(value) {
  return isBlob(value) && blobSlotsOf(value).kind === FILE;
}

function slotsOf(value) {
  if (!isFile(value)) throw illegalInvocation('File');
  return blobSlotsOf(value);
}

/** The File that scripts see for slots of kind FILE. */
function wrapFile(slots) {
  return slots.wrapper ?? new File(internalConstruct, slots);
}

/**
 * Slots of a File with the bytes of a Blob, for algorithms: «a new File object whose contents are …».
 *
 * @param {BlobSlots} blob
 * @param {string} name
 * @param {string} type
 * @param {number} [lastModified] now by default
 */
function createFile(blob, name, type, lastModified = DatePrototypeGetTime(new Date())) {
  const slots = new BlobSlots(blob.store, blob.offset, blob.length, type);
  slots.kind = FILE;
  slots.name = name;
  slots.lastModified = lastModified;
  return slots;
}

defineSerializable(
  isFile,
  'File',
  (value, serialized) => {
    serialized.slots = slotsOf(value);
  },
  ({ slots }) => wrapFile(createFile(slots, slots.name, slots.type, slots.lastModified)),
);

module.exports = {
  File: defineInterface(File),
  createFile,
  isFile,
  slotsOf,
  wrapFile,
};
