// NetworkSink: what an S3File's writer() gives. What is written is gathered into parts, several of which go at a time; the object is there
// when end() is fulfilled, as a whole, or not at all.
const { PromiseReject } = primordials;
const { fromHost } = require('core/errors');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { FileSink, FileSinkSlots, isFileSink } = require('bun/FileSink');
const { isObject } = require('webidl/convert');

let slotsOf;

class NetworkSink extends FileSink {
  #file;

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#file in o)) throw illegalInvocation('NetworkSink');
      return o.#file;
    };
  }

  constructor(token, slots, file) {
    if (token !== internalConstruct) throw illegalConstructor();
    super(internalConstruct, slots);
    this.#file = file;
  }

  /** What is told of the object as it is there now. @returns {Promise<object>} see S3File.stat */
  stat() {
    if (!isFileSink(this)) return PromiseReject(illegalInvocation('NetworkSink'));
    const { attempt, stat } = require('bun/s3/S3File');
    return attempt(() => stat(slotsOf(this)));
  }
}

/**
 * @param {BlobSlots} file of kind S3_FILE, that may be written
 * @returns {NetworkSink}
 */
function createNetworkSink(file) {
  try {
    return new NetworkSink(internalConstruct, new FileSinkSlots(internal.files.sink(file.store, 0, -1, 0, false, 0, false)), file);
  } catch (e) {
    throw fromHost(e);
  }
}

defineInterface(NetworkSink, { inspect: () => ({}) });

module.exports = { createNetworkSink };
