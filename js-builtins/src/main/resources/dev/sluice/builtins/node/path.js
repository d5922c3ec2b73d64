// node:path, https://nodejs.org/api/path.html: texts that name files, in POSIX's syntax. No function asks the system for anything but the
// working directory, which `resolve` and `relative` begin at.
//
// The functions for Windows' syntax (`path.win32`) and `matchesGlob` are not here: docs/node.md.
const {
  ArrayPrototypeJoin,
  StringPrototypeIndexOf,
  StringPrototypeLastIndexOf,
  StringPrototypeSlice,
  StringPrototypeStartsWith,
} = primordials;
const { isObject } = require('webidl/convert');
const { checkString, invalidArgType } = require('node/validate');

/**
 * The segments of a path without empty ones and `.`, each `..` having taken its predecessor away.
 *
 * @param {boolean} absolute nothing is above the root: a `..` there is dropped, elsewhere it is kept
 * @returns {string[]}
 */
function segmentsOf(path, absolute) {
  const kept = [];
  for (let start = 0; start < path.length; ) {
    const slash = StringPrototypeIndexOf(path, '/', start);
    const end = slash < 0 ? path.length : slash;
    const segment = StringPrototypeSlice(path, start, end);
    start = end + 1;
    if (segment === '' || segment === '.') continue;
    if (segment !== '..') kept[kept.length] = segment;
    else if (kept.length > 0 && kept[kept.length - 1] !== '..') kept.length--;
    else if (!absolute) kept[kept.length] = segment;
  }
  return kept;
}

function isAbsolutePath(path) {
  return StringPrototypeStartsWith(path, '/');
}

/** The length of `path` without the slashes at its end; that of the root is 1. */
function lengthWithoutSlashes(path) {
  let end = path.length;
  while (end > 1 && path[end - 1] === '/') end--;
  return end;
}

/** The last segment. */
function lastSegment(path) {
  const trimmed = StringPrototypeSlice(path, 0, lengthWithoutSlashes(path));
  return StringPrototypeSlice(trimmed, StringPrototypeLastIndexOf(trimmed, '/') + 1, trimmed.length);
}

/** Where the extension of a last segment begins: at its last dot, unless that is its first character or the segment is `..`. */
function extensionStart(base) {
  const dot = StringPrototypeLastIndexOf(base, '.');
  return dot <= 0 || base === '..' ? base.length : dot;
}

const posix = {
  /** What separates the segments of a path. */
  sep: '/',

  /** What separates the paths of a list such as $PATH. */
  delimiter: ':',

  /** The absolute path that the arguments lead to, taken as a series of changes of the folder. @returns {string} */
  resolve(...paths) {
    let resolved = '';
    for (let i = paths.length - 1; i >= 0 && !isAbsolutePath(resolved); i--) {
      checkString(paths[i], `paths[${i}]`);
      if (paths[i] !== '') resolved = resolved === '' ? paths[i] : `${paths[i]}/${resolved}`;
    }
    if (!isAbsolutePath(resolved)) resolved = `${internal.process.cwd()}/${resolved}`;
    return `/${ArrayPrototypeJoin(segmentsOf(resolved, true), '/')}`;
  },

  /** The path without `.`, empty segments and what `..` takes away; one slash at the end stays. @returns {string} */
  normalize(path) {
    checkString(path, 'path');
    const absolute = isAbsolutePath(path);
    const text = ArrayPrototypeJoin(segmentsOf(path, absolute), '/');
    const end = path.length > 0 && path[path.length - 1] === '/' ? '/' : '';
    if (text === '') return absolute ? '/' : `.${end}`;
    return (absolute ? '/' : '') + text + end;
  },

  isAbsolute(path) {
    checkString(path, 'path');
    return isAbsolutePath(path);
  },

  /** The segments joined and normalized. @returns {string} */
  join(...paths) {
    let joined = '';
    for (let i = 0; i < paths.length; i++) {
      checkString(paths[i], 'path');
      if (paths[i] !== '') joined = joined === '' ? paths[i] : `${joined}/${paths[i]}`;
    }
    return posix.normalize(joined);
  },

  /** The path that leads from one place to the other; '' where they are the same. @returns {string} */
  relative(from, to) {
    checkString(from, 'from');
    checkString(to, 'to');
    const start = segmentsOf(posix.resolve(from), true);
    const end = segmentsOf(posix.resolve(to), true);
    let common = 0;
    while (common < start.length && common < end.length && start[common] === end[common]) common++;
    const steps = [];
    for (let i = common; i < start.length; i++) steps[steps.length] = '..';
    for (let i = common; i < end.length; i++) steps[steps.length] = end[i];
    return ArrayPrototypeJoin(steps, '/');
  },

  /** Means something on Windows only. @returns {any} the argument */
  toNamespacedPath(path) {
    return path;
  },

  /** The path without its last segment. @returns {string} */
  dirname(path) {
    checkString(path, 'path');
    const trimmed = StringPrototypeSlice(path, 0, lengthWithoutSlashes(path));
    const slash = StringPrototypeLastIndexOf(trimmed, '/');
    if (slash < 1) return isAbsolutePath(path) ? '/' : '.';
    // Two slashes at the start may mean something of their own to a system (POSIX §4.16).
    return slash === 1 && isAbsolutePath(path) ? '//' : StringPrototypeSlice(path, 0, slash);
  },

  /** The last segment, without `suffix` if it is more than that. @returns {string} */
  basename(path, suffix = undefined) {
    checkString(path, 'path');
    if (suffix !== undefined) checkString(suffix, 'suffix');
    if (suffix === path) return '';
    const base = lastSegment(path);
    const cut = suffix === undefined ? 0 : base.length - suffix.length;
    return cut > 0 && StringPrototypeSlice(base, cut, base.length) === suffix ? StringPrototypeSlice(base, 0, cut) : base;
  },

  /** The last segment from its last dot on. @returns {string} */
  extname(path) {
    checkString(path, 'path');
    const base = lastSegment(path);
    return StringPrototypeSlice(base, extensionStart(base), base.length);
  },

  /**
   * The path of an object such as `parse` gives. `dir` wins over `root`, `base` over `name` and `ext`.
   *
   * @returns {string}
   */
  format(pathObject) {
    if (!isObject(pathObject)) throw invalidArgType('"pathObject" argument', 'of type object', pathObject);
    const { base, dir, ext, name, root } = pathObject;
    const folder = dir || root;
    const last = base || `${name || ''}${formatExtension(ext)}`;
    if (!folder) return last;
    return folder === root ? `${folder}${last}` : `${folder}/${last}`;
  },

  /** The parts of a path. @returns {{root: string, dir: string, base: string, ext: string, name: string}} */
  parse(path) {
    checkString(path, 'path');
    const root = isAbsolutePath(path) ? '/' : '';
    const base = lastSegment(path);
    const end = lengthWithoutSlashes(path);
    const baseStart = end - base.length;
    const dot = extensionStart(base);
    return {
      root,
      dir: baseStart > 1 ? StringPrototypeSlice(path, 0, baseStart - 1) : root,
      base,
      ext: StringPrototypeSlice(base, dot, base.length),
      name: StringPrototypeSlice(base, 0, dot),
    };
  },
};

function formatExtension(ext) {
  return ext ? `${ext[0] === '.' ? '' : '.'}${ext}` : '';
}

posix.posix = posix;

module.exports = { posix };
