// FileReader (File API §6, https://w3c.github.io/FileAPI/#APIASynch).
//
// A Blob is read in one go, so that there is one progress event, when all of it is here.
const { PromisePrototypeThen, TypeError, TypedArrayPrototypeGetByteLength } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, requireArguments, toDOMString } = require('webidl/convert');
const { createDOMException } = require('webidl/DOMException');
const { EventTarget, slotsOf: eventTargetSlotsOf, fireEvent, hasListeners } = require('dom/EventTarget');
const { defineEventHandler } = require('dom/eventHandlers');
const { isBlob, slotsOf: blobSlotsOf } = require('file/Blob');
const { blobBytes } = require('file/read');
const { packageData, toReadError } = require('file/packageData');
const { loop } = internal;

const EMPTY = 0;
const LOADING = 1;
const DONE = 2;

class FileReaderSlots {
  constructor(wrapper) {
    this.wrapper = wrapper;
    /** [[state]] */
    this.state = EMPTY;
    /** [[result]] and [[error]] */
    this.result = null;
    this.error = null;
    /** The read that is going on; tasks of one that was aborted find another, or none. */
    this.operation = undefined;
  }
}

isolate(FileReaderSlots);

/** What is read, and what is made of it. */
class ReadOperation {
  constructor(blob, kind, encoding) {
    this.blob = blob;
    this.kind = kind;
    this.encoding = encoding;
  }
}

isolate(ReadOperation);

let slotsOf;

class FileReader extends EventTarget {
  #slots;

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('FileReader');
      return o.#slots;
    };
  }

  constructor() {
    super();
    this.#slots = new FileReaderSlots(this);
  }

  readAsArrayBuffer(blob) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'FileReader.readAsArrayBuffer');
    readOperation(slots, blob, 'ArrayBuffer', undefined);
  }

  readAsBinaryString(blob) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'FileReader.readAsBinaryString');
    readOperation(slots, blob, 'BinaryString', undefined);
  }

  readAsText(blob, encoding = undefined) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'FileReader.readAsText');
    const label = encoding === undefined ? undefined : toDOMString(encoding, 'FileReader.readAsText: encoding');
    readOperation(slots, blob, 'Text', label);
  }

  readAsDataURL(blob) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'FileReader.readAsDataURL');
    readOperation(slots, blob, 'DataURL', undefined);
  }

  abort() {
    const slots = slotsOf(this);
    if (slots.state !== LOADING) {
      slots.result = null;
      return;
    }
    slots.state = DONE;
    slots.result = null;
    slots.operation = undefined;
    fireAProgressEvent(slots, 'abort', 0, 0);
    if (slots.state !== LOADING) fireAProgressEvent(slots, 'loadend', 0, 0);
  }

  get readyState() {
    return slotsOf(this).state;
  }

  get result() {
    return slotsOf(this).result;
  }

  get error() {
    return slotsOf(this).error;
  }
}

/** «fire a progress event» */
function fireAProgressEvent(slots, type, loaded, total) {
  const target = eventTargetSlotsOf(slots.wrapper);
  if (hasListeners(target, type)) fireEvent(target, require('xhr/ProgressEvent').createProgressEvent(type, loaded, total));
}

/** «read operation» */
function readOperation(slots, blob, kind, encoding) {
  if (!isBlob(blob)) throw new TypeError(`FileReader.readAs${kind}: blob is not a Blob`);
  if (slots.state === LOADING) throw createDOMException('A read is in progress already', 'InvalidStateError');
  slots.state = LOADING;
  slots.result = null;
  slots.error = null;
  const operation = new ReadOperation(blobSlotsOf(blob), kind, encoding);
  slots.operation = operation;
  PromisePrototypeThen(
    blobBytes(operation.blob),
    (bytes) => begin(slots, operation, bytes),
    (error) => queueTask(slots, operation, () => fail(slots, toReadError(error))),
  );
}

/** Queues a task that is nothing if the read was aborted before. */
function queueTask(slots, operation, steps) {
  loop.enqueue(() => {
    if (slots.operation === operation) steps();
  });
}

function begin(slots, operation, bytes) {
  const size = TypedArrayPrototypeGetByteLength(bytes);
  queueTask(slots, operation, () => {
    fireAProgressEvent(slots, 'loadstart', 0, size);
    if (size !== 0) queueTask(slots, operation, () => fireAProgressEvent(slots, 'progress', size, size));
    queueTask(slots, operation, () => finish(slots, operation, bytes, size));
  });
}

function finish(slots, { blob, kind, encoding }, bytes, size) {
  let result;
  try {
    result = packageData(bytes, kind, blob.type, encoding);
  } catch (error) {
    fail(slots, toReadError(error));
    return;
  }
  slots.state = DONE;
  slots.operation = undefined;
  slots.result = result;
  fireAProgressEvent(slots, 'load', size, size);
  fireLoadend(slots, size);
}

function fail(slots, error) {
  slots.state = DONE;
  slots.operation = undefined;
  slots.error = error;
  fireAProgressEvent(slots, 'error', 0, 0);
  fireLoadend(slots, 0);
}

/**
 * Microtasks run between two events that the standard fires in one task, as after any callback that was not called by a script; here they
 * run at the end of a task, so that the second event has one of its own.
 */
function fireLoadend(slots, size) {
  loop.enqueue(() => {
    if (slots.state !== LOADING) fireAProgressEvent(slots, 'loadend', size, size);
  });
}

const handlers = ['onloadstart', 'onprogress', 'onload', 'onabort', 'onerror', 'onloadend'];
for (let i = 0; i < handlers.length; i++) defineEventHandler(FileReader.prototype, handlers[i]);

module.exports = { FileReader: defineInterface(FileReader, { constants: { __proto__: null, EMPTY, LOADING, DONE } }) };
