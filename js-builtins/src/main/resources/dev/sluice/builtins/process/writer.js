// process.stdout and process.stderr: enough of a writable stream to print with.
const {
  ArrayBufferIsView,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  ObjectDefineProperty,
  TypeError,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;
const { stdio } = internal;

function writeBytes(fd, view) {
  if (TypedArrayPrototypeGetSymbolToStringTag(view) === undefined) {
    stdio.writeBytes(fd, DataViewPrototypeGetBuffer(view), DataViewPrototypeGetByteOffset(view), DataViewPrototypeGetByteLength(view));
  } else {
    const offset = TypedArrayPrototypeGetByteOffset(view);
    stdio.writeBytes(fd, TypedArrayPrototypeGetBuffer(view), offset, TypedArrayPrototypeGetByteLength(view));
  }
}

/** @param {1|2} fd */
function makeWriter(fd) {
  const writer = {
    /**
     * Writes text as UTF-8, or bytes. Output leaves the process at the end of the task.
     *
     * @param {string|Uint8Array|DataView} chunk
     * @param {string|Function} [encoding] of text; only UTF-8 is known, which is the default
     * @param {Function} [callback] called as a microtask
     * @returns {true} there is always room for more
     */
    write(chunk, encoding = undefined, callback = undefined) {
      if (typeof chunk === 'string') stdio.write(fd, chunk);
      else if (ArrayBufferIsView(chunk)) writeBytes(fd, chunk);
      else throw new TypeError(`process.std${fd === 1 ? 'out' : 'err'}.write: chunk is neither a string nor a view on bytes`);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (typeof done === 'function') require('html/queueMicrotask').queueMicrotask(() => done());
      return true;
    },
    fd,
    writable: true,
  };
  // As in Node, a stream that is no terminal has neither.
  if (stdio.isTerminal(fd)) {
    writer.isTTY = true;
    ObjectDefineProperty(writer, 'columns', {
      __proto__: null,
      get: () => {
        const columns = stdio.columns(fd);
        return columns > 0 ? columns : undefined;
      },
      enumerable: true,
      configurable: true,
    });
  }
  return writer;
}

module.exports = { makeWriter };
