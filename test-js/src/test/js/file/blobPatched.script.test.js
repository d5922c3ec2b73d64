// Scripts may replace what builtins are made of.
test('Blobs do not notice a script that patches intrinsics', async () => {
  const saved = [Array.prototype[Symbol.iterator], String.prototype.toLowerCase, Uint8Array.prototype.set, Promise.prototype.then];
  const bad = () => { throw new Error('called'); };
  String.prototype.toLowerCase = bad;
  Uint8Array.prototype.__proto__.set = bad;
  Object.prototype.get = bad;
  let blob, text;
  try {
    blob = new Blob(['ab', new Uint8Array([99])], { type: 'A/B' });
    text = blob.slice(1, 3).text();
  } finally {
    [, String.prototype.toLowerCase] = saved;
    delete Object.prototype.get;
    Uint8Array.prototype.__proto__.set = saved[2];
  }
  assert.equal(await text, 'bc');
  assert.equal(blob.type, 'a/b');
});
