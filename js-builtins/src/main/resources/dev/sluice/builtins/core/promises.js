// Promises that are settled when they are made.

/**
 * A promise fulfilled with `value`. An async function makes it quicker than Promise.resolve does (see streams/readable/results), and a
 * script sees the same: `then` of an object is looked up once, now.
 */
async function fulfilled(value) {
  return value;
}

module.exports = { fulfilled };
