// Bytes: typed arrays, DataView, ArrayBuffer.
const {
  ArrayBufferPrototypeGetByteLength,
  ArrayBufferPrototypeGetDetached,
  DataViewPrototypeGetBuffer,
  DataViewPrototypeGetByteLength,
  DataViewPrototypeGetByteOffset,
  MathMin,
  NumberPrototypeToString,
  StringPrototypePadStart,
  TypedArrayPrototypeGetLength,
  TypedArrayPrototypeGetSymbolToStringTag,
  Uint8Array,
} = primordials;
const { more } = require('console/inspect/array');
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');
const { formatPrimitive } = require('console/inspect/primitive');

const BYTES_SHOWN = 50;

function describeTypedArray(context, array, level) {
  const kind = TypedArrayPrototypeGetSymbolToStringTag(array);
  if (kind === undefined) return undefined;
  const length = TypedArrayPrototypeGetLength(array);
  const description = newDescription(`${prefixOf(array, kind, `(${length})`)}[`, ']');
  const shown = MathMin(length, context.maxArrayLength);
  context.height = 0;
  for (let i = 0; i < shown; i++) addEntry(context, description, formatPrimitive(context, array[i]));
  description.cells = shown;
  description.numeric = true;
  if (shown < length) more(context, description, length - shown);
  // The keys of an array include every index as a string: only short ones are asked for further properties.
  if (length <= 10000) addProperties(context, description, array, level, true);
  return description;
}

/** The first bytes in hexadecimal, and how many follow. */
function hexBytes(buffer, length) {
  const bytes = new Uint8Array(buffer, 0, MathMin(length, BYTES_SHOWN));
  const count = TypedArrayPrototypeGetLength(bytes);
  let text = '';
  for (let i = 0; i < count; i++) {
    text += (i === 0 ? '' : ' ') + StringPrototypePadStart(NumberPrototypeToString(bytes[i], 16), 2, '0');
  }
  const rest = length - count;
  return rest === 0 ? `<${text}>` : `<${text} ... ${rest} more byte${rest === 1 ? '' : 's'}>`;
}

function describeArrayBuffer(context, buffer, level) {
  let length;
  let contents;
  let shared = false;
  try {
    length = ArrayBufferPrototypeGetByteLength(buffer);
  } catch {
    shared = true; // or only pretends to be a buffer, which the view below finds out
  }
  try {
    if (!shared && ArrayBufferPrototypeGetDetached(buffer)) contents = '(detached)';
    else {
      length ??= TypedArrayPrototypeGetLength(new Uint8Array(buffer));
      contents = `[Uint8Contents]: ${hexBytes(buffer, length)}`;
    }
  } catch {
    return undefined;
  }
  const description = newDescription(`${prefixOf(buffer, 'ArrayBuffer')}{`, '}');
  context.height = 0;
  addEntry(context, description, contents);
  addEntry(context, description, `byteLength: ${formatPrimitive(context, length)}`);
  addProperties(context, description, buffer, level);
  return description;
}

function describeDataView(context, view, level) {
  let length;
  let offset;
  try {
    length = DataViewPrototypeGetByteLength(view);
    offset = DataViewPrototypeGetByteOffset(view);
  } catch {
    return undefined; // no DataView, or its buffer is detached
  }
  const description = newDescription(`${prefixOf(view, 'DataView')}{`, '}');
  context.height = 0;
  addEntry(context, description, `byteLength: ${formatPrimitive(context, length)}`);
  addEntry(context, description, `byteOffset: ${formatPrimitive(context, offset)}`);
  addEntry(context, description, formatAfter(context, 'buffer: ', DataViewPrototypeGetBuffer(view), level));
  addProperties(context, description, view, level);
  return description;
}

module.exports = { describeTypedArray, describeArrayBuffer, describeDataView };
