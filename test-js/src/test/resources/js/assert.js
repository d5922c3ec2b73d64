// The assertions of the behaviour tests; src/test/js/README.md is their documentation.
(function (show, difference) {
  'use strict';
  class AssertionError extends Error {
    get name() { return 'AssertionError'; }
  }

  const fail = (message, detail) => {
    throw new AssertionError(message === undefined ? detail : `${message}: ${detail}`);
  };

  function fits(actual, expected) {
    return expected instanceof RegExp ? typeof actual === 'string' && expected.test(actual) : Object.is(actual, expected);
  }

  function checkError(error, expected, message) {
    if (expected === undefined) {
      return error;
    }
    if (typeof expected === 'function') {
      if (!(error instanceof expected)) {
        fail(message, `expected ${expected.name}, got ${show(error)}`);
      }
      return error;
    }
    const fields = expected instanceof RegExp ? { message: expected } : expected;
    if (typeof fields !== 'object' || fields === null) {
      throw new TypeError(`what an error should be is a class, a RegExp or an object, not ${show(expected)}`);
    }
    for (const key of Reflect.ownKeys(fields)) {
      const actual = error === null || error === undefined ? undefined : error[key];
      if (!fits(actual, fields[key])) {
        fail(message, `expected an error whose ${String(key)} is ${show(fields[key])}, got ${show(actual)} of ${show(error)}`);
      }
    }
    return error;
  }

  return {
    AssertionError,

    ok(value, message) {
      if (!value) {
        fail(message, `expected something truthy, got ${show(value)}`);
      }
    },

    equal(actual, expected, message) {
      if (!Object.is(actual, expected)) {
        fail(message, `expected ${show(expected)}, got ${show(actual)}`);
      }
    },

    notEqual(actual, unexpected, message) {
      if (Object.is(actual, unexpected)) {
        fail(message, `expected anything but ${show(unexpected)}`);
      }
    },

    deepEqual(actual, expected, message) {
      const path = difference(actual, expected);
      if (path !== undefined) {
        fail(message, `expected ${show(expected)}, got ${show(actual)}${path === '' ? '' : `; they differ at ${path}`}`);
      }
    },

    match(string, regexp, message) {
      if (typeof string !== 'string' || !regexp.test(string)) {
        fail(message, `expected a string that matches ${regexp}, got ${show(string)}`);
      }
    },

    throws(fn, expected, message) {
      let error;
      try {
        fn();
      } catch (thrown) {
        error = { thrown };
      }
      return error === undefined ? fail(message, 'expected a throw, nothing was thrown') : checkError(error.thrown, expected, message);
    },

    async rejects(promiseOrFn, expected, message) {
      let error;
      try {
        await (typeof promiseOrFn === 'function' ? promiseOrFn() : promiseOrFn);
      } catch (thrown) {
        error = { thrown };
      }
      return error === undefined ? fail(message, 'expected a rejection, the promise was fulfilled')
        : checkError(error.thrown, expected, message);
    },

    fail(message) {
      fail(undefined, message ?? 'failed');
    },
  };
})
