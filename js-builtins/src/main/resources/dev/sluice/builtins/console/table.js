// console.table: rows and columns of properties in a frame.
const {
  ArrayIsArray,
  MapPrototypeForEach,
  MapPrototypeGetSize,
  MathMax,
  ObjectKeys,
  SetPrototypeForEach,
  SetPrototypeGetSize,
  StringPrototypeRepeat,
} = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { toDOMString, toSequence } = require('webidl/convert');
const { inspectWith, newContext } = require('console/inspect');
const { displayWidth } = require('console/inspect/width');

const INDEX = '(index)';
const ITERATION_INDEX = '(iteration index)';
const KEY = 'Key';
const VALUES = 'Values';
/** Cells with more properties than this name their class only. */
const FEW_PROPERTIES = 2;

const isObject = (value) => typeof value === 'object' && value !== null;

function formatCell(value) {
  const wide = isObject(value) && !ArrayIsArray(value) && ObjectKeys(value).length > FEW_PROPERTIES;
  const context = newContext(wide ? -1 : 0, false);
  context.width = Infinity;
  context.compact = Infinity;
  context.maxArrayLength = 3;
  return inspectWith(context, value);
}

/** The cell of a property; a getter is not called. */
function cellOf(object, key) {
  const descriptor = descriptorOf(object, key);
  if (descriptor === undefined) return '';
  return descriptor.get === undefined ? formatCell(descriptor.value) : '[Getter]';
}

/** Columns by name, in the order in which they are first met; a cell that no row fills is empty. */
class Columns {
  constructor() {
    this.names = [];
    this.cells = { __proto__: null };
  }

  add(name) {
    if (this.cells[name] !== undefined) return;
    this.names[this.names.length] = name;
    this.cells[name] = [];
  }

  set(name, row, text) {
    this.add(name);
    this.cells[name][row] = text;
  }
}

/** Fills a row: an object by its properties (those of `only`, if given), anything else as a value. */
function addRow(columns, values, row, value, only) {
  if (!isObject(value)) {
    values[row] = formatCell(value);
    return;
  }
  const keys = only ?? ObjectKeys(value);
  for (let i = 0; i < keys.length; i++) columns.set(keys[i], row, cellOf(value, keys[i]));
}

function slot(getter, value) {
  try {
    return getter(value);
  } catch {
    return undefined;
  }
}

/**
 * @param {unknown} data
 * @param {Iterable<string>} [properties] the only columns to show
 * @returns {string|undefined} the table, or undefined when `data` is none
 */
function table(data, properties) {
  const only = properties === undefined ? undefined : toSequence(properties, 'console.table: properties', toDOMString);
  if (!isObject(data)) return undefined;
  const index = [];
  const columns = new Columns();
  const values = [];
  if (only !== undefined) for (let i = 0; i < only.length; i++) columns.add(only[i]);
  let indexName = INDEX;
  if (slot(MapPrototypeGetSize, data) !== undefined) {
    indexName = ITERATION_INDEX;
    columns.add(KEY);
    MapPrototypeForEach(data, (value, key) => {
      const row = index.length;
      index[row] = `${row}`;
      columns.set(KEY, row, formatCell(key));
      if (isObject(value) && only !== undefined) addRow(columns, values, row, value, only);
      else values[row] = formatCell(value);
    });
  } else if (slot(SetPrototypeGetSize, data) !== undefined) {
    indexName = ITERATION_INDEX;
    SetPrototypeForEach(data, (value) => {
      index[index.length] = `${index.length}`;
      addRow(columns, values, index.length - 1, value, only);
    });
  } else {
    const keys = ObjectKeys(data);
    for (let i = 0; i < keys.length; i++) {
      index[i] = keys[i];
      const descriptor = descriptorOf(data, keys[i]);
      if (descriptor?.get !== undefined) values[i] = '[Getter]';
      else addRow(columns, values, i, descriptor?.value, only);
    }
  }
  const heads = [indexName];
  const bodies = [index];
  for (let i = 0; i < columns.names.length; i++) {
    heads[heads.length] = columns.names[i];
    bodies[bodies.length] = columns.cells[columns.names[i]];
  }
  if (values.length > 0) {
    heads[heads.length] = VALUES;
    bodies[bodies.length] = values;
  }
  return draw(heads, bodies, index.length);
}

function pad(text, width) {
  return text + StringPrototypeRepeat(' ', width - displayWidth(text));
}

function rule(widths, left, middle, right) {
  let text = left;
  for (let i = 0; i < widths.length; i++) text += (i === 0 ? '' : middle) + StringPrototypeRepeat('─', widths[i] + 2);
  return text + right;
}

function line(widths, textAt) {
  let text = '│';
  for (let i = 0; i < widths.length; i++) text += ` ${pad(textAt(i), widths[i])} │`;
  return text;
}

function draw(heads, bodies, rows) {
  const widths = [];
  for (let i = 0; i < heads.length; i++) {
    widths[i] = displayWidth(heads[i]);
    for (let row = 0; row < rows; row++) widths[i] = MathMax(widths[i], displayWidth(bodies[i][row] ?? ''));
  }
  let text = `${rule(widths, '┌', '┬', '┐')}\n${line(widths, (i) => heads[i])}\n${rule(widths, '├', '┼', '┤')}\n`;
  for (let row = 0; row < rows; row++) text += `${line(widths, (i) => bodies[i][row] ?? '')}\n`;
  return text + rule(widths, '└', '┴', '┘');
}

module.exports = { table };
