// The console namespace (Console standard §1). Small on purpose, because every script that prints evaluates it: whatever needs
// inspection, formatting, tables or timers is in a file of its own that is loaded when it is first needed.
const {
  ArrayPrototypeSplice,
  ObjectCreate,
  ObjectDefineProperty,
  ObjectIs,
  ReflectOwnKeys,
  StringPrototypeIncludes,
  StringPrototypeReplaceAll,
  StringPrototypeSlice,
  SymbolToStringTag,
} = primordials;
const { stdio } = internal;

const OUT = 1;
const ERR = 2;
const GROUP_INDENTATION = '  ';

/** Spaces before each line: two for each open group (the group stack, §1.3). */
let indentation = '';

/** Label → figure, of count() and time(); made when first used. */
let counts;
let timers;

let colourOfOut;
let colourOfErr;

/** Whether output to `fd` is coloured; found out once, when something other than a plain string is first printed there. */
function colours(fd) {
  if (fd === OUT) return (colourOfOut ??= require('console/colours').wantsColours(OUT));
  return (colourOfErr ??= require('console/colours').wantsColours(ERR));
}

/** Printer (§2.3) for text that is ready: one write a call, so that lines of different writers do not mix. */
function printText(fd, text) {
  if (indentation !== '') text = indentation + StringPrototypeReplaceAll(text, '\n', `\n${indentation}`);
  stdio.write(fd, `${text}\n`);
}

/** Logger (§2.1): formats `data` and prints them on one line or more. */
function print(fd, data) {
  printText(fd, plainText(fd, data) ?? require('console/format').format(data, colours(fd)));
}

/** The line for arguments that need neither format nor inspection nor colour, or undefined. */
function plainText(fd, data) {
  const { length } = data;
  if (length === 0) return '';
  const first = data[0];
  if (typeof first === 'string') {
    if (length === 1) return first;
    if (StringPrototypeIncludes(first, '%')) return undefined;
  }
  let text = '';
  for (let i = 0; i < length; i++) {
    const value = data[i];
    if (i > 0) text += ' ';
    if (typeof value === 'string') text += value;
    else if (isPlain(value) && !colours(fd)) text += ObjectIs(value, -0) ? '-0' : `${value}`;
    else return undefined;
  }
  return text;
}

/** A primitive that String() shows as inspection would. */
function isPlain(value) {
  return typeof value === 'number' || typeof value === 'boolean' || value === undefined || value === null;
}

const toLabel = (label) => (typeof label === 'string' ? label : `${label}`);

/** Milliseconds since the runtime started, for timers. */
const now = () => internal.clock.now();

function printTimer(label, data) {
  const started = timers?.[label];
  if (started === undefined) {
    print(ERR, [`Timer '${label}' does not exist`]);
    return false;
  }
  const rest = data.length === 0 ? '' : ` ${require('console/format').formatList(data, 0, colours(OUT))}`;
  printText(OUT, `${label}: ${require('console/duration').formatDuration(now() - started)}${rest}`);
  return true;
}

function openGroup(data) {
  if (data.length > 0) print(OUT, data);
  indentation += GROUP_INDENTATION;
}

// Method shorthand gives functions that are no constructors; `length` is 0 everywhere since all arguments are optional.
const methods = {
  __proto__: null,

  assert(condition = false, ...data) {
    if (condition) return;
    if (data.length > 0 && typeof data[0] === 'string') {
      data[0] = `Assertion failed: ${data[0]}`;
      print(ERR, data);
    } else {
      ArrayPrototypeSplice(data, 0, 0, 'Assertion failed');
      print(ERR, data);
    }
  },

  clear() {
    indentation = '';
    if (stdio.isTerminal(OUT)) stdio.write(OUT, '\u001b[H\u001b[2J\u001b[3J');
  },

  debug(...data) {
    print(OUT, data);
  },

  error(...data) {
    print(ERR, data);
  },

  info(...data) {
    print(OUT, data);
  },

  log(...data) {
    print(OUT, data);
  },

  table(tabularData = undefined, properties = undefined) {
    const text = require('console/table').table(tabularData, properties);
    if (text === undefined) print(OUT, [tabularData]);
    else printText(OUT, text);
  },

  trace(...data) {
    printText(ERR, require('console/trace').trace(data, colours(ERR)));
  },

  warn(...data) {
    print(ERR, data);
  },

  dir(item = undefined, options = undefined) {
    printText(OUT, require('console/inspect').inspect(item, { __proto__: null, colors: colours(OUT), ...options, customInspect: false }));
  },

  dirxml(...data) {
    print(OUT, data);
  },

  count(label = 'default') {
    label = toLabel(label);
    counts ??= ObjectCreate(null);
    counts[label] = (counts[label] ?? 0) + 1;
    printText(OUT, `${label}: ${counts[label]}`);
  },

  countReset(label = 'default') {
    label = toLabel(label);
    if (counts?.[label] === undefined) printText(ERR, `Count for '${label}' does not exist`);
    else counts[label] = 0;
  },

  group(...data) {
    openGroup(data);
  },

  groupCollapsed(...data) {
    openGroup(data);
  },

  groupEnd() {
    indentation = StringPrototypeSlice(indentation, GROUP_INDENTATION.length, undefined);
  },

  time(label = 'default') {
    label = toLabel(label);
    timers ??= ObjectCreate(null);
    if (timers[label] !== undefined) print(ERR, [`Timer '${label}' already exists`]);
    else timers[label] = now();
  },

  timeLog(label = 'default', ...data) {
    printTimer(toLabel(label), data);
  },

  timeEnd(label = 'default') {
    label = toLabel(label);
    if (printTimer(label, [])) timers[label] = undefined;
  },
};

/** A namespace object with the empty prototype of its own that the standard keeps for compatibility (§1). */
const console = ObjectCreate({});
const names = ReflectOwnKeys(methods);
for (let i = 0; i < names.length; i++) console[names[i]] = methods[names[i]];
ObjectDefineProperty(console, SymbolToStringTag, {
  __proto__: null,
  value: 'console',
  writable: false,
  enumerable: false,
  configurable: true,
});

module.exports = { console };
