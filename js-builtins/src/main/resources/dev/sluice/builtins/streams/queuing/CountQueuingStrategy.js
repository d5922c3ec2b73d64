// CountQueuingStrategy (Streams §7.3): a queuing strategy that counts chunks.
const { TypeError } = primordials;
const { requireArguments, toDictionary, toUnrestrictedDouble } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { countSize } = require('streams/queuing/sizeFunctions');

class CountQueuingStrategy {
  #highWaterMark;

  /** @param {{highWaterMark: number}} init the mark is not checked here; the stream that is given the strategy does */
  constructor(init) {
    requireArguments(arguments.length, 1, 'CountQueuingStrategy');
    const highWaterMark = toDictionary(init, 'CountQueuingStrategy: init')?.highWaterMark;
    if (highWaterMark === undefined) throw new TypeError('CountQueuingStrategy: init.highWaterMark is missing');
    this.#highWaterMark = toUnrestrictedDouble(highWaterMark, 'CountQueuingStrategy: init.highWaterMark');
  }

  get highWaterMark() {
    if (!(#highWaterMark in this)) throw illegalInvocation('CountQueuingStrategy');
    return this.#highWaterMark;
  }

  get size() {
    if (!(#highWaterMark in this)) throw illegalInvocation('CountQueuingStrategy');
    return countSize;
  }
}

module.exports = { CountQueuingStrategy: defineInterface(CountQueuingStrategy) };
