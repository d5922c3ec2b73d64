// The dictionary UnderlyingSource (Streams §4.2.3).
const { isolate } = require('core/isolate');
const { toEnum, toFunction, toUnsignedLongLong } = require('webidl/convert');

const types = ['bytes', 'direct', 'owning'];
const enforceRange = { __proto__: null, enforceRange: true };

/** An UnderlyingSource dictionary; members that do not exist are undefined. */
class UnderlyingSource {
  /** Reads the members in the order of their names, each once. */
  constructor(source) {
    const { autoAllocateChunkSize } = source;
    this.autoAllocateChunkSize =
      autoAllocateChunkSize === undefined
        ? undefined
        : toUnsignedLongLong(autoAllocateChunkSize, 'autoAllocateChunkSize of an underlying source', enforceRange);
    this.cancel = optionalFunction(source.cancel, 'cancel of an underlying source');
    this.pull = optionalFunction(source.pull, 'pull of an underlying source');
    this.start = optionalFunction(source.start, 'start of an underlying source');
    const { type } = source;
    this.type = type === undefined ? undefined : toEnum(type, 'type of an underlying source', types);
    /** Bun's, of direct sources: called when the stream has ended, with the error if it has failed */
    this.close = this.type === 'direct' ? optionalFunction(source.close, 'close of an underlying source') : undefined;
  }
}

isolate(UnderlyingSource);

function optionalFunction(value, context) {
  return value === undefined ? undefined : toFunction(value, context);
}

module.exports = { UnderlyingSource };
