// The blob URL store (File API §8, https://w3c.github.io/FileAPI/#blob-url). A program has no origin that its URLs could name, so that they
// read blob:null/ and a UUID.
const { Map, MapPrototypeDelete, MapPrototypeGet, MapPrototypeSet, StringPrototypeIndexOf, StringPrototypeSlice, TypeError } = primordials;
const { isBlob, slotsOf } = require('file/Blob');

/** URL without fragment → slots of the Blob. An entry keeps its Blob until it is revoked. */
const store = new Map();

/** URL.createObjectURL(obj). @returns {string} */
function createObjectURL(object) {
  if (!isBlob(object)) throw new TypeError('URL.createObjectURL: obj is not a Blob');
  const url = `blob:null/${internal.crypto.uuid()}`;
  MapPrototypeSet(store, url, slotsOf(object));
  return url;
}

/** URL.revokeObjectURL(url): nothing happens where there is no such URL, nor where it has a fragment. */
function revokeObjectURL(url) {
  MapPrototypeDelete(store, url);
}

/** «resolve a blob URL». @param {string} url its fragment does not count @returns {BlobSlots|undefined} */
function resolveObjectURL(url) {
  const fragment = StringPrototypeIndexOf(url, '#', 0);
  return MapPrototypeGet(store, fragment < 0 ? url : StringPrototypeSlice(url, 0, fragment));
}

module.exports = { createObjectURL, resolveObjectURL, revokeObjectURL };
