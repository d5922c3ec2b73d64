// Whether and how output is coloured.
const { stdio } = internal;

/** SGR codes [on, off] by kind of value. */
const styles = {
  __proto__: null,
  special: [36, 39],
  number: [33, 39],
  bigint: [33, 39],
  boolean: [33, 39],
  undefined: [90, 39],
  null: [1, 22],
  string: [32, 39],
  symbol: [32, 39],
  date: [35, 39],
  regexp: [31, 39],
  name: [36, 39],
  faint: [90, 39],
};

/** `text` in the colour of its `style`. */
function paint(text, style) {
  const codes = styles[style];
  return codes === undefined ? text : `\u001b[${codes[0]}m${text}\u001b[${codes[1]}m`;
}

/** Colours are for people who look at a terminal and have not asked for none (no-color.org: set and not empty). */
function wantsColours(fd) {
  const noColor = internal.process.environment('NO_COLOR');
  return stdio.isTerminal(fd) && (noColor === null || noColor === undefined || noColor === '');
}

module.exports = { paint, wantsColours };
