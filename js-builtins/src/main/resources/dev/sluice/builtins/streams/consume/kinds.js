// The values that a whole stream can become: what of its content each is made of, and how.
const { JSONParse, TypedArrayPrototypeGetBuffer } = primordials;

/** What a kind is made of. */
const TEXT = 0;
const BYTES = 1;
const CHUNKS = 2;

/**
 * @typedef {object} Kind
 * @property {number} of TEXT, BYTES (a Uint8Array that is the whole of an ArrayBuffer of its own) or CHUNKS (an array of the chunks)
 * @property {function(*, string): *} make the value, of that and the MIME type, which is '' where none is known; may throw. A promise is
 *     waited for
 */

const kinds = {
  __proto__: null,
  text: { __proto__: null, of: TEXT, make: (text) => text },
  json: { __proto__: null, of: TEXT, make: (text) => JSONParse(text) },
  bytes: { __proto__: null, of: BYTES, make: (bytes) => bytes },
  arrayBuffer: { __proto__: null, of: BYTES, make: (bytes) => TypedArrayPrototypeGetBuffer(bytes) },
  blob: { __proto__: null, of: BYTES, make: makeBlob },
  formData: { __proto__: null, of: BYTES, make: makeFormData },
  array: { __proto__: null, of: CHUNKS, make: (chunks) => chunks },
};

function makeBlob(bytes, type) {
  return require('file/Blob').wrapBlob(require('file/create').createBytesBlob(bytes, type));
}

function makeFormData(bytes, type) {
  return require('form/multipart').parseFormData(bytes, type);
}

module.exports = { TEXT, BYTES, CHUNKS, kinds };
