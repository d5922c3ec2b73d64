// Files read and written as a whole: readFile, writeFile, appendFile of node:fs/promises.
//
// A promise is awaited before it is returned: an async function that returns one asks it for its `then`, which a script may have replaced.
const { ArrayBufferIsView, SymbolAsyncIterator, SymbolIterator } = primordials;
const { ownHostBytes } = require('core/hostBytes');
const { hostPromise } = require('core/hostPromise');
const { bufferOf, byteLengthOf, byteOffsetOf } = require('webidl/bufferSource');
const { isObject } = require('webidl/convert');
const { booleanOption, invalidArgType } = require('node/validate');
const { throwIfAborted, toEncoding, toFlags, toMode, toOptions, toPath, toSignal } = require('node/fs/arguments');
const { blobs, fileSystem } = internal;

const { maxBodySize } = internal.limits;

/**
 * All of a file.
 *
 * @param {string|URL|Uint8Array} path
 * @param {string|{encoding?: string, flag?: string|number, signal?: AbortSignal}} [options]
 * @returns {Promise<Uint8Array|string>} text where an encoding is named; of bytes a Uint8Array, which Node's Buffer is too
 */
async function readFile(path, options = undefined) {
  const { encoding, flag, signal } = toOptions(options);
  const how = toEncoding(encoding);
  const stop = toSignal(signal);
  const file = toPath(path);
  const flags = toFlags(flag, 'r');
  throwIfAborted(stop);
  const content = await (how === undefined
    ? hostPromise((done) => fileSystem.read(file, flags, maxBodySize, done), ownHostBytes)
    : hostPromise((done) => fileSystem.readText(file, flags, maxBodySize, how, done), itself));
  throwIfAborted(stop);
  return content;
}

/**
 * Writes a file from its start; with the flag `a` at its end.
 *
 * @param {string|URL|Uint8Array} path
 * @param {string|ArrayBufferView|AsyncIterable|Iterable} data of an iterable the pieces are written as they come: text or views
 * @param {string|{encoding?: string, mode?: number|string, flag?: string|number, flush?: boolean, signal?: AbortSignal}} [options]
 */
async function writeFile(path, data, options = undefined) {
  return await write(path, data, options, 'w');
}

/** Writes at the end of a file, which is made if it is not there. Parameters as those of writeFile. */
async function appendFile(path, data, options = undefined) {
  return await write(path, data, options, 'a');
}

async function write(path, data, options, usualFlag) {
  const dictionary = toOptions(options);
  const { encoding, flag, mode, signal } = dictionary;
  const sync = booleanOption(dictionary, 'flush');
  const how = toEncoding(encoding) ?? 'UTF_8';
  const permissions = toMode(mode);
  const stop = toSignal(signal);
  const file = toPath(path);
  const flags = toFlags(flag, usualFlag);
  throwIfAborted(stop);
  if (!isPiece(data)) {
    if (!isIterable(data)) throw notWritable('"data" argument', data);
    await writePieces(file, data, how, flags, permissions, sync, stop);
    return;
  }
  const content = contentOf(data, how);
  await hostPromise((done) => fileSystem.write(file, flags, permissions, content, sync, done), nothing);
  throwIfAborted(stop);
}

async function writePieces(file, pieces, how, flags, permissions, sync, stop) {
  const opened = await hostPromise((done) => fileSystem.open(file, flags, permissions, done), itself);
  let written = false;
  try {
    for await (const piece of pieces) {
      throwIfAborted(stop);
      if (!isPiece(piece)) throw notWritable('chunk', piece);
      const content = contentOf(piece, how);
      await hostPromise((done) => opened.write(content, done), nothing);
    }
    written = true;
  } finally {
    await hostPromise((done) => opened.close(sync && written, done), nothing);
  }
}

function isPiece(data) {
  return typeof data === 'string' || ArrayBufferIsView(data);
}

function isIterable(data) {
  return isObject(data) && (typeof data[SymbolAsyncIterator] === 'function' || typeof data[SymbolIterator] === 'function');
}

/** A store of the bytes as they are now. */
function contentOf(piece, how) {
  if (typeof piece !== 'string') return blobs.copyOf(bufferOf(piece), byteOffsetOf(piece), byteLengthOf(piece));
  return how === 'UTF_8' ? blobs.ofText(piece) : fileSystem.encode(piece, how);
}

function notWritable(what, value) {
  return invalidArgType(what, 'of type string or an instance of Buffer, TypedArray, or DataView', value);
}

function itself(value) {
  return value;
}

function nothing() {}

module.exports = { appendFile, readFile, writeFile };
