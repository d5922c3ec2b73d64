// Slots classes that a script cannot reach through Object.prototype.
const { ObjectSetPrototypeOf } = primordials;

/**
 * Takes Object.prototype out of the prototype chain of a class that scripts never see. An accessor or a read-only property that a script
 * has put there (`type`, `status` …) would otherwise stand in the way of the very first assignment to a slot of that name.
 *
 * @param {Function} Class before its first instance is made
 * @returns {Function} the class
 */
function isolate(Class) {
  ObjectSetPrototypeOf(Class.prototype, null);
  return Class;
}

module.exports = { isolate };
