// The chunks of a stream one by one, for readableStreamToArray: what Pieces does for text and bytes.
const { TypedArrayPrototypeGetLength, TypedArrayPrototypeSet, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { tooLargeError, utf8Length } = require('streams/consume/Pieces');
const { byteLengthOf, isBufferSource } = require('webidl/bufferSource');

class Chunks {
  constructor(limit) {
    this.limit = limit;
    /** -1 while nothing is counted: chunks that are taken are so only where there is a limit, those that are written always */
    this.byteLength = limit < 0 ? -1 : 0;
    this.chunks = [];
  }

  borrow(chunks) {
    for (let i = 0; i < chunks.length; i++) this.take(chunks[i]);
    return true;
  }

  /** Keeps a chunk of any kind as it is. */
  take(chunk) {
    if (this.limit >= 0) {
      if (typeof chunk === 'string') this.count(utf8Length(chunk));
      else if (isBufferSource(chunk)) this.count(byteLengthOf(chunk));
    }
    this.chunks[this.chunks.length] = chunk;
    return true;
  }

  /** Keeps a string, or a copy of bytes, as any write does. */
  write(chunk, byteLength) {
    if (this.byteLength < 0) this.byteLength = 0;
    this.count(byteLength);
    this.chunks[this.chunks.length] = typeof chunk === 'string' ? chunk : copyOf(chunk);
  }

  count(byteLength) {
    this.byteLength += byteLength;
    if (this.limit >= 0 && this.byteLength > this.limit) throw tooLargeError(this.limit);
  }

  secure() {}

  clear() {
    this.chunks = [];
  }
}

isolate(Chunks);

function copyOf(bytes) {
  const copy = new Uint8Array(TypedArrayPrototypeGetLength(bytes));
  TypedArrayPrototypeSet(copy, bytes, 0);
  return copy;
}

module.exports = { Chunks };
