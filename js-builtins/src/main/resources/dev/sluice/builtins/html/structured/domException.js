// DOMException objects are serializable (Web IDL §4.3, https://webidl.spec.whatwg.org/#idl-DOMException). Apart, so that neither
// DOMException needs cloning nor cloning DOMException.
const { ObjectDefineProperty, ObjectGetOwnPropertyDescriptor } = primordials;
const { createDOMException, isDOMException, slotsOf } = require('webidl/DOMException');
const { defineSerializable } = require('html/serializable');

function serialize(value, serialized) {
  serialized.name = slotsOf(value).name;
  serialized.message = slotsOf(value).message;
  serialized.stack = ObjectGetOwnPropertyDescriptor(value, 'stack')?.value;
}

function withStack(clone, stack) {
  if (typeof stack === 'string') {
    ObjectDefineProperty(clone, 'stack', { __proto__: null, value: stack, writable: true, enumerable: false, configurable: true });
  }
  return clone;
}

defineSerializable(isDOMException, 'DOMException', serialize, ({ name, message, stack }) =>
  withStack(createDOMException(message, name), stack),
);

// Here, and not in its own file, since it must come after DOMException's to be asked before it.
defineSerializable(
  (value) => require.ifLoaded('webidl/QuotaExceededError')?.isQuotaExceededError(value) === true,
  'QuotaExceededError',
  (value, serialized) => {
    serialize(value, serialized);
    const { quota, requested } = require('webidl/QuotaExceededError').slotsOf(value);
    serialized.quota = quota;
    serialized.requested = requested;
  },
  ({ message, stack, quota, requested }) => {
    const { QuotaExceededError } = require('webidl/QuotaExceededError');
    const options = { __proto__: null, quota: quota ?? undefined, requested: requested ?? undefined };
    return withStack(new QuotaExceededError(message, options), stack);
  },
);
