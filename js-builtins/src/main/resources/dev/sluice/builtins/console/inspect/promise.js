// Promises with their state and value.
const { StringPrototypeSlice } = primordials;
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');
const { promises } = internal;

const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;
const REJECTED_MARK = '<rejected>';

/** `<pending>`, the value, `<rejected>` and the reason; nothing for what only has a promise's prototype. */
function addState(context, description, promise, level) {
  switch (promises.state(promise)) {
    case PENDING:
      context.height = 0;
      addEntry(context, description, context.paint('<pending>', 'special'));
      break;
    case FULFILLED:
      addEntry(context, description, formatAfter(context, '', promises.result(promise), level));
      break;
    case REJECTED: {
      const text = formatAfter(context, `${REJECTED_MARK} `, promises.result(promise), level);
      addEntry(context, description, context.paint(REJECTED_MARK, 'special') + StringPrototypeSlice(text, REJECTED_MARK.length));
      break;
    }
  }
}

function describePromise(context, promise, level) {
  const description = newDescription(`${prefixOf(promise, 'Promise')}{`, '}');
  addState(context, description, promise, level);
  addProperties(context, description, promise, level);
  return description;
}

module.exports = { describePromise };
