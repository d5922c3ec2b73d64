// What a script stream gave so far, on its way to one value: strings and bytes, mixed.
//
// Chunks that waited together are only noted (borrowed) and are copied where they stand when the value is made. Before anybody else runs,
// secure() copies what was borrowed, since a script may change or transfer a buffer that it has enqueued; a chunk that comes alone is
// copied at once (take). Small chunks gather in blocks; so neither a large buffer is kept alive by a small view on it, nor are there more
// than two copies.
//
// Lengths are asked for by the getter `length`: `byteLength` costs 18 ns more (GraalJS 25.0.3).
const {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetResizable,
  StringPrototypeCharCodeAt,
  StringPrototypeToWellFormed,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;
const { isolate } = require('core/isolate');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { codedError } = require('core/errors');
const { isWatched } = require('streams/consume/way');
const { text: codec } = internal;

/** Bytes of the first block; each is twice as long as the one before it, up to the largest. */
const FIRST_BLOCK = 1 << 10;
const LARGEST_BLOCK = 1 << 20;

/** From here on a chunk that is ours already is kept as it is. */
const LARGE = 1 << 12;

/** Up to here a loop copies quicker than TypedArray.prototype.set does. */
const SHORT = 8;

const nothing = new Uint8Array(0);

/** The bytes of a buffer source as a Uint8Array on the same memory; itself if it is one. */
function viewOf(chunk) {
  if (TypedArrayPrototypeGetSymbolToStringTag(chunk) === 'Uint8Array') return chunk;
  // Nothing, and no error, is what a script leaves that has transferred its buffer meanwhile.
  const length = byteLengthOf(chunk);
  return length === 0 ? nothing : new Uint8Array(bufferOf(chunk), byteOffsetOf(chunk), length);
}

/** Up to here a loop tells quicker than Java that a string is ASCII. */
const SHORT_STRING = 24;

/** How many bytes a string has in UTF-8. */
function utf8Length(string) {
  const { length } = string;
  if (length <= SHORT_STRING) {
    let i = 0;
    while (i < length && StringPrototypeCharCodeAt(string, i) < 0x80) i++;
    if (i === length) return length;
  }
  return codec.encode(StringPrototypeToWellFormed(string));
}

function encode(string) {
  return require('encoding/TextEncoder').encodeUtf8(StringPrototypeToWellFormed(string));
}

/** Decodes a whole Uint8Array. @param {boolean} ignoreBOM keep a byte order mark */
function decode(bytes, length, ignoreBOM) {
  return length === 0 ? '' : codec.decodeUtf8(TypedArrayPrototypeGetBuffer(bytes), 0, length, false, ignoreBOM);
}

/** Copies `length` bytes. */
function copyBytes(target, offset, view, length) {
  if (length <= SHORT) for (let i = 0; i < length; i++) target[offset + i] = view[i];
  else TypedArrayPrototypeSet(target, view, offset);
}

/** The error of a body that is longer than it may be. */
function tooLargeError(limit) {
  return codedError(TypeError, 'ERR_BODY_TOO_LARGE', `The body is larger than ${limit} bytes`);
}

/** What is filled of a block; in a buffer of its own where most of the block would be kept for nothing. */
function finished(block, filled) {
  const size = TypedArrayPrototypeGetLength(block);
  if (filled === size) return block;
  const part = partOf(block, filled);
  if (filled * 2 >= size) return part;
  const copy = new Uint8Array(filled);
  copyBytes(copy, 0, part, filled);
  return copy;
}

class Pieces {
  /**
   * @param {number} limit greatest number of bytes; -1 for none
   * @param {boolean} isOwner do the chunks' buffers belong to nobody else, as those of a byte stream do?
   */
  constructor(limit, isOwner) {
    this.limit = limit;
    this.isOwner = isOwner;
    /** bytes so far; counted only under a limit, or if somebody watches */
    this.byteLength = 0;
    this.isCounting = limit >= 0 || isWatched();
    /** strings and Uint8Arrays of our own that are complete, in order; two strings never stand side by side */
    this.secured = [];
    /** the block that is being filled, behind all of `secured`; or undefined */
    this.block = undefined;
    this.filled = 0;
    /** chunks not copied yet, behind the block */
    this.borrowed = [];
  }

  /**
   * Takes chunks that waited together; they are this object's from now on.
   *
   * @returns {boolean} false if one is neither a string nor a buffer source; then nothing that was taken is of use any more
   * @throws TypeError, code ERR_BODY_TOO_LARGE, beyond the limit
   */
  borrow(chunks) {
    for (let i = 0; i < chunks.length; i++) if (!this.accepts(chunks[i])) return false;
    if (this.borrowed.length === 0) {
      this.borrowed = chunks;
    } else {
      const { borrowed } = this;
      for (let i = 0; i < chunks.length; i++) borrowed[borrowed.length] = chunks[i];
    }
    return true;
  }

  /** Takes one chunk and copies its bytes. Results as of borrow. */
  take(chunk) {
    if (!this.accepts(chunk)) return false;
    if (this.borrowed.length !== 0) this.secure();
    this.secureChunk(chunk);
    return true;
  }

  /**
   * Takes a chunk that is known to be one, and copies its bytes.
   *
   * @param {string|Uint8Array} chunk
   * @param {number} byteLength of it
   * @throws TypeError, code ERR_BODY_TOO_LARGE, beyond the limit
   */
  write(chunk, byteLength) {
    if (this.isCounting) this.count(byteLength);
    if (typeof chunk === 'string') this.secureString(chunk);
    else this.secureBytes(chunk, byteLength);
  }

  /** Is it a chunk, and within the limit? */
  accepts(chunk) {
    if (typeof chunk === 'string') {
      if (this.isCounting) this.count(utf8Length(chunk));
      return true;
    }
    if (!ArrayBufferIsView(chunk) && !isBufferSource(chunk)) return false;
    if (this.isCounting) this.count(byteLengthOf(chunk));
    return true;
  }

  count(length) {
    this.byteLength += length;
    if (this.limit >= 0 && this.byteLength > this.limit) throw tooLargeError(this.limit);
  }

  /** Copies what is borrowed. Call it before a script runs again. */
  secure() {
    const { borrowed } = this;
    if (borrowed.length === 0) return;
    for (let i = 0; i < borrowed.length; i++) this.secureChunk(borrowed[i]);
    this.borrowed = [];
  }

  secureChunk(chunk) {
    if (typeof chunk === 'string') {
      this.secureString(chunk);
    } else {
      const view = viewOf(chunk);
      this.secureBytes(view, TypedArrayPrototypeGetLength(view));
    }
  }

  secureString(string) {
    this.endBlock();
    const { secured } = this;
    const last = secured.length - 1;
    if (last >= 0 && typeof secured[last] === 'string') secured[last] += string;
    else secured[last + 1] = string;
  }

  secureBytes(view, length) {
    if (length === 0) return;
    if (this.isOwner && length >= LARGE) {
      this.endBlock();
      this.secured[this.secured.length] = view;
      return;
    }
    if (this.block === undefined || TypedArrayPrototypeGetLength(this.block) - this.filled < length) this.newBlock(length);
    copyBytes(this.block, this.filled, view, length);
    this.filled += length;
  }

  newBlock(atLeast) {
    let size = this.block === undefined ? FIRST_BLOCK : TypedArrayPrototypeGetLength(this.block) * 2;
    this.endBlock();
    if (size > LARGEST_BLOCK) size = LARGEST_BLOCK;
    this.block = new Uint8Array(size < atLeast ? atLeast : size);
  }

  endBlock() {
    const { block, filled } = this;
    if (block === undefined) return;
    this.secured[this.secured.length] = finished(block, filled);
    this.block = undefined;
    this.filled = 0;
  }

  /** Lets go of everything. */
  clear() {
    this.secured = [];
    this.block = undefined;
    this.borrowed = [];
  }

  /** All pieces in order: strings, each in one piece, and Uint8Arrays. */
  pieces() {
    if (this.secured.length === 0 && this.block === undefined) return joinStrings(this.borrowed);
    this.secure();
    this.endBlock();
    return this.secured;
  }

  /**
   * The text: strings as they are, each run of bytes between them decoded as UTF-8. A byte order mark is taken off only where bytes begin
   * the text.
   */
  text() {
    // The usual stream of bytes needs no more than its one block.
    if (this.secured.length === 0 && this.borrowed.length === 0 && this.block !== undefined) return decode(this.block, this.filled, false);
    const pieces = this.pieces();
    let text = '';
    for (let i = 0; i < pieces.length; ) {
      if (typeof pieces[i] === 'string') {
        text += pieces[i++];
        continue;
      }
      const from = i;
      while (i < pieces.length && typeof pieces[i] !== 'string') i++;
      const bytes = joinBytes(pieces, from, i);
      text += decode(bytes, TypedArrayPrototypeGetLength(bytes), text !== '');
    }
    return text;
  }

  /** All bytes, strings as their UTF-8. @returns {Uint8Array} the whole of an ArrayBuffer that nobody else has */
  bytes() {
    const pieces = this.pieces();
    if (this.isOwner && pieces.length === 1 && isWhole(pieces[0])) return pieces[0];
    for (let i = 0; i < pieces.length; i++) if (typeof pieces[i] === 'string') pieces[i] = encode(pieces[i]);
    return joinBytes(pieces, 0, pieces.length);
  }
}

isolate(Pieces);

function partOf(block, length) {
  return new Uint8Array(TypedArrayPrototypeGetBuffer(block), 0, length);
}

/** Is `view` all of its buffer, and is that of the usual kind? */
function isWhole(view) {
  const buffer = TypedArrayPrototypeGetBuffer(view);
  return ArrayBufferPrototypeGetByteLength(buffer) === TypedArrayPrototypeGetLength(view) && !ArrayBufferPrototypeGetResizable(buffer);
}

/** The chunks with strings that stand side by side made one, so that a surrogate pair may be cut by their border; bytes as views. */
function joinStrings(chunks) {
  for (let i = 0; i < chunks.length; i++) {
    if (typeof chunks[i] === 'string') return joinMixed(chunks);
    chunks[i] = viewOf(chunks[i]);
  }
  return chunks;
}

function joinMixed(chunks) {
  const pieces = [];
  for (let i = 0; i < chunks.length; ) {
    if (typeof chunks[i] !== 'string') {
      pieces[pieces.length] = viewOf(chunks[i++]);
      continue;
    }
    let string = chunks[i++];
    while (i < chunks.length && typeof chunks[i] === 'string') string += chunks[i++];
    pieces[pieces.length] = string;
  }
  return pieces;
}

/** The Uint8Arrays from `from` to before `to`, copied into a new one. */
function joinBytes(views, from, to) {
  let length = 0;
  for (let i = from; i < to; i++) length += TypedArrayPrototypeGetLength(views[i]);
  const joined = new Uint8Array(length);
  let offset = 0;
  for (let i = from; i < to; i++) {
    const size = TypedArrayPrototypeGetLength(views[i]);
    copyBytes(joined, offset, views[i], size);
    offset += size;
  }
  return joined;
}

module.exports = { Pieces, tooLargeError, utf8Length, viewOf };
