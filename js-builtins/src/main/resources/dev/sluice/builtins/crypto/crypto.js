// Crypto (Web Cryptography API §10, https://w3c.github.io/webcrypto/#crypto-interface).
const {
  ArrayBuffer,
  ArrayBufferIsView,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  TypeError,
  Uint8Array,
} = primordials;
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments } = require('webidl/convert');
const { bufferOf, byteLengthOf, byteOffsetOf, isSharedArrayBuffer } = require('webidl/bufferSource');

/** Bytes that one call may ask for. */
const QUOTA = 65536;

/** The names of the arrays that are filled; floats and DataViews are not. */
const integerArrays = {
  __proto__: null,
  Int8Array: true,
  Uint8Array: true,
  Uint8ClampedArray: true,
  Int16Array: true,
  Uint16Array: true,
  Int32Array: true,
  Uint32Array: true,
  BigInt64Array: true,
  BigUint64Array: true,
};

/** Up to here bytes come four at a time by calls, which is quicker than by way of a buffer. */
const FEW = 64;

/** What Java fills; an interop buffer, never shown to a script. */
let scratch;

function fillWithFew(bytes, size) {
  for (let i = 0; i < size; ) {
    for (let word = internal.crypto.word(), end = i + 4; i < end && i < size; i++, word >>>= 8) bytes[i] = word;
  }
}

function fillRandomly(array, size) {
  if (size <= FEW) {
    const isBytes = TypedArrayPrototypeGetSymbolToStringTag(array) === 'Uint8Array';
    fillWithFew(isBytes ? array : new Uint8Array(bufferOf(array), byteOffsetOf(array), size), size);
    return;
  }
  scratch ??= new ArrayBuffer(internal.crypto.scratch());
  internal.crypto.fill(size);
  TypedArrayPrototypeSet(new Uint8Array(bufferOf(array), byteOffsetOf(array), size), new Uint8Array(scratch, 0, size), 0);
  internal.crypto.erase(size);
}

function typeMismatch(array) {
  const name = TypedArrayPrototypeGetSymbolToStringTag(array) ?? 'DataView';
  return require('webidl/DOMException').createDOMException(
    `Crypto.getRandomValues: array is a ${name}, not an array of integers`,
    'TypeMismatchError',
  );
}

function quotaExceeded(size) {
  const { QuotaExceededError } = require('webidl/QuotaExceededError');
  return new QuotaExceededError(`Crypto.getRandomValues: ${size} bytes are wanted, more than the ${QUOTA} that one call gives`);
}

class Crypto {
  #brand;

  constructor(token = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
  }

  static #check(o) {
    if (!isObject(o) || !(#brand in o)) throw illegalInvocation('Crypto');
  }

  getRandomValues(array) {
    Crypto.#check(this);
    requireArguments(arguments.length, 1, 'Crypto.getRandomValues');
    if (!ArrayBufferIsView(array)) throw new TypeError('Crypto.getRandomValues: array is not an ArrayBufferView');
    if (isSharedArrayBuffer(bufferOf(array))) throw new TypeError('Crypto.getRandomValues: array is on a SharedArrayBuffer');
    if (integerArrays[TypedArrayPrototypeGetSymbolToStringTag(array)] === undefined) throw typeMismatch(array);
    const size = byteLengthOf(array);
    if (size > QUOTA) throw quotaExceeded(size);
    if (size > 0) fillRandomly(array, size);
    return array;
  }

  /** @returns {SubtleCrypto} */
  get subtle() {
    Crypto.#check(this);
    return require('crypto/SubtleCrypto').subtle;
  }

  randomUUID() {
    Crypto.#check(this);
    return internal.crypto.uuid();
  }
}

module.exports = { Crypto: defineInterface(Crypto), crypto: new Crypto(internalConstruct) };
