// SubtleCrypto (Web Cryptography API §14, https://w3c.github.io/webcrypto/#subtlecrypto-interface): `digest` so far. Java computes, off the
// loop's thread.
const { PromiseReject, StringPrototypeToLowerCase, TypeError, TypedArrayPrototypeGetBuffer } = primordials;
const { ownHostBytes } = require('core/hostBytes');
const { hostPromise } = require('core/hostPromise');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource, isSharedArrayBuffer } = require('webidl/bufferSource');
const { isObject, requireArguments, toDOMString } = require('webidl/convert');

/** The algorithms of §30, SHA of FIPS 180-4, by their names in lower case, which no other letter's lower case is in: Java's names. */
const digests = { __proto__: null, 'sha-1': 'SHA-1', 'sha-256': 'SHA-256', 'sha-384': 'SHA-384', 'sha-512': 'SHA-512' };

/** «normalize an algorithm» (§18.4) for the operation digest, none of whose algorithms has parameters. */
function digestName(algorithm) {
  const given = isObject(algorithm) ? algorithm.name : algorithm;
  if (given === undefined && isObject(algorithm)) throw new TypeError('SubtleCrypto.digest: the algorithm has no name');
  const name = toDOMString(given, 'SubtleCrypto.digest: algorithm');
  const known = digests[StringPrototypeToLowerCase(name)];
  if (known === undefined) {
    throw require('webidl/DOMException').createDOMException(`SubtleCrypto.digest: '${name}' is not supported`, 'NotSupportedError');
  }
  return known;
}

class SubtleCrypto {
  #brand;

  constructor(token = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
  }

  /**
   * The checksum of bytes, as they are when the algorithm has told its name.
   *
   * @param {string|{name: string}} algorithm SHA-1, SHA-256, SHA-384 or SHA-512
   * @param {BufferSource} data
   * @returns {Promise<ArrayBuffer>}
   */
  digest(algorithm, data) {
    try {
      if (!isObject(this) || !(#brand in this)) throw illegalInvocation('SubtleCrypto');
      requireArguments(arguments.length, 2, 'SubtleCrypto.digest');
      if (!isBufferSource(data) || isSharedArrayBuffer(bufferOf(data))) {
        throw new TypeError('SubtleCrypto.digest: data is neither an ArrayBuffer nor a view on one');
      }
      const name = digestName(algorithm);
      const buffer = bufferOf(data);
      return hostPromise(
        (done) => internal.crypto.digest(name, buffer, byteOffsetOf(data), byteLengthOf(data), done),
        (bytes) => TypedArrayPrototypeGetBuffer(ownHostBytes(bytes)),
      );
    } catch (e) {
      return PromiseReject(e);
    }
  }
}

module.exports = { SubtleCrypto: defineInterface(SubtleCrypto), subtle: new SubtleCrypto(internalConstruct) };
