// structuredClone() (HTML §2.7.10, https://html.spec.whatwg.org/#dom-structuredclone), and StructuredSerializeWithTransfer with
// StructuredDeserializeWithTransfer as one algorithm.
const { ArrayBufferPrototypeGetDetached, ArrayBufferPrototypeTransfer, Map, MapPrototypeHas, MapPrototypeSet, TypeError } = primordials;
const { isObject, requireArguments, toDictionary, toSequence } = require('webidl/convert');
const { isArrayBuffer, isSharedArrayBuffer } = require('webidl/bufferSource');
const { transferableOf } = require('html/serializable');
const { Transferred, CloneState, cloneValue, dataCloneError } = require('html/structured/clone');

/**
 * Clones `value` and moves the objects of `transferList`, all or nothing as far as the standard has it so: nothing is moved
 * before the whole value could be cloned.
 *
 * @param {any} value
 * @param {object[]} transferList
 * @returns {{value: any, transferred: object[]}} `transferred` in the order of the list
 */
function cloneWithTransfer(value, transferList) {
  const state = new CloneState();
  const { length } = transferList;
  if (length === 0) return { __proto__: null, value: cloneValue(value, state), transferred: [] };

  // StructuredSerializeWithTransfer.
  const placeholders = [];
  state.memory = new Map();
  state.fixups = [];
  for (let i = 0; i < length; i++) {
    const transferable = transferList[i];
    if (isSharedArrayBuffer(transferable)) throw dataCloneError('A SharedArrayBuffer cannot be transferred');
    const entry = isArrayBuffer(transferable) ? undefined : transferableOf(transferable);
    if (entry === undefined && !isArrayBuffer(transferable)) throw dataCloneError('An object in the transfer list cannot be transferred');
    if (MapPrototypeHas(state.memory, transferable)) throw dataCloneError('An object is twice in the transfer list');
    placeholders[i] = new Transferred(transferable, entry);
    MapPrototypeSet(state.memory, transferable, placeholders[i]);
  }
  const clone = cloneValue(value, state);
  const dataHolders = [];
  for (let i = 0; i < length; i++) {
    const { source, entry } = placeholders[i];
    if (entry === undefined) {
      if (ArrayBufferPrototypeGetDetached(source)) throw dataCloneError('An ArrayBuffer in the transfer list is detached');
      dataHolders[i] = transferArrayBuffer(source);
    } else {
      if (entry.isDetached(source)) throw dataCloneError(`A ${entry.name} in the transfer list is detached`);
      dataHolders[i] = { __proto__: null };
      entry.transferSteps(source, dataHolders[i]);
    }
  }

  // StructuredDeserializeWithTransfer.
  const transferred = [];
  for (let i = 0; i < length; i++) {
    const { entry } = placeholders[i];
    transferred[i] = entry === undefined ? dataHolders[i] : entry.transferReceivingSteps(dataHolders[i]);
    placeholders[i].target = transferred[i];
  }
  return { __proto__: null, value: state.settle(clone), transferred };
}

function transferArrayBuffer(buffer) {
  try {
    return ArrayBufferPrototypeTransfer(buffer);
  } catch {
    throw dataCloneError('An ArrayBuffer in the transfer list cannot be detached');
  }
}

/** Clones a value with its transferables, as streams of type "owning" do with each chunk. */
function structuredCloneWithTransfer(value, transferList) {
  return cloneWithTransfer(value, transferList).value;
}

function toObject(value, context) {
  if (!isObject(value)) throw new TypeError(`${context} is not an object`);
  return value;
}

/** sequence<object>, as `transfer` is everywhere. */
function toTransferList(value, context) {
  return value === undefined ? [] : toSequence(value, context, toObject);
}

const { structuredClone } = {
  structuredClone(value, options = undefined) {
    requireArguments(arguments.length, 1, 'structuredClone');
    if (options === undefined) return cloneValue(value, new CloneState());
    const transfer = toTransferList(toDictionary(options, 'structuredClone: options')?.transfer, 'structuredClone: options.transfer');
    return cloneWithTransfer(value, transfer).value;
  },
};

module.exports = { structuredClone, structuredCloneWithTransfer, cloneWithTransfer, toTransferList };
