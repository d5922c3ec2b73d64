// Header lists (Fetch §2.2.2, https://fetch.spec.whatwg.org/#concept-header-list), without a class that scripts see.
const { ArrayPrototypeSort } = primordials;
const { isolate } = require('core/isolate');

/** A header's fields in the table. */
const NAME = 0;
const LOWER_NAME = 1;
const VALUE = 2;
const WIDTH = 3;

/**
 * A header list: names as they were first written, values as isomorphic-decoded strings. Names are compared byte-case-insensitively:
 * all methods that take a `lowerName` want it in lower case, and nothing is checked here (see fetch/headerText).
 */
class HeaderList {
  constructor() {
    /** name, name in lower case and value of one header after the other: one array, since most lists are small and short-lived */
    this.table = [];
    /** what sortAndCombine found, until the list changes */
    this.sorted = undefined;
  }

  /** Where in the table the first header of that name is, from `from` on; -1 if there is none. */
  indexOf(lowerName, from = 0) {
    const { table } = this;
    for (let i = from; i < table.length; i += WIDTH) if (table[i + LOWER_NAME] === lowerName) return i;
    return -1;
  }

  contains(lowerName) {
    return this.indexOf(lowerName) >= 0;
  }

  /** «get»: the values of that name, combined; null if there are none. */
  get(lowerName) {
    let i = this.indexOf(lowerName);
    if (i < 0) return null;
    let value = this.table[i + VALUE];
    while ((i = this.indexOf(lowerName, i + WIDTH)) >= 0) value += `, ${this.table[i + VALUE]}`;
    return value;
  }

  /** The values of that name, one by one. */
  getAll(lowerName) {
    const values = [];
    for (let i = this.indexOf(lowerName); i >= 0; i = this.indexOf(lowerName, i + WIDTH)) values[values.length] = this.table[i + VALUE];
    return values;
  }

  /** «append»: a name that is there already keeps the writing that it has. */
  append(name, lowerName, value) {
    const at = this.indexOf(lowerName);
    this.push(at < 0 ? name : this.table[at + NAME], lowerName, value);
  }

  /** Adds to the end, for callers that know that the name is new. */
  push(name, lowerName, value) {
    const { table } = this;
    const { length } = table;
    table[length + NAME] = name;
    table[length + LOWER_NAME] = lowerName;
    table[length + VALUE] = value;
    this.sorted = undefined;
  }

  /** «set»: the first of that name takes the value, the others go. */
  set(name, lowerName, value) {
    const at = this.indexOf(lowerName);
    if (at < 0) {
      this.push(name, lowerName, value);
      return;
    }
    this.table[at + VALUE] = value;
    this.sorted = undefined;
    this.removeFrom(lowerName, at + WIDTH);
  }

  /** «delete» */
  delete(lowerName) {
    this.removeFrom(lowerName, 0);
  }

  removeFrom(lowerName, from) {
    const first = this.indexOf(lowerName, from);
    if (first < 0) return;
    const { table } = this;
    let kept = first;
    for (let i = first; i < table.length; i += WIDTH) {
      if (table[i + LOWER_NAME] === lowerName) continue;
      for (let field = 0; field < WIDTH; field++) table[kept++] = table[i + field];
    }
    table.length = kept;
    this.sorted = undefined;
  }

  /** A list of its own with the same headers. */
  clone() {
    const copy = new HeaderList();
    const { table } = this;
    for (let i = 0; i < table.length; i++) copy.table[i] = table[i];
    return copy;
  }

  /**
   * «sort and combine»: names in lower case and in order; Set-Cookie headers are never combined.
   *
   * @returns {{name: string, value: string}[]} not to be changed
   */
  sortAndCombine() {
    if (this.sorted !== undefined) return this.sorted;
    const { table } = this;
    const headers = [];
    for (let i = 0; i < table.length; i += WIDTH) {
      headers[headers.length] = { __proto__: null, name: table[i + LOWER_NAME], value: table[i + VALUE] };
    }
    // The sort is stable, which keeps the values of a name in their order.
    if (headers.length > 1) ArrayPrototypeSort(headers, (a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    this.sorted = combine(headers);
    return this.sorted;
  }

  // Value pairs to iterate over (webidl/pairIterable).
  pairCount() {
    return this.sortAndCombine().length;
  }

  keyAt(index) {
    return this.sortAndCombine()[index].name;
  }

  valueAt(index) {
    return this.sortAndCombine()[index].value;
  }
}

isolate(HeaderList);

/** Joins neighbours of one name, in place. */
function combine(headers) {
  let kept = 0;
  for (let i = 0; i < headers.length; i++) {
    const header = headers[i];
    if (kept !== 0 && headers[kept - 1].name === header.name && header.name !== 'set-cookie') {
      headers[kept - 1].value += `, ${header.value}`;
    } else {
      headers[kept++] = header;
    }
  }
  headers.length = kept;
  return headers;
}

module.exports = { HeaderList };
