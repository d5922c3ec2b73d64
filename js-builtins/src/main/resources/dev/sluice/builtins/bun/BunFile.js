// A file as Bun.file gives it: a name that costs nothing until its bytes are wanted.
const { MathMin, StringPrototypeIndexOf, StringPrototypeSlice, StringPrototypeStartsWith, TypeError, decodeURIComponent } = primordials;
const { defineInterface, internalConstruct, illegalConstructor, illegalInvocation } = require('webidl/interface');
const { isObject } = require('webidl/convert');

/** Where `character` first stands in `text`, or its length. */
function indexOrEnd(text, character) {
  const index = StringPrototypeIndexOf(text, character, 0);
  return index < 0 ? text.length : index;
}

/** The path of a `file:` URL, given as text. */
function pathOfUrl(href) {
  const rest = StringPrototypeSlice(href, 'file://'.length, MathMin(indexOrEnd(href, '?'), indexOrEnd(href, '#')));
  const slash = indexOrEnd(rest, '/');
  const host = StringPrototypeSlice(rest, 0, slash);
  if (slash === rest.length || (host !== '' && host !== 'localhost')) {
    throw new TypeError(`Bun.file: '${href}' names no file of this machine`);
  }
  return decodeURIComponent(StringPrototypeSlice(rest, slash, rest.length));
}

/** A path or `file:` URL, as text or as a URL object, to a path. */
function toPath(value) {
  const text = isObject(value) && typeof value.href === 'string' ? value.href : value;
  if (typeof text !== 'string' || text === '') throw new TypeError('Bun.file: path must be a string or a file: URL');
  const path = StringPrototypeStartsWith(text, 'file://') ? pathOfUrl(text) : text;
  // To the system below a path ends there: it would name another file.
  if (StringPrototypeIndexOf(path, '\0', 0) >= 0) throw new TypeError('Bun.file: path must not contain a NUL');
  return path;
}

/** The native source of the file's bytes. */
function openLater(path) {
  try {
    return internal.files.source(path);
  } catch (e) {
    throw require('core/errors').fromHost(e);
  }
}

let create;

class BunFile {
  #path;

  constructor(token, path) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#path = path;
  }

  static {
    create = (path) => new BunFile(internalConstruct, path);
  }

  /** The path, as it was given. */
  get name() {
    if (!(#path in this)) throw illegalInvocation('BunFile');
    return this.#path;
  }

  /**
   * The file's bytes from its start to its end. Each call gives a new stream. Nothing is opened before somebody reads; a file that
   * cannot be read errors the stream (code ENOENT, EISDIR, EACCES …).
   *
   * @returns {ReadableStream} a byte stream over a native source, tag File
   */
  stream() {
    if (!(#path in this)) throw illegalInvocation('BunFile');
    const { createNativeReadableStream, StreamTag } = require('streams/readable/native');
    const { wrapReadableStream } = require('streams/readable/ReadableStream');
    return wrapReadableStream(createNativeReadableStream(openLater(this.#path), StreamTag.File));
  }
}

defineInterface(BunFile);

module.exports = { createFile: (path) => create(toPath(path)) };
