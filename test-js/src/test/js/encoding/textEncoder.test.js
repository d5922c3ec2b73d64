const bytes = (...values) => new Uint8Array(values);

test('encodes every width, on both sides of the length up to which JavaScript does it', () => {
  const encoder = new TextEncoder();
  assert.deepEqual(encoder.encode('aé€😀'), bytes(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80));
  for (const length of [0, 1, 63, 64, 65, 1000, 65536, 65537, 200000]) {
    const encoded = encoder.encode('x'.repeat(length));
    assert.equal(encoded.length, length);
    assert.ok(encoded.every((byte) => byte === 0x78));
    assert.equal(encoder.encode('é'.repeat(length)).length, 2 * length);
  }
});

test('lone surrogates become U+FFFD', () => {
  assert.deepEqual(new TextEncoder().encode('\ud800'), bytes(0xef, 0xbf, 0xbd));
  assert.deepEqual(new TextEncoder().encode('a\udc00b'), bytes(0x61, 0xef, 0xbf, 0xbd, 0x62));
});

test('what encode gives is a real Uint8Array that can be transferred', () => {
  for (const text of ['short', 'long'.repeat(100), 'longer'.repeat(20000)]) {
    const { buffer } = new TextEncoder().encode(text);
    assert.equal(structuredClone(buffer, { transfer: [buffer] }).byteLength, text.length);
    assert.ok(buffer.detached);
  }
});

test('results do not share memory with each other', () => {
  const encoder = new TextEncoder();
  const first = encoder.encode('a'.repeat(100));
  encoder.encode('b'.repeat(100));
  assert.equal(first[50], 0x61);
});

test('encodeInto writes whole characters only', () => {
  const target = new Uint8Array(6);
  const { read, written } = new TextEncoder().encodeInto('a€😀', target);
  assert.equal(read, 2);
  assert.equal(written, 4);
  assert.deepEqual(target, bytes(0x61, 0xe2, 0x82, 0xac, 0, 0));
});

test('encodeInto fills a long target to its last fitting character', () => {
  const text = 'x€😀'.repeat(50000);
  for (const size of [100, 65536, 65537, 300001, 500000]) {
    const target = new Uint8Array(size);
    const { read, written } = new TextEncoder().encodeInto(text, target);
    const expected = new TextEncoder().encode(text.slice(0, read));
    assert.equal(expected.length, written);
    assert.ok(size === 500000 ? read === text.length : size - written < 4);
    assert.ok(expected.every((byte, i) => byte === target[i]));
  }
});

test('encodeInto begins at the view, not at its buffer', () => {
  const whole = new Uint8Array(8).fill(0xff);
  new TextEncoder().encodeInto('é', whole.subarray(2, 5));
  assert.deepEqual(whole, bytes(0xff, 0xff, 0xc3, 0xa9, 0xff, 0xff, 0xff, 0xff));
});
