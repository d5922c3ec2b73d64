const failing = (fn, message) => assert.throws(fn, { name: 'AssertionError', message });

test('equal tells values apart as Object.is does', () => {
  assert.equal(NaN, NaN);
  failing(() => assert.equal(0, -0), 'expected -0, got 0');
  failing(() => assert.equal('1', 1, 'kind'), 'kind: expected 1, got "1"');
});

test('notEqual fails for the same value', () => {
  assert.notEqual(1, 2);
  failing(() => assert.notEqual(1, 1), 'expected anything but 1');
});

test('deepEqual compares structure', () => {
  assert.deepEqual({ a: [1, { b: 2 }], c: undefined }, { a: [1, { b: 2 }], c: undefined });
  assert.deepEqual(new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]]));
  assert.deepEqual(new Set(['x']), new Set(['x']));
  assert.deepEqual(new Date(5), new Date(5));
  assert.deepEqual(new Error('a'), new Error('a'));
  assert.deepEqual(new Uint8Array([1, 2, 3, 4]).subarray(1, 3), new Uint8Array([2, 3]));
});

test('deepEqual follows cycles', () => {
  const make = () => {
    const list = [1];
    list.push(list);
    return list;
  };
  assert.deepEqual(make(), make());
});

test('deepEqual names the first difference', () => {
  failing(() => assert.deepEqual({ a: [1, 2] }, { a: [1, 3] }), /they differ at \.a\.1$/);
  failing(() => assert.deepEqual([1], [1, 2]), /they differ at \.length$/);
  failing(() => assert.deepEqual({ a: undefined }, {}), /they differ at \.a$/);
  failing(() => assert.deepEqual({}, { a: undefined }), /they differ at \.a$/);
  failing(() => assert.deepEqual(new Uint8Array([1, 2]), new Uint8Array([1, 3])), /they differ at \[byte 1\]$/);
  failing(() => assert.deepEqual([], {}), /they differ at \[\[Prototype\]\]$/);
});

test('throws gives the error back and checks it', () => {
  const error = assert.throws(() => null.x, TypeError);
  assert.ok(error instanceof TypeError);
  failing(() => assert.throws(() => {}), /nothing was thrown/);
  failing(() => assert.throws(() => { throw new TypeError('a'); }, RangeError), /expected RangeError/);
  failing(() => assert.throws(() => { throw new Error('abc'); }, /x/), /message is \/x\//);
  assert.throws(() => { throw undefined; });
});

test('rejects checks the reason of a promise or of an async function', async () => {
  const reason = { code: 'X' };
  assert.equal(await assert.rejects(Promise.reject(reason)), reason);
  await assert.rejects(async () => { throw new RangeError('far'); }, { name: 'RangeError', message: /^f/ });
  await assert.rejects(assert.rejects(Promise.resolve(1)), { name: 'AssertionError', message: /was fulfilled/ });
});

test('match wants a string', () => {
  assert.match('abc', /b/);
  failing(() => assert.match(5, /5/), /got 5$/);
});

test('a module is evaluated in strict mode with the names of a test around it', () => {
  assert.equal((function () { return this; })(), undefined);
  assert.match(tempDir, /sluice-test-/);
  assert.match(fixture('lines.txt'), /src.test.js.fixtures.lines\.txt$/);
});
