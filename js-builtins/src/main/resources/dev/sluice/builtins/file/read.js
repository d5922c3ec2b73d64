// Reading a Blob whole. Bytes in memory answer at once, with a promise that is fulfilled, and no stream is made; files are read by Java in
// one go, off the loop's thread.
const { ArrayBuffer, JSONParse, PromiseReject, TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetLength, TypedArrayPrototypeSet } =
  primordials;
const { Uint8Array } = primordials;
const { fromHost } = require('core/errors');
const { fulfilled } = require('core/promises');

const { maxBodySize } = internal.limits;

/** blob.text(): decoded as UTF-8, without a byte order mark. @returns {Promise<string>} */
function blobText(slots) {
  const { store } = slots;
  if (!store.inMemory()) return readLater(slots, 'readText', itself);
  return attempt(() => store.text(slots.offset, slots.length));
}

/** blob.json(): rejects with a SyntaxError where the text is not JSON. */
function blobJson(slots) {
  const { store } = slots;
  if (!store.inMemory()) return readLater(slots, 'readText', JSONParse);
  return attempt(() => JSONParse(store.text(slots.offset, slots.length)));
}

/** A promise that is settled already. More than an array holds, and no JSON, are rejections. */
function attempt(read) {
  let value;
  try {
    value = read();
  } catch (e) {
    return PromiseReject(fromHost(e));
  }
  return fulfilled(value);
}

/** blob.bytes(): a Uint8Array that is the caller's own. */
function blobBytes(slots) {
  if (!slots.store.inMemory()) return readLater(slots, 'readBytes', copyOf);
  return attempt(() => copyOfView(blobStaticBytes(slots), slots.length));
}

/** blob.arrayBuffer(): likewise. */
function blobArrayBuffer(slots) {
  if (!slots.store.inMemory()) return readLater(slots, 'readBytes', (buffer) => TypedArrayPrototypeGetBuffer(copyOf(buffer)));
  return attempt(() => TypedArrayPrototypeGetBuffer(copyOfView(blobStaticBytes(slots), slots.length)));
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

/** A real Uint8Array with the bytes of a buffer of Java. */
function copyOf(buffer) {
  const view = new Uint8Array(new ArrayBuffer(buffer));
  return copyOfView(view, TypedArrayPrototypeGetLength(view));
}

function copyOfView(view, length) {
  const copy = new Uint8Array(length);
  TypedArrayPrototypeSet(copy, view, 0);
  return copy;
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
