// FormData (XMLHttpRequest standard §4, https://xhr.spec.whatwg.org/#interface-formdata): an ordered list of names with texts and files.
const { TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject, requireArguments, toUSVString } = require('webidl/convert');
const { definePairIterable, inspectPairs } = require('webidl/pairIterable');
const { createEntry, publicValueOf } = require('xhr/entry');

/** A FormData's internal slots; also the list of pairs that `webidl/pairIterable` iterates over. */
class FormDataSlots {
  constructor() {
    this.wrapper = undefined;
    /** the entry list, of Entry of xhr/entry.js */
    this.entries = [];
  }

  pairCount() {
    return this.entries.length;
  }

  keyAt(index) {
    return this.entries[index].name;
  }

  valueAt(index) {
    return publicValueOf(this.entries[index]);
  }
}

isolate(FormDataSlots);

let slotsOf, isFormData, wrapFormData;

class FormData {
  #slots;

  static {
    isFormData = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isFormData(o)) throw illegalInvocation('FormData');
      return o.#slots;
    };
    wrapFormData = (slots) => slots.wrapper ?? new FormData(internalConstruct, slots);
  }

  /** There are no forms to take the entries of: any argument but undefined is refused. */
  constructor(form = undefined, submitter = null) {
    if (form === internalConstruct) {
      this.#slots = submitter;
    } else {
      if (form !== undefined) throw new TypeError('FormData constructor: form is not an HTMLFormElement');
      if (submitter !== null && submitter !== undefined) throw new TypeError('FormData constructor: submitter is not an HTMLElement');
      this.#slots = new FormDataSlots();
    }
    this.#slots.wrapper = this;
  }

  append(name, value, filename = undefined) {
    const { entries } = slotsOf(this);
    requireArguments(arguments.length, 2, 'FormData.append');
    entries[entries.length] = createEntry('FormData.append', name, value, arguments.length > 2, filename);
  }

  delete(name) {
    const slots = slotsOf(this);
    requireArguments(arguments.length, 1, 'FormData.delete');
    removeFrom(slots.entries, toUSVString(name, 'FormData.delete: name'), 0);
  }

  get(name) {
    const { entries } = slotsOf(this);
    requireArguments(arguments.length, 1, 'FormData.get');
    name = toUSVString(name, 'FormData.get: name');
    const index = indexOfName(entries, name);
    return index < 0 ? null : publicValueOf(entries[index]);
  }

  getAll(name) {
    const { entries } = slotsOf(this);
    requireArguments(arguments.length, 1, 'FormData.getAll');
    return valuesOf(entries, toUSVString(name, 'FormData.getAll: name'));
  }

  has(name) {
    const { entries } = slotsOf(this);
    requireArguments(arguments.length, 1, 'FormData.has');
    return indexOfName(entries, toUSVString(name, 'FormData.has: name')) >= 0;
  }

  set(name, value, filename = undefined) {
    const { entries } = slotsOf(this);
    requireArguments(arguments.length, 2, 'FormData.set');
    const entry = createEntry('FormData.set', name, value, arguments.length > 2, filename);
    const index = indexOfName(entries, entry.name);
    if (index < 0) {
      entries[entries.length] = entry;
    } else {
      entries[index] = entry;
      removeFrom(entries, entry.name, index + 1);
    }
  }
}

function indexOfName(entries, name) {
  for (let i = 0; i < entries.length; i++) if (entries[i].name === name) return i;
  return -1;
}

function valuesOf(entries, name) {
  const values = [];
  for (let i = 0; i < entries.length; i++) if (entries[i].name === name) values[values.length] = publicValueOf(entries[i]);
  return values;
}

/** Removes the entries of that name from index `from` on, in place: iterators look at the very list. */
function removeFrom(entries, name, from) {
  let kept = from;
  for (let i = from; i < entries.length; i++) {
    const entry = entries[i];
    if (entry.name !== name) entries[kept++] = entry;
  }
  entries.length = kept;
}

definePairIterable(FormData, slotsOf);

module.exports = {
  FormData: defineInterface(FormData, { iterator: 'entries', inspect: (formData) => inspectPairs(slotsOf(formData)) }),
  FormDataSlots,
  isFormData,
  slotsOf,
  wrapFormData,
};
