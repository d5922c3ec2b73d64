// What the embedding API needs of JavaScript: telling values apart, and making values that Java cannot make.
const {
  ArrayBufferIsView,
  ArrayBufferPrototypeGetByteLength,
  ArrayIsArray,
  BigInt,
  Date,
  DatePrototypeGetTime,
  MapPrototypeGetSize,
  ObjectDefineProperty,
  PromisePrototypeThen,
  PromiseResolve,
} = primordials;

/** Does `brandCheck`, a getter or method of an intrinsic, accept `value`? */
function accepts(brandCheck, value) {
  try {
    brandCheck(value);
    return true;
  } catch {
    return false;
  }
}

/** Names the row of the conversion table that `value` is in. */
function kindOf(value) {
  const type = typeof value;
  if (type !== 'object') return type;
  if (ArrayIsArray(value)) return 'array';
  if (ArrayBufferIsView(value) || accepts(ArrayBufferPrototypeGetByteLength, value)) return 'bytes';
  if (accepts(DatePrototypeGetTime, value)) return 'date';
  if (accepts(MapPrototypeGetSize, value)) return 'map';
  return 'object';
}

/** Makes the JavaScript value of a Java one that the engine does not convert by itself. */
function fromJava(kind, ...parts) {
  switch (kind) {
    case 'bigint':
      return BigInt(parts[0]);
    case 'date':
      return new Date(parts[0]);
    case 'bytes':
      return require('core/hostBytes').copyOfHostBytes(parts[0]);
    case 'array':
      return parts;
    default: {
      const object = {};
      for (let i = 0; i < parts.length; i += 2) {
        ObjectDefineProperty(object, parts[i], {
          __proto__: null,
          value: parts[i + 1],
          writable: true,
          enumerable: true,
          configurable: true,
        });
      }
      return object;
    }
  }
}

/**
 * Calls `start()` and then, when what it returns is settled, `whenDone(rejected, value)`. A value that is no promise counts as
 * fulfilled.
 */
function settle(start, whenDone) {
  PromisePrototypeThen(
    PromiseResolve(start()),
    (result) => whenDone(false, result),
    (reason) => whenDone(true, reason),
  );
}

module.exports = { kindOf, fromJava, settle };
