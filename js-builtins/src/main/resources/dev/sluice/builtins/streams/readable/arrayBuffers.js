// ArrayBuffers and views as byte streams handle them (Streams §8.3): transferring, cloning, and what Web IDL asks of an ArrayBufferView
// argument.
const {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetDetached,
  ArrayBufferPrototypeGetResizable,
  ArrayBufferPrototypeTransferToFixedLength,
  DataView,
  TypeError,
  TypedArrayPrototypeGetSymbolToStringTag,
  TypedArrayPrototypeSet,
  Uint8Array,
} = primordials;
const { bufferOf, isArrayBuffer } = require('webidl/bufferSource');

/** IsDetachedBuffer */
const isDetachedBuffer = ArrayBufferPrototypeGetDetached;

/**
 * TransferArrayBuffer. Throws a TypeError and leaves the buffer alone where it cannot be detached: memory of WebAssembly, or of Java.
 * There is no way to ask beforehand (CanTransferArrayBuffer) but to try.
 */
const transferArrayBuffer = ArrayBufferPrototypeTransferToFixedLength;

/**
 * The buffer of an argument of type ArrayBufferView, which is to be neither shared nor resizable.
 *
 * @throws {TypeError}
 */
function bufferOfViewArgument(view, context) {
  if (!ArrayBufferIsView(view)) throw new TypeError(`${context} is not an ArrayBufferView`);
  const buffer = bufferOf(view);
  if (!isArrayBuffer(buffer)) throw new TypeError(`${context} is a view on a SharedArrayBuffer`);
  if (ArrayBufferPrototypeGetResizable(buffer)) throw new TypeError(`${context} is a view on a resizable ArrayBuffer`);
  return buffer;
}

/** The constructor that makes views of the kind of `view` (the typed array constructors table; %DataView%). */
function viewConstructorOf(view) {
  const name = TypedArrayPrototypeGetSymbolToStringTag(view);
  return name === undefined ? DataView : primordials[name];
}

/** CloneArrayBuffer of a range, as a Uint8Array on the clone; likewise CloneAsUint8Array. */
function cloneBytes(buffer, byteOffset, byteLength) {
  const clone = new Uint8Array(byteLength);
  TypedArrayPrototypeSet(clone, new Uint8Array(buffer, byteOffset, byteLength), 0);
  return clone;
}

/** CopyDataBlockBytes */
function copyBytes(toBuffer, toIndex, fromBuffer, fromIndex, count) {
  TypedArrayPrototypeSet(new Uint8Array(toBuffer, toIndex, count), new Uint8Array(fromBuffer, fromIndex, count), 0);
}

module.exports = { bufferOfViewArgument, cloneBytes, copyBytes, isDetachedBuffer, transferArrayBuffer, viewConstructorOf };
