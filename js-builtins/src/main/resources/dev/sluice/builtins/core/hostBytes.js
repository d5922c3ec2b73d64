// Bytes that Java hands over, as a script may have them.
const { ArrayBuffer, TypedArrayPrototypeGetLength, TypedArrayPrototypeSet, Uint8Array } = primordials;

/**
 * Copies the bytes of a buffer of Java, since one over that could not be transferred and would be slow to slice.
 *
 * @param {object} hostBuffer a ByteBuffer
 * @returns {Uint8Array} on the whole of a real ArrayBuffer
 */
function copyOfHostBytes(hostBuffer) {
  const view = new Uint8Array(new ArrayBuffer(hostBuffer));
  const copy = new Uint8Array(TypedArrayPrototypeGetLength(view));
  TypedArrayPrototypeSet(copy, view, 0);
  return copy;
}

module.exports = { copyOfHostBytes };
