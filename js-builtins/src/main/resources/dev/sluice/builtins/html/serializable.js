// Serializable and transferable platform objects (HTML §2.7.1 and §2.7.2, https://html.spec.whatwg.org/#serializable-objects).
//
// A class makes itself one by a call here when its file is evaluated: an instance cannot exist before. Nothing of the cloning
// itself is loaded thereby.

/** Interfaces, the most derived first: File must be asked before Blob. */
const serializables = [];
const transferables = [];

/**
 * Makes an interface serializable.
 *
 * @param {(value: object) => boolean} brandCheck is the value an instance?
 * @param {string} name the interface's identifier
 * @param {(value: object, serialized: object, subSerialize: (value: any) => any) => void} serialize «serialization steps»: puts into
 *   `serialized` what makes up the object; a value of a script goes through `subSerialize`
 * @param {(serialized: object) => object} deserialize «deserialization steps»: the new object. What subSerialize gave is a clone already
 */
function defineSerializable(brandCheck, name, serialize, deserialize) {
  define(serializables, { __proto__: null, brandCheck, name, serialize, deserialize });
}

/**
 * Makes an interface transferable.
 *
 * @param {(value: object) => boolean} brandCheck is the value an instance?
 * @param {string} name the interface's identifier
 * @param {(value: object) => boolean} isDetached its [[Detached]]
 * @param {(value: object, dataHolder: object) => void} transferSteps «transfer steps»: moves into `dataHolder` what makes up the object
 * @param {(dataHolder: object) => object} transferReceivingSteps «transfer-receiving steps»: the new object
 */
function defineTransferable(brandCheck, name, isDetached, transferSteps, transferReceivingSteps) {
  define(transferables, { __proto__: null, brandCheck, name, isDetached, transferSteps, transferReceivingSteps });
}

function define(list, entry) {
  for (let i = list.length; i > 0; i--) list[i] = list[i - 1];
  list[0] = entry;
}

function find(list, value) {
  for (let i = 0; i < list.length; i++) if (list[i].brandCheck(value)) return list[i];
  return undefined;
}

/** What defineSerializable was told of the interface of `value`, or undefined. */
function serializableOf(value) {
  return find(serializables, value);
}

/** What defineTransferable was told of the interface of `value`, or undefined. */
function transferableOf(value) {
  return find(transferables, value);
}

module.exports = { defineSerializable, defineTransferable, serializableOf, transferableOf };
