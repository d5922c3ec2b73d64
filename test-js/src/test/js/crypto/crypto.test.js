test('getRandomValues fills just the view, and gives it back', () => {
  for (const size of [16, 4096, 4097, 65536]) {
    const whole = new Uint8Array(size + 32);
    const view = whole.subarray(16, 16 + size);
    assert.equal(crypto.getRandomValues(view), view);
    assert.ok(view.some((byte) => byte !== 0));
    assert.ok(whole.subarray(0, 16).every((byte) => byte === 0));
    assert.ok(whole.subarray(16 + size).every((byte) => byte === 0));
  }
});

test('values do not repeat, also from one pool to the next', () => {
  const seen = new Set();
  for (let i = 0; i < 2000; i++) seen.add(crypto.getRandomValues(new BigUint64Array(1))[0]);
  for (let i = 0; i < 2000; i++) seen.add(crypto.randomUUID());
  assert.equal(seen.size, 4000);
});

test('every bit is set about half of the time', () => {
  const counts = new Array(64).fill(0);
  for (let i = 0; i < 4000; i++) {
    const value = crypto.getRandomValues(new BigUint64Array(1))[0];
    for (let bit = 0; bit < 64; bit++) counts[bit] += Number((value >> BigInt(bit)) & 1n);
  }
  // Twelve standard deviations.
  for (const count of counts) assert.ok(count > 1620 && count < 2380, `${count} of 4000`);
});

test('a UUID has its version and variant', () => {
  for (let i = 0; i < 300; i++) assert.match(crypto.randomUUID(), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});

test('what cannot be filled is refused as the standard says', () => {
  assert.throws(() => crypto.getRandomValues(new Float64Array(1)), { name: 'TypeMismatchError', code: 17 });
  assert.throws(() => crypto.getRandomValues(new DataView(new ArrayBuffer(1))), { name: 'TypeMismatchError' });
  assert.throws(() => crypto.getRandomValues([1, 2]), TypeError);
  assert.throws(() => crypto.getRandomValues(new ArrayBuffer(8)), TypeError);
  assert.throws(() => crypto.getRandomValues(new Uint8Array(new SharedArrayBuffer(8))), TypeError);
  assert.throws(() => crypto.getRandomValues(), TypeError);
  const error = assert.throws(() => crypto.getRandomValues(new Uint16Array(32769)), { name: 'QuotaExceededError', code: 22 });
  assert.ok(error instanceof QuotaExceededError);
  assert.equal(error.quota, null);
});

test('a script that patches prototypes is not noticed', () => {
  const { set, fill, slice } = Uint8Array.prototype;
  Uint8Array.prototype.set = Uint8Array.prototype.fill = Uint8Array.prototype.slice = () => assert.fail('patched');
  try {
    assert.ok(crypto.getRandomValues(new Uint8Array(64)).some((byte) => byte !== 0));
    assert.equal(crypto.randomUUID().length, 36);
  } finally {
    Object.assign(Uint8Array.prototype, { set, fill, slice });
    for (const name of ['set', 'fill', 'slice']) delete Uint8Array.prototype[name];
  }
});

test('Crypto cannot be constructed, and crypto not be replaced', () => {
  assert.throws(() => new Crypto(), TypeError);
  assert.throws(() => { globalThis.crypto = 1; }, TypeError);
  assert.throws(() => Crypto.prototype.randomUUID.call({}), TypeError);
  assert.equal(Object.prototype.toString.call(crypto), '[object Crypto]');
  assert.throws(() => { crypto.subtle = 1; }, TypeError);
  assert.equal(crypto.subtle, crypto.subtle);
});

test('a QuotaExceededError has its numbers, and is cloned with them', () => {
  const error = new QuotaExceededError('too much', { quota: 5, requested: 7 });
  for (const one of [error, structuredClone(error)]) {
    assert.ok(one instanceof QuotaExceededError && one instanceof DOMException);
    assert.equal(`${one.name} ${one.code} ${one.message} ${one.quota} ${one.requested}`, 'QuotaExceededError 22 too much 5 7');
  }
  assert.throws(() => new QuotaExceededError('', { quota: -1 }), RangeError);
  assert.throws(() => new QuotaExceededError('', { quota: 5, requested: 4 }), RangeError);
  assert.equal(structuredClone(new DOMException('m', 'AbortError')) instanceof QuotaExceededError, false);
});

test('small arrays of every kind are filled to their last byte, at any length', () => {
  for (const Kind of [Int8Array, Uint8ClampedArray, Uint16Array, Int32Array, BigInt64Array, Uint8Array]) {
    for (let length = 0; length < 70; length++) {
      const whole = new Uint8Array(8 * 70 + 16);
      const view = new Kind(whole.buffer, 8, length);
      const or = new Uint8Array(view.byteLength);
      for (let round = 0; round < 6; round++) {
        crypto.getRandomValues(view);
        for (let i = 0; i < or.length; i++) or[i] |= whole[8 + i];
      }
      // Six zeros in a row: once in 2⁴⁸.
      assert.ok(or.every((byte) => byte !== 0), `${Kind.name} ${length}`);
      assert.ok(whole.subarray(8 + view.byteLength).every((byte) => byte === 0));
    }
  }
});
