// Bun.peek: what is in a promise, without waiting for it.
const { isObject } = require('webidl/convert');
const { promises } = internal;

const PENDING = 0;
const REJECTED = 2;

/**
 * The value of a fulfilled promise or the reason of a rejected one; anything else, a pending promise too, as it is. Marks no rejection as
 * handled.
 */
function peek(promise) {
  return isObject(promise) && promises.state(promise) > PENDING ? promises.result(promise) : promise;
}

/** What is no promise counts as fulfilled. @returns {'pending'|'fulfilled'|'rejected'} */
peek.status = function status(promise) {
  if (!isObject(promise)) return 'fulfilled';
  switch (promises.state(promise)) {
    case PENDING:
      return 'pending';
    case REJECTED:
      return 'rejected';
    default:
      return 'fulfilled';
  }
};

module.exports = { peek };
