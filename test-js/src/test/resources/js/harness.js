// Puts `test`, `assert`, `tempDir` and `fixture` into the global scope, and gives what the runner in Java calls: names(), ways(index) and
// run(index), as `globalThis[Symbol.for('sluice.tests')]`.
(function (show, assert, tempDir, fixtures) {
  'use strict';
  const { stringify } = JSON;
  const tests = [];

  /** What a stream's consumption is expected to be: «tag way», or with the reason «tag way: reason». */
  const wayText = /^\w+ (?:static|native|script)(?:: .+)?$/;

  function checkOptions(options) {
    for (const key of Object.keys(options)) {
      if (key !== 'ways') {
        throw new TypeError(`test(name, fn, options): there is no option ${key}`);
      }
    }
    const { ways } = options;
    if (ways !== undefined && !(Array.isArray(ways) && ways.every((way) => wayText.test(way)))) {
      throw new TypeError(`test(name, fn, { ways }): an array of «tag way» or «tag way: reason», not ${show(ways)}`);
    }
  }

  function test(name, fn, options = {}) {
    if (typeof name !== 'string' || typeof fn !== 'function') {
      throw new TypeError('test(name, fn): a string and a function');
    }
    if (tests.some((other) => other.name === name)) {
      throw new TypeError(`test(name, fn): two tests are named ${stringify(name)}`);
    }
    checkOptions(options);
    tests.push({ name, fn, ways: options.ways });
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
  define(Symbol.for('sluice.tests'), {
    names: () => tests.map(({ name }) => name).join('\u001e'),
    /** The ways that a test expects, joined; undefined if it does not say. */
    ways: (index) => tests[index].ways?.join('\u001e'),
    run,
  });
})
