// Puts `test`, `assert`, `tempDir` and `fixture` into the global scope, and gives what the runner in Java calls: names() and run(index),
// as `globalThis[Symbol.for('sluice.tests')]`.
(function (show, assert, tempDir, fixtures) {
  'use strict';
  const { stringify } = JSON;
  const tests = [];

  function test(name, fn) {
    if (typeof name !== 'string' || typeof fn !== 'function') {
      throw new TypeError('test(name, fn): a string and a function');
    }
    if (tests.some((other) => other.name === name)) {
      throw new TypeError(`test(name, fn): two tests are named ${stringify(name)}`);
    }
    tests.push({ name, fn });
  }

  function describe(error) {
    if (!(error instanceof Error)) {
      return `threw ${show(error)}`;
    }
    return `${error.name}: ${error.message}\n${error.stack ?? ''}`;
  }

  /** Resolves to an empty string, or to why the test failed. */
  async function run(index) {
    try {
      await tests[index].fn();
      return '';
    } catch (error) {
      return describe(error);
    }
  }

  const define = (name, value) => {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
  };
  define('test', test);
  define('assert', assert);
  define('tempDir', tempDir);
  define('fixture', (name) => `${fixtures}/${name}`);
  define(Symbol.for('sluice.tests'), { names: () => tests.map(({ name }) => name).join('\u001e'), run });
})
