const { BYTES, TEXT } = require('streams/consume/kinds');

/**
 * What a kind is made of.
 *
 * @param {object} content a Pieces, or for CHUNKS an object with the array `chunks`
 * @param {number} of TEXT, BYTES or CHUNKS of streams/consume/kinds
 * @returns {string|Uint8Array|Array}
 */
function contentAs(content, of) {
  if (of === TEXT) return content.text();
  return of === BYTES ? content.bytes() : content.chunks;
}

module.exports = { contentAs };
