// Asynchronous work of Java as a promise.
const { Promise } = primordials;
const { fromHost } = require('core/errors');

/**
 * @param {(done: (error: object|null, value: any) => void) => void} start begins the work; `done` is called once, in a task of its own
 * @param {(value: any) => any} convert makes what the promise is fulfilled with; what it throws rejects the promise
 * @param {(error: object) => any} [recover] likewise for a host object that the work failed with; by default that is the reason
 */
function hostPromise(start, convert, recover = undefined) {
  return new Promise((resolve, reject) => {
    const done = (error, value) => {
      const failed = error !== undefined && error !== null;
      try {
        if (!failed) resolve(convert(value));
        else if (recover === undefined) reject(fromHost(error));
        else resolve(recover(error));
      } catch (e) {
        reject(e);
      }
    };
    try {
      start(done);
    } catch (e) {
      reject(fromHost(e));
    }
  });
}

module.exports = { hostPromise };
