// The global `Bun`: the part of Bun's surface that is here so far. docs/compatibility.md lists it.
const { ObjectDefineProperty, SymbolToStringTag } = primordials;

const Bun = {
  /** This product's version, not Bun's. */
  version: internal.version,

  /**
   * A file, by path (relative to the working directory) or `file:` URL. Nothing is opened yet.
   *
   * @param {string | URL} path
   */
  file(path) {
    return require('bun/BunFile').createFile(path);
  },

  /**
   * The text that console.log shows for a value.
   *
   * @param {unknown} value
   * @param {{depth?: number, colors?: boolean, sorted?: boolean, compact?: boolean}} [options] see console/inspect.js
   * @returns {string}
   */
  inspect(value, options = undefined) {
    return require('console/inspect').inspect(value, options);
  },
};

ObjectDefineProperty(Bun, SymbolToStringTag, { __proto__: null, value: 'Bun', writable: false, enumerable: false, configurable: true });

module.exports = { Bun };
