// Reading a Blob whole. Bytes in memory answer at once, with a promise that is fulfilled, and no stream is made; files are read by Java in
// one go, off the loop's thread.
const { ArrayBuffer, JSONParse, TypedArrayPrototypeGetBuffer, Uint8Array } = primordials;
const { ownHostBytes } = require('core/hostBytes');
const { attempt } = require('core/promises');

const { maxBodySize } = internal.limits;

// Of Blobs in memory: both throw where that is more than an array holds.

function textHere({ store, offset, length }) {
  return store.text(offset, length);
}

function bytesHere({ store, offset, length }) {
  return ownHostBytes(store.bytesNow(offset, length));
}

/** blob.text(): decoded as UTF-8, without a byte order mark. @returns {Promise<string>} */
function blobText(slots) {
  if (!slots.store.inMemory()) return readLater(slots, 'readText', itself);
  return attempt(textHere, slots);
}

/** blob.json(): rejects with a SyntaxError where the text is not JSON. */
function blobJson(slots) {
  if (!slots.store.inMemory()) return readLater(slots, 'readText', JSONParse);
  return attempt((here) => JSONParse(textHere(here)), slots);
}

/** blob.bytes(): a Uint8Array that is the caller's own. */
function blobBytes(slots) {
  if (!slots.store.inMemory()) return readLater(slots, 'readBytes', ownHostBytes);
  return attempt(bytesHere, slots);
}

/** blob.arrayBuffer(): likewise. */
function blobArrayBuffer(slots) {
  if (!slots.store.inMemory()) return readLater(slots, 'readBytes', (buffer) => TypedArrayPrototypeGetBuffer(ownHostBytes(buffer)));
  return attempt((here) => TypedArrayPrototypeGetBuffer(bytesHere(here)), slots);
}

/**
 * The bytes of a Blob in memory as they lie there: to be read only, and never to be given to a script.
 *
 * @param {BlobSlots} slots
 * @returns {Uint8Array|undefined} on memory of Java; undefined if they are not all in memory
 */
function blobStaticBytes(slots) {
  const { store } = slots;
  return store.inMemory() ? new Uint8Array(new ArrayBuffer(store.bytes(slots.offset, slots.length))) : undefined;
}

/** A stream of the Blob's bytes: tag Blob where they are in memory, else File. @returns {object} stream slots */
function blobStream(slots) {
  return require('streams/readable/native').createBlobReadableStream(slots);
}

/** blob.formData(), by the Blob's own type. @returns {Promise<FormData>} */
function blobFormData(slots) {
  return require('fetch/body/formData').parseBlob(slots, slots.type);
}

/**
 * Reads off the loop's thread.
 *
 * @param {BlobSlots} slots
 * @param {'readText'|'readBytes'} method of the store
 * @param {(value: any) => any} convert makes what the promise is fulfilled with; what it throws rejects the promise
 */
function readLater(slots, method, convert) {
  const { store, offset, length } = slots;
  return require('core/hostPromise').hostPromise((done) => store[method](offset, length, maxBodySize, done), convert);
}

function itself(value) {
  return value;
}

module.exports = {
  blobArrayBuffer,
  blobBytes,
  blobFormData,
  blobJson,
  blobStaticBytes,
  blobStream,
  blobText,
};
