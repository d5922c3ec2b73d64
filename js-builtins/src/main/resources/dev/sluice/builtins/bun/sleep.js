const { Date, DatePrototypeGetTime, NumberIsNaN, Promise, TypeError } = primordials;
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { setTimeout } = require('html/timers');

/**
 * Bun.sleep.
 *
 * @param {number|Date} until milliseconds, or when to wake
 * @returns {Promise<undefined>}
 * @throws TypeError for anything else
 */
function sleep(until) {
  const delay = delayOf(until);
  return new Promise((resolve) => {
    setTimeout(() => resolve(undefined), delay > 0 ? delay : 0);
  });
}

function delayOf(until) {
  if (typeof until === 'number' && !NumberIsNaN(until)) return until;
  if (isObject(until)) {
    try {
      return DatePrototypeGetTime(until) - DatePrototypeGetTime(new Date());
    } catch {
      // No Date.
    }
  }
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Bun.sleep: the argument must be a number of milliseconds or a Date');
}

module.exports = { sleep };
