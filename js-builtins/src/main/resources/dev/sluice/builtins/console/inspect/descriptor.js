// Property descriptors that a script cannot disturb: without Object.prototype, where `get` or `value` may have been put.
const { ObjectGetOwnPropertyDescriptor, ObjectSetPrototypeOf } = primordials;

/** The own property's descriptor, or undefined. A proxy answers by its trap, which may throw. */
function descriptorOf(object, key) {
  const descriptor = ObjectGetOwnPropertyDescriptor(object, key);
  return descriptor === undefined ? undefined : ObjectSetPrototypeOf(descriptor, null);
}

module.exports = { descriptorOf };
