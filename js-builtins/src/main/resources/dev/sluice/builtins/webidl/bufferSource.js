// Buffer sources (Web IDL §3.2.26): ArrayBuffer, SharedArrayBuffer and the views on them, looked at without anything that a
// script can patch.
const {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetByteLength,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  SharedArrayBufferPrototypeGetByteLength,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetSymbolToStringTag,
} = primordials;

function isArrayBuffer(value) {
  try {
    ArrayBufferPrototypeGetByteLength(value);
    return true;
  } catch {
    return false;
  }
}

function isSharedArrayBuffer(value) {
  try {
    SharedArrayBufferPrototypeGetByteLength(value);
    return true;
  } catch {
    return false;
  }
}

/** AllowSharedBufferSource. Resizable buffers are accepted, which Web IDL would have each operation ask for. */
function isBufferSource(value) {
  return ArrayBufferIsView(value) || isArrayBuffer(value) || isSharedArrayBuffer(value);
}

const isTypedArray = (value) => TypedArrayPrototypeGetSymbolToStringTag(value) !== undefined;

/** The buffer of a buffer source: itself, or what it is a view on. */
function bufferOf(source) {
  if (!ArrayBufferIsView(source)) return source;
  return isTypedArray(source) ? TypedArrayPrototypeGetBuffer(source) : DataViewPrototypeGetBuffer(source);
}

/** 0 for a view that is detached or out of its buffer's bounds. */
function byteOffsetOf(source) {
  if (!ArrayBufferIsView(source)) return 0;
  if (isTypedArray(source)) return TypedArrayPrototypeGetByteOffset(source);
  try {
    return DataViewPrototypeGetByteOffset(source);
  } catch {
    return 0;
  }
}

/** 0 for what is detached or out of its buffer's bounds. */
function byteLengthOf(source) {
  if (ArrayBufferIsView(source)) {
    if (isTypedArray(source)) return TypedArrayPrototypeGetByteLength(source);
    try {
      return DataViewPrototypeGetByteLength(source);
    } catch {
      return 0;
    }
  }
  return isArrayBuffer(source) ? ArrayBufferPrototypeGetByteLength(source) : SharedArrayBufferPrototypeGetByteLength(source);
}

module.exports = { isArrayBuffer, isSharedArrayBuffer, isBufferSource, bufferOf, byteOffsetOf, byteLengthOf };
