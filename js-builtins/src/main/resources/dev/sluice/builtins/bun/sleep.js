const { Date, DatePrototypeGetTime, NumberIsNaN, Promise, TypeError } = primordials;
const { codedError } = require('core/errors');
const { isObject } = require('webidl/convert');
const { runStepsAfterATimeout } = require('html/timers');

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
    runStepsAfterATimeout(() => resolve(undefined), delay > 0 ? delay : 0, true);
  });
}

function delayOf(until) {
  if (typeof until === 'number' && !NumberIsNaN(until)) return until;
  if (isObject(until)) {
    let time = NaN;
    try {
      time = DatePrototypeGetTime(until);
    } catch {
      // No Date.
    }
    if (!NumberIsNaN(time)) return time - DatePrototypeGetTime(new Date());
  }
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Bun.sleep: the argument must be a number of milliseconds or a Date');
}

module.exports = { sleep };
