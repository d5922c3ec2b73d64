// Durations for people: console.timeEnd and timeLog.
const { MathFloor, NumberPrototypeToString, StringPrototypePadStart } = primordials;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const two = (n) => StringPrototypePadStart(`${n}`, 2, '0');

/** At most three digits after the point, without trailing zeros. */
function round(value) {
  return NumberPrototypeToString(MathFloor(value * 1000 + 0.5) / 1000, 10);
}

/** @param {number} ms duration in milliseconds, with a fraction */
function formatDuration(ms) {
  if (ms < SECOND) return `${round(ms)}ms`;
  if (ms < MINUTE) return `${round(ms / SECOND)}s`;
  const seconds = two(MathFloor((ms % MINUTE) / SECOND));
  const minutes = MathFloor((ms % HOUR) / MINUTE);
  if (ms < HOUR) return `${minutes}:${seconds} (m:ss)`;
  return `${MathFloor(ms / HOUR)}:${two(minutes)}:${seconds} (h:mm:ss)`;
}

module.exports = { formatDuration };
