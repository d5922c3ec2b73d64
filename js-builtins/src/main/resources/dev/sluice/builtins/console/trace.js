// console.trace: where the script is.
const { Error } = primordials;
const { format } = require('console/format');
const { framesOf } = require('console/inspect/stack');

/** The message, then the stack of the script's own frames. */
function trace(data, colours) {
  const message = data.length === 0 ? '' : `: ${format(data, colours)}`;
  return `Trace${message}${framesOf(new Error().stack)}`;
}

module.exports = { trace };
