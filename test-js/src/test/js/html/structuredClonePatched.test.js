/** Runs `fn` while Array.prototype[key] is a setter that must not be called. */
function withSetter(key, fn) {
  Object.defineProperty(Array.prototype, key, {
    set() {
      throw new Error(`Array.prototype[${key}] was set`);
    },
    configurable: true,
  });
  try {
    return fn();
  } finally {
    delete Array.prototype[key];
  }
}

test('elements of a cloned array are its own, whatever setters Array.prototype has', () => {
  const source = [1, 2, 3];
  const clone = withSetter('1', () => structuredClone(source));
  assert.deepEqual(clone, [1, 2, 3]);
});

test('so are the other properties of an array', () => {
  const source = Object.assign([1], { extra: 2 });
  const clone = withSetter('extra', () => structuredClone(source));
  assert.equal(clone.extra, 2);
});

test('so is a transferred element', () => {
  const source = ['a', new ArrayBuffer(4)];
  const clone = withSetter('1', () => structuredClone(source, { transfer: [source[1]] }));
  assert.equal(clone[1].byteLength, 4);
});
