// DecompressionStream (Compression standard, https://compression.spec.whatwg.org/#decompression-stream), with the formats
// brotli and zstd besides.
const { isObject, requireArguments } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { readableOf, writableOf } = require('streams/transform/GenericTransformStream');
const { CodingTransform, toFormat } = require('compression/CodingTransform');

let slotsOf;

class DecompressionStream {
  #slots;

  /** @param {'gzip'|'deflate'|'deflate-raw'|'brotli'|'zstd'} format */
  constructor(format) {
    requireArguments(arguments.length, 1, 'DecompressionStream constructor');
    this.#slots = new CodingTransform(toFormat(format, 'DecompressionStream constructor'), false, 'DecompressionStream');
  }

  /** @returns {ReadableStream} of Uint8Arrays */
  get readable() {
    return readableOf(slotsOf(this).transform);
  }

  /** @returns {WritableStream} takes ArrayBuffers and views on them */
  get writable() {
    return writableOf(slotsOf(this).transform);
  }

  static {
    slotsOf = (value) => {
      if (!isObject(value) || !(#slots in value)) throw illegalInvocation('DecompressionStream');
      return value.#slots;
    };
  }
}

module.exports = { DecompressionStream: defineInterface(DecompressionStream) };
