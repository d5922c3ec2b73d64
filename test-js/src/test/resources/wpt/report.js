// Evaluated right after testharness.js: its value is a promise for the results, as text, so that no host object enters
// the test's world. Records are separated by U+001E, fields by U+001F:
//   status of the harness, its message; then for each subtest: name, status, message
(() => {
  'use strict';
  // Tests patch intrinsics: only operators are used once they have run.
  let settle;
  const results = new Promise((resolve) => { settle = resolve; });
  const text = (value) => {
    const string = value === null || value === undefined ? '' : `${value}`;
    let plain = '';
    for (let i = 0; i < string.length; i++) {
      // Names that hold the separators themselves are written as in a string literal.
      plain += string[i] === '\u001e' ? '\\x1e' : string[i] === '\u001f' ? '\\x1f' : string[i];
    }
    return plain;
  };

  // idlharness.js asks whether this global is a worker's, and takes it for a ShadowRealm's otherwise, where next to nothing is exposed.
  // Not before testharness.js is evaluated: it would then report to a page that is not there.
  Object.defineProperty(globalThis, 'DedicatedWorkerGlobalScope', {
    value: { [Symbol.hasInstance]: (value) => value === globalThis },
    configurable: true,
  });

  // As in WPT's wrapper for workers, the harness is told when all scripts are evaluated.
  setup({ explicit_done: true });
  add_completion_callback((tests, status) => {
    let report = status.status + '\u001f' + text(status.message);
    for (let i = 0; i < tests.length; i++) {
      const test = tests[i];
      report += '\u001e' + text(test.name) + '\u001f' + test.status + '\u001f' + text(test.message);
    }
    settle(report);
  });
  return results;
})()
