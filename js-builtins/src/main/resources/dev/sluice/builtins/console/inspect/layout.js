// Puts the entries of an object on one line, in columns, or on a line each.
const {
  ArrayPrototypeJoin,
  MathFloor,
  MathMax,
  MathMin,
  StringPrototypeIncludes,
  StringPrototypeRepeat,
  StringPrototypeReplaceAll,
} = primordials;
const { displayWidth } = require('console/inspect/width');

/** Lists with more entries than this are set in columns when they do not fit on a line. */
const SHORT_LIST = 6;
const MOST_COLUMNS = 16;
const WIDEST_CELL = 24;
const INDENT = '  ';
/** Kept free at the right for what closes the objects around. */
const MARGIN = 4;

/**
 * @typedef {object} Description what an object looks like, before it is laid out
 * @property {string} base text that stands for the object itself, like a function's; '' if the braces do
 * @property {string} open opening brace with its prefix
 * @property {string} close
 * @property {string[]} entries texts of elements and properties
 * @property {number} cells how many of the entries, from the first, are elements of a list
 * @property {number} height levels of nesting in the entries
 * @property {boolean} [numeric] cells are numbers, which are aligned right
 */

/** @param {Description} description */
function layOut(context, description) {
  const { base, open, close } = description;
  let { entries } = description;
  if (entries.length === 0) {
    context.height = 0;
    return base === '' ? open + close : base;
  }
  context.height = description.height + 1;
  const start = base === '' ? open : `${base} ${open}`;
  if (description.height < context.compact) {
    const line = `${start} ${ArrayPrototypeJoin(entries, ', ')} ${close}`;
    const room = context.width - MARGIN - context.column;
    if (!StringPrototypeIncludes(line, '\n') && (line.length <= room || displayWidth(line) <= room)) return line;
  }
  const rows = description.cells > SHORT_LIST && context.compact >= 1 ? toColumns(context, description) : undefined;
  entries = rows ?? entries;
  const separator = rows === undefined ? ',\n' : '\n';
  const body = StringPrototypeReplaceAll(ArrayPrototypeJoin(entries, separator), '\n', `\n${INDENT}`);
  return `${start}\n${INDENT}${body}\n${close}`;
}

/** The rows of a list of short cells, or undefined when they are not short; what follows the cells keeps a line each. */
function toColumns(context, { entries, cells, numeric }) {
  const widths = [];
  let widest = 0;
  for (let i = 0; i < cells; i++) {
    if (StringPrototypeIncludes(entries[i], '\n')) return undefined;
    widths[i] = displayWidth(entries[i]);
    widest = MathMax(widest, widths[i]);
  }
  if (widest > WIDEST_CELL) return undefined;
  const columns = MathMin(MOST_COLUMNS, MathFloor((context.width - context.column - MARGIN) / (widest + 2)));
  if (columns <= 1) return undefined;

  const columnWidths = [];
  for (let i = 0; i < cells; i++) columnWidths[i % columns] = MathMax(columnWidths[i % columns] ?? 0, widths[i]);
  const rows = [];
  for (let from = 0; from < cells; from += columns) {
    let row = '';
    const to = MathMin(from + columns, cells);
    for (let i = from; i < to; i++) {
      const padding = StringPrototypeRepeat(' ', columnWidths[i - from] - widths[i]);
      const comma = i === entries.length - 1 ? '' : i === to - 1 ? ',' : ', ';
      if (numeric) row += padding + entries[i] + comma;
      else row += entries[i] + comma + (i === to - 1 ? '' : padding);
    }
    rows[rows.length] = row;
  }
  for (let i = cells; i < entries.length; i++) rows[rows.length] = i === entries.length - 1 ? entries[i] : `${entries[i]},`;
  return rows;
}

module.exports = { layOut };
