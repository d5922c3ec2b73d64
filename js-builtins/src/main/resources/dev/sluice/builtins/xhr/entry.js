// The entries of a form (HTML §4.10.22.4, «create an entry»): a name with a text or a file.
const { StringPrototypeIndexOf, StringPrototypeSlice, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { toUSVString } = require('webidl/convert');

/** What a Blob that is no File is called in a form. */
const UNNAMED = 'blob';

class Entry {
  /**
   * @param {string} name without lone surrogates
   * @param {string | object} value a text without lone surrogates, or the BlobSlots of a File
   */
  constructor(name, value) {
    this.name = name;
    this.value = value;
  }
}

isolate(Entry);

/** What a script gets of an entry: its text, or the one File object that stands for its file. */
function publicValueOf(entry) {
  const { value } = entry;
  return typeof value === 'string' ? value : require('file/Blob').wrapBlob(value);
}

/**
 * «Create an entry» with the arguments of FormData.append and FormData.set as they came: two overloads, of which three arguments
 * always mean that for a Blob.
 */
function createEntry(operation, name, value, hasFilename, filename) {
  name = toUSVString(name, `${operation}: name`);
  const { isBlob, slotsOf } = require('file/Blob');
  if (!isBlob(value)) {
    if (hasFilename) throw new TypeError(`${operation}: value is not a Blob, but a file name is given`);
    return new Entry(name, toUSVString(value, `${operation}: value`));
  }
  const given = filename === undefined ? undefined : toUSVString(filename, `${operation}: filename`);
  return new Entry(name, fileOf(slotsOf(value), given));
}

/** The slots of a File with the Blob's bytes: its own if it is a File and keeps its name. */
function fileOf(blob, filename) {
  const { BUN_FILE, FILE } = require('file/BlobSlots');
  const { createFile } = require('file/File');
  if (blob.kind === FILE) return filename === undefined ? blob : createFile(blob, filename, blob.type, blob.lastModified);
  // What Bun.file gives has a path; a form is to tell the name, and not which folders there are.
  const own = blob.kind === BUN_FILE && blob.name !== undefined ? lastSegment(blob.name) : UNNAMED;
  return createFile(blob, filename ?? own, blob.type);
}

function lastSegment(path) {
  let start = 0;
  for (let i = StringPrototypeIndexOf(path, '/', 0); i >= 0; i = StringPrototypeIndexOf(path, '/', start)) start = i + 1;
  return StringPrototypeSlice(path, start, path.length);
}

module.exports = { Entry, createEntry, publicValueOf };
