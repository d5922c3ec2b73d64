// Subresource Integrity (https://w3c.github.io/webappsec-subresource-integrity/): is a response the one that was meant?
const { RegExpPrototypeExec, StringPrototypeReplaceAll, StringPrototypeSplit, TypedArrayPrototypeGetBuffer } = primordials;
const { TypedArrayPrototypeGetByteLength, Uint8Array } = primordials;
const { BYTES, EMPTY, NULL, BodySlots } = require('fetch/body/BodySlots');
const { networkError } = require('fetch/client/errors');

const expression = /^(sha256|sha384|sha512)-([A-Za-z0-9+/\-_]+={0,2})(?:\?.*)?$/;
const digests = { __proto__: null, sha256: 'SHA-256', sha384: 'SHA-384', sha512: 'SHA-512' };

/** «parse metadata» and «get the strongest metadata». @returns {{algorithm: string, values: string[]}|null} null if nothing is asked */
function strongest(metadata) {
  let algorithm = '';
  let values = [];
  const items = StringPrototypeSplit(StringPrototypeReplaceAll(metadata, '\n', ' '), ' ', 2 ** 31);
  for (let i = 0; i < items.length; i++) {
    const match = RegExpPrototypeExec(expression, items[i]);
    if (match === null) continue;
    // By chance the names are in the order of their strength.
    if (match[1] > algorithm) {
      algorithm = match[1];
      values = [];
    }
    if (match[1] === algorithm) values[values.length] = standardBase64(match[2]);
  }
  return algorithm === '' ? null : { __proto__: null, algorithm, values };
}

/** Of the two alphabets the usual one, and without padding, which may be missing. */
function standardBase64(value) {
  return StringPrototypeReplaceAll(StringPrototypeReplaceAll(StringPrototypeReplaceAll(value, '-', '+'), '_', '/'), '=', '');
}

/**
 * Reads the body, which becomes bytes in memory.
 *
 * @param {ResponseSlots} response
 * @param {string} metadata of the request
 * @throws a network error if the bytes are others («do bytes match metadataList?»), or whatever reading them fails with
 */
async function checkIntegrity(response, metadata) {
  const wanted = strongest(metadata);
  if (wanted === null) return;
  const { body } = response;
  const { state } = body;
  const bytes = state === NULL ? new Uint8Array(0) : await require('fetch/body/read').bodyBytes(body);
  const length = TypedArrayPrototypeGetByteLength(bytes);
  const actual = internal.fetch.digest(digests[wanted.algorithm], TypedArrayPrototypeGetBuffer(bytes), 0, length);
  let matches = false;
  for (let i = 0; i < wanted.values.length; i++) matches ||= wanted.values[i] === standardBase64(actual);
  if (!matches) throw networkError(`the body does not match its integrity: it has ${wanted.algorithm}-${actual}`, 'ERR_INTEGRITY');
  if (state !== NULL) response.body = length === 0 ? new BodySlots(EMPTY, undefined, body.type) : new BodySlots(BYTES, bytes, body.type);
}

module.exports = { checkIntegrity };
