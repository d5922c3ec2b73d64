// Blobs made by the runtime itself.
const { TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteLength, TypedArrayPrototypeGetByteOffset } = primordials;
const { blobOfStore } = require('file/BlobSlots');
const { blobs } = internal;

/**
 * @param {Uint8Array} bytes copied
 * @param {string} type in lower case, or the empty string
 * @returns {BlobSlots}
 */
function createBytesBlob(bytes, type) {
  const buffer = TypedArrayPrototypeGetBuffer(bytes);
  return blobOfStore(blobs.copyOf(buffer, TypedArrayPrototypeGetByteOffset(bytes), TypedArrayPrototypeGetByteLength(bytes)), type);
}

/** A Blob of a text as UTF-8; lone surrogates become U+FFFD. @returns {BlobSlots} */
function createTextBlob(text, type) {
  return blobOfStore(blobs.ofText(text), type);
}

module.exports = { createBytesBlob, createTextBlob };
