// The structured clone of buffers and the views on them (HTML §2.7.3, steps 13 and 14).
const {
  ArrayBuffer,
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetDetached,
  ArrayBufferPrototypeGetMaxByteLength,
  ArrayBufferPrototypeGetResizable,
  BigInt64Array,
  BigUint64Array,
  DataView,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  Float16Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  TypedArrayPrototypeCopyWithin,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
} = primordials;
const { isArrayBuffer, isSharedArrayBuffer } = require('webidl/bufferSource');
const { ViewOfTransferred, dataCloneError } = require('html/structured/clone');

const constructors = {
  __proto__: null,
  BigInt64Array,
  BigUint64Array,
  DataView,
  Float16Array,
  Float32Array,
  Float64Array,
  Int16Array,
  Int32Array,
  Int8Array,
  Uint16Array,
  Uint32Array,
  Uint8Array,
  Uint8ClampedArray,
};

function cloneArrayBuffer(value, state) {
  if (!isArrayBuffer(value)) return undefined;
  if (ArrayBufferPrototypeGetDetached(value)) throw dataCloneError('An ArrayBuffer is detached and cannot be cloned');
  const size = ArrayBufferPrototypeGetByteLength(value);
  const clone = ArrayBufferPrototypeGetResizable(value)
    ? new ArrayBuffer(size, { __proto__: null, maxByteLength: ArrayBufferPrototypeGetMaxByteLength(value) })
    : new ArrayBuffer(size);
  TypedArrayPrototypeSet(new Uint8Array(clone), new Uint8Array(value), 0);
  state.remember(value, clone);
  return clone;
}

/**
 * A second SharedArrayBuffer on the same memory cannot be made in ECMAScript, so that the clone is the object itself: it shares
 * the memory, which is what it is cloned for.
 */
function cloneSharedArrayBuffer(value) {
  return isSharedArrayBuffer(value) ? value : undefined;
}

function cloneView(value, state, cloneValue) {
  const name = TypedArrayPrototypeGetSymbolToStringTag(value) ?? (isDataView(value) ? 'DataView' : undefined);
  if (name === undefined) return undefined;
  const dataView = name === 'DataView';
  const buffer = dataView ? DataViewPrototypeGetBuffer(value) : TypedArrayPrototypeGetBuffer(value);
  // The buffer first: if it is detached, this throws.
  const bufferClone = cloneValue(buffer, state);
  if (isOutOfBounds(value, dataView)) throw dataCloneError(`A ${name} is out of the bounds of its buffer and cannot be cloned`);
  const byteOffset = dataView ? DataViewPrototypeGetByteOffset(value) : TypedArrayPrototypeGetByteOffset(value);
  const byteLength = dataView ? DataViewPrototypeGetByteLength(value) : TypedArrayPrototypeGetByteLength(value);
  const length = dataView ? byteLength : TypedArrayPrototypeGetLength(value);
  const View = constructors[name];
  const makeView = isLengthTracking(buffer, byteOffset, byteLength, length)
    ? (on) => new View(on, byteOffset)
    : (on) => new View(on, byteOffset, length);
  const clone = state.isPlaceholder(bufferClone) ? new ViewOfTransferred(bufferClone, makeView) : makeView(bufferClone);
  state.remember(value, clone);
  return clone;
}

function isDataView(value) {
  try {
    DataViewPrototypeGetBuffer(value);
    return true;
  } catch {
    return false;
  }
}

function isOutOfBounds(value, dataView) {
  try {
    if (dataView) DataViewPrototypeGetByteLength(value);
    else TypedArrayPrototypeCopyWithin(value, 0, 0, 0); // copies nothing, but throws where the view is not valid
    return false;
  } catch {
    return true;
  }
}

/**
 * Does the view's length follow its buffer's? ECMAScript does not tell. One that reaches to the end of a resizable buffer, but
 * for less than an element, is taken for such, since that is how they are made.
 */
function isLengthTracking(buffer, byteOffset, byteLength, length) {
  if (!isArrayBuffer(buffer) || !ArrayBufferPrototypeGetResizable(buffer)) return false;
  const elementSize = length === 0 ? 1 : byteLength / length;
  return byteOffset + byteLength + elementSize > ArrayBufferPrototypeGetByteLength(buffer);
}

module.exports = { cloneArrayBuffer, cloneSharedArrayBuffer, cloneView };
