// Structural equality as src/test/js/README.md says it. Gives undefined for equal values, else the path of the first difference.
(function () {
  'use strict';
  const bytesOf = (value) => (ArrayBuffer.isView(value)
    ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
    : new Uint8Array(value));

  const isBuffer = (value) => value instanceof ArrayBuffer
    || (typeof SharedArrayBuffer === 'function' && value instanceof SharedArrayBuffer);

  const enumerableKeys = (value) => Reflect.ownKeys(value).filter((key) => Object.prototype.propertyIsEnumerable.call(value, key));

  function differentBytes(a, b) {
    const left = bytesOf(a);
    const right = bytesOf(b);
    if (left.length !== right.length) {
      return '.byteLength';
    }
    const index = left.findIndex((byte, i) => byte !== right[i]);
    return index < 0 ? undefined : `[byte ${index}]`;
  }

  function differentEntries(a, b, seen) {
    const left = [...a];
    const right = [...b];
    if (left.length !== right.length) {
      return '.size';
    }
    return difference(left, right, seen);
  }

  function differentProperties(a, b, seen) {
    const keys = enumerableKeys(a);
    const others = enumerableKeys(b);
    for (const key of others) {
      if (!keys.includes(key)) {
        return `.${String(key)}`;
      }
    }
    for (const key of keys) {
      const inner = others.includes(key) ? difference(a[key], b[key], seen) : '';
      if (inner !== undefined) {
        return `.${String(key)}${inner}`;
      }
    }
    return undefined;
  }

  function differentInside(a, b, seen) {
    if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) {
      return '[[Prototype]]';
    }
    if (Array.isArray(a) && a.length !== b.length) {
      return '.length';
    }
    if (isBuffer(a) || ArrayBuffer.isView(a)) {
      return differentBytes(a, b);
    }
    if (a instanceof Map || a instanceof Set) {
      return differentEntries(a, b, seen);
    }
    if (a instanceof Date) {
      return Object.is(a.getTime(), b.getTime()) ? undefined : '.getTime()';
    }
    if (a instanceof RegExp) {
      return String(a) === String(b) ? undefined : '.toString()';
    }
    if (a instanceof Error && (a.name !== b.name || a.message !== b.message)) {
      return a.name === b.name ? '.message' : '.name';
    }
    return differentProperties(a, b, seen);
  }

  function difference(a, b, seen = new Map()) {
    if (Object.is(a, b)) {
      return undefined;
    }
    if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') {
      return '';
    }
    if (seen.get(a) === b) {
      return undefined; // a cycle: compared further up
    }
    seen.set(a, b);
    return differentInside(a, b, seen);
  }

  return difference;
})()
