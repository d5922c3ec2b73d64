// DOMException objects are serializable (Web IDL §4.3, https://webidl.spec.whatwg.org/#idl-DOMException). Apart, so that neither
// DOMException needs cloning nor cloning DOMException.
const { ObjectDefineProperty, ObjectGetOwnPropertyDescriptor } = primordials;
const { createDOMException, isDOMException, slotsOf } = require('webidl/DOMException');
const { defineSerializable } = require('html/serializable');

defineSerializable(
  isDOMException,
  'DOMException',
  (value, serialized) => {
    serialized.name = slotsOf(value).name;
    serialized.message = slotsOf(value).message;
    serialized.stack = ObjectGetOwnPropertyDescriptor(value, 'stack')?.value;
  },
  ({ name, message, stack }) => {
    const clone = createDOMException(message, name);
    if (typeof stack === 'string') {
      ObjectDefineProperty(clone, 'stack', { __proto__: null, value: stack, writable: true, enumerable: false, configurable: true });
    }
    return clone;
  },
);
