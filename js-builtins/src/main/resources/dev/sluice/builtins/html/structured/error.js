// The structured clone of errors (HTML §2.7.3, step 17, and §2.7.6, step 20), with stack and cause as the standard encourages.
const {
  Error,
  EvalError,
  ObjectDefineProperty,
  ObjectGetOwnPropertyDescriptor,
  ObjectPrototypeToString,
  RangeError,
  ReferenceError,
  String,
  SyntaxError,
  TypeError,
  URIError,
} = primordials;

const constructors = { __proto__: null, Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError };

/** The value of an own data property, undefined where there is none. */
function ownData(value, key) {
  return ObjectGetOwnPropertyDescriptor(value, key)?.value;
}

/** ECMAScript tells of [[ErrorData]] by a class string that a script can replace; an own `stack` betrays it then. */
function hasErrorData(value) {
  return ObjectPrototypeToString(value) === '[object Error]' || typeof ownData(value, 'stack') === 'string';
}

function hide(clone, key, value) {
  ObjectDefineProperty(clone, key, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

function cloneError(value, state, cloneValue) {
  if (!hasErrorData(value)) return undefined;
  const { name } = value;
  const Constructor = (typeof name === 'string' ? constructors[name] : undefined) ?? Error;
  const message = ObjectGetOwnPropertyDescriptor(value, 'message');
  const stack = ownData(value, 'stack');
  // Not the data property: an accessor's message is none.
  const clone = message !== undefined && 'value' in message ? new Constructor(String(message.value)) : new Constructor();
  state.remember(value, clone);
  if (typeof stack === 'string') hide(clone, 'stack', stack);
  const cause = ObjectGetOwnPropertyDescriptor(value, 'cause');
  if (cause !== undefined && 'value' in cause) {
    const causeClone = cloneValue(cause.value, state);
    hide(clone, 'cause', causeClone);
    if (state.isPlaceholder(causeClone)) state.later(() => hide(clone, 'cause', causeClone.settle()));
  }
  return clone;
}

module.exports = { cloneError };
