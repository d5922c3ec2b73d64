// ByteLengthQueuingStrategy (Streams §7.2): a queuing strategy that adds up the byteLength of chunks.
const { TypeError } = primordials;
const { requireArguments, toDictionary, toUnrestrictedDouble } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { byteLengthSize } = require('streams/queuing/sizeFunctions');

class ByteLengthQueuingStrategy {
  #highWaterMark;

  /** @param {{highWaterMark: number}} init the mark is not checked here; the stream that is given the strategy does */
  constructor(init) {
    requireArguments(arguments.length, 1, 'ByteLengthQueuingStrategy');
    const highWaterMark = toDictionary(init, 'ByteLengthQueuingStrategy: init')?.highWaterMark;
    if (highWaterMark === undefined) throw new TypeError('ByteLengthQueuingStrategy: init.highWaterMark is missing');
    this.#highWaterMark = toUnrestrictedDouble(highWaterMark, 'ByteLengthQueuingStrategy: init.highWaterMark');
  }

  get highWaterMark() {
    if (!(#highWaterMark in this)) throw illegalInvocation('ByteLengthQueuingStrategy');
    return this.#highWaterMark;
  }

  get size() {
    if (!(#highWaterMark in this)) throw illegalInvocation('ByteLengthQueuingStrategy');
    return byteLengthSize;
  }
}

module.exports = { ByteLengthQueuingStrategy: defineInterface(ByteLengthQueuingStrategy) };
