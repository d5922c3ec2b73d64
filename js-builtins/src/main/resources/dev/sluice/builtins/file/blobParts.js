// What the constructors of Blob and File make of their arguments (File API §3.2.1 and §3.2.2).
const { StringPrototypeReplaceAll } = primordials;
const { isObject, toDictionary, toDOMString, toEnum, toSequence, toUSVString } = require('webidl/convert');
const { bufferOf, byteLengthOf, byteOffsetOf, isArrayBuffer, isBufferSource, isSharedArrayBuffer } = require('webidl/bufferSource');
const { BlobSlots, blobOfStore, toBlobType } = require('file/BlobSlots');
const { blobs } = internal;

const endingTypes = ['transparent', 'native'];

/** sequence<BlobPart>: strings, buffer sources and Blobs. */
function toBlobParts(value, context) {
  return toSequence(value, context, toBlobPart);
}

function toBlobPart(value, context) {
  if (!isObject(value)) return toUSVString(value, context);
  // A SharedArrayBuffer is no buffer source to Web IDL. A view on one is not either, but there is no harm in copying its bytes.
  if (isBufferSource(value) && !isSharedArrayBuffer(value)) return value;
  return require('file/Blob').isBlob(value) ? value : toUSVString(value, context);
}

/** BlobPropertyBag, its members read in the order of their names. */
function toBlobPropertyBag(value, context) {
  const dictionary = toDictionary(value, context);
  const bag = { __proto__: null, endings: 'transparent', type: '' };
  if (dictionary === undefined) return bag;
  const { endings } = dictionary;
  if (endings !== undefined) bag.endings = toEnum(endings, `${context}.endings`, endingTypes);
  const { type } = dictionary;
  if (type !== undefined) bag.type = toBlobType(toDOMString(type, `${context}.type`));
  return bag;
}

/**
 * «process blob parts»: bytes are copied, Blobs are shared, files stay files.
 *
 * @param {(string|object)[]} parts as toBlobParts gives them
 * @param {{endings: string, type: string}} bag
 * @returns {BlobSlots}
 */
function processBlobParts(parts, { endings, type }) {
  if (parts.length === 0) return blobOfStore(blobs.ofText(''), type);
  if (parts.length === 1) return blobOfPart(parts[0], endings, type);
  const builder = blobs.parts();
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i];
    if (typeof part === 'string') {
      builder.addText(withEndings(part, endings));
    } else if (isBufferSource(part)) {
      const { buffer, offset, length } = bytesOf(part);
      builder.addBytes(buffer, offset, length);
    } else {
      const { store, offset, length } = require('file/Blob').slotsOf(part);
      builder.addStore(store, offset, length);
    }
  }
  return blobOfStore(builder.build(), type);
}

function blobOfPart(part, endings, type) {
  if (typeof part === 'string') return blobOfStore(blobs.ofText(withEndings(part, endings)), type);
  if (isBufferSource(part)) {
    const { buffer, offset, length } = bytesOf(part);
    return blobOfStore(blobs.copyOf(buffer, offset, length), type);
  }
  const { store, offset, length } = require('file/Blob').slotsOf(part);
  return new BlobSlots(store, offset, length, type);
}

/** What «get a copy of the bytes held by the buffer source» is to copy: nothing of what is detached by now. */
function bytesOf(source) {
  const buffer = isArrayBuffer(source) ? source : bufferOf(source);
  return { __proto__: null, buffer, offset: byteOffsetOf(source), length: byteLengthOf(source) };
}

/** «convert line endings to native», which are line feeds wherever this runs. */
function withEndings(text, endings) {
  if (endings !== 'native') return text;
  return StringPrototypeReplaceAll(StringPrototypeReplaceAll(text, '\r\n', '\n'), '\r', '\n');
}

module.exports = { processBlobParts, toBlobParts, toBlobPropertyBag };
