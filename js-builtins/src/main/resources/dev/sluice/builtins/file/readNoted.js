// Reading a Blob whole, and telling which way that took (streams/consume/way).
const { PromisePrototypeThen } = primordials;
const { blobSize } = require('file/BlobSlots');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');

/**
 * Reads a Blob by one of the functions of file/read.
 *
 * @param {BlobSlots} blob
 * @param {(blob: BlobSlots, type: any) => Promise} ofBlob
 * @param {any} [type] handed on
 */
function readBlob(blob, ofBlob, type = undefined) {
  return isWatched() ? readNoted(blob, ofBlob, type) : ofBlob(blob, type);
}

function readNoted(blob, ofBlob, type) {
  if (blob.store.inMemory()) {
    noteWay('Blob', 'static', blob.length, '');
    return ofBlob(blob, type);
  }
  const begun = beginWay();
  const promise = ofBlob(blob, type);
  // The script gets the promise behind the note, so that a rejection that it does not handle is still told.
  return PromisePrototypeThen(
    promise,
    (value) => {
      noteWay('File', 'native', sizeNow(blob), '', begun);
      return value;
    },
    (error) => {
      noteWay('File', 'native', -1, `failed: ${error?.code ?? error?.name}`, begun);
      throw error;
    },
  );
}

/** -1 where only the network knows. */
function sizeNow(blob) {
  const size = blobSize(blob);
  return size === size ? size : -1;
}

module.exports = { readBlob };
