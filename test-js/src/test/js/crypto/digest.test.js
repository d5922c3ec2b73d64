const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const abc = new TextEncoder().encode('abc');

// FIPS 180-4, «abc».
const table = [
  ['SHA-1', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['sha-256', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [{ name: 'SHA-384' }, 'cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7'],
  [
    'SHA-512',
    'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a' +
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
  ],
];
for (const [algorithm, expected] of table) {
  test(`digest by ${JSON.stringify(algorithm)}`, async () => {
    const buffer = await crypto.subtle.digest(algorithm, abc);
    assert.ok(buffer instanceof ArrayBuffer);
    assert.equal(hex(buffer), expected);
  });
}

test('the bytes are those of the moment of the call, and of the view alone', async () => {
  const bytes = new TextEncoder().encode('xabcx');
  const promise = crypto.subtle.digest('SHA-1', bytes.subarray(1, 4));
  bytes.fill(0);
  assert.equal(hex(await promise), table[0][1]);
  assert.equal(hex(await crypto.subtle.digest('SHA-1', new DataView(abc.buffer))), table[0][1]);
  assert.equal(hex(await crypto.subtle.digest('SHA-1', new ArrayBuffer(0))), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
});

test('the bytes are copied after the name was asked for', async () => {
  const bytes = new TextEncoder().encode('xbc');
  assert.equal(hex(await crypto.subtle.digest({ get name() { bytes[0] = 97; return 'SHA-1'; } }, bytes)), table[0][1]);
  const gone = new Uint8Array(3);
  const digest = crypto.subtle.digest({ get name() { gone.buffer.transfer(); return 'SHA-1'; } }, gone);
  assert.equal(hex(await digest), 'da39a3ee5e6b4b0d3255bfef95601890afd80709');
});

test('results are buffers of their own, which can be transferred', async () => {
  const [one, other] = await Promise.all([crypto.subtle.digest('SHA-256', abc), crypto.subtle.digest('SHA-256', abc)]);
  new Uint8Array(one).fill(0);
  assert.equal(hex(other), table[1][1]);
  assert.equal(other.transfer().byteLength, 32);
});

test('only letters of ASCII are alike in both cases', async () => {
  await assert.rejects(crypto.subtle.digest('\u017fha-1', abc), { name: 'NotSupportedError' });
});

test('what cannot be done rejects', async () => {
  await assert.rejects(crypto.subtle.digest('MD5', abc), { name: 'NotSupportedError' });
  await assert.rejects(crypto.subtle.digest({}, abc), TypeError);
  await assert.rejects(crypto.subtle.digest('SHA-1', 'abc'), TypeError);
  await assert.rejects(crypto.subtle.digest('SHA-1'), TypeError);
  await assert.rejects(SubtleCrypto.prototype.digest.call({}, 'SHA-1', abc), TypeError);
  await assert.rejects(crypto.subtle.digest('SHA-1', new SharedArrayBuffer(1)), TypeError);
  await assert.rejects(crypto.subtle.digest(Symbol(), abc), TypeError);
  assert.equal(crypto.subtle, crypto.subtle);
  assert.throws(() => new SubtleCrypto(), TypeError);
});
