// Bytes beyond 64 KB take another way into an ArrayBuffer than small ones: Java makes the array, and the buffer is given it.
const LENGTH = (1 << 16) + 11;
const source = new Uint8Array(LENGTH).map((_, i) => i * 7);

const path = `${tempDir}/large.bin`;
const owners = {
  'a body of bytes': async () => new Response(source).bytes(),
  'a body of a view': async () => new Response(new DataView(source.buffer, 0, LENGTH)).bytes(),
  'arrayBuffer()': async () => new Uint8Array(await new Response(source).arrayBuffer()),
  'a clone': async () => {
    const response = new Response(source);
    const clone = response.clone();
    (await response.bytes()).fill(0);
    return clone.bytes();
  },
  'a Blob': async () => {
    const blob = new Blob([source]);
    (await blob.bytes()).fill(0);
    return blob.bytes();
  },
  'a slice of a Blob': async () => new Blob([bytes(1, 2), source, bytes(3)]).slice(2, 2 + LENGTH).bytes(),
  'a file': async () => {
    await Bun.write(path, source);
    return Bun.file(path).bytes();
  },
  'a stream of a file': async () => {
    await Bun.write(path, source);
    return new Response(Bun.file(path).stream()).bytes();
  },
  'Bun.ArrayBufferSink': () => {
    const sink = new Bun.ArrayBufferSink();
    sink.start({ asUint8Array: true });
    sink.write(source);
    return sink.end();
  },
};

function bytes(...values) {
  return new Uint8Array(values);
}

for (const [name, read] of Object.entries(owners)) {
  test(`large bytes of ${name}: the very bytes, in an ordinary ArrayBuffer of the caller's own`, async () => {
    const before = source.slice();
    const got = await read();
    assert.deepEqual(got, before);
    assert.equal(got.byteOffset, 0);
    const { buffer } = got;
    assert.equal(Object.getPrototypeOf(buffer), ArrayBuffer.prototype);
    assert.deepEqual([buffer.byteLength, buffer.maxByteLength, buffer.resizable, buffer.detached], [LENGTH, LENGTH, false, false]);
    got[0] = 99;
    assert.equal(new DataView(buffer).getUint8(0), 99);
    assert.equal(buffer.slice(LENGTH - 1).byteLength, 1);
    assert.deepEqual(source, before);
    const moved = buffer.transfer(LENGTH + 1);
    assert.deepEqual([moved.byteLength, buffer.byteLength, got.length], [LENGTH + 1, 0, 0]);
    assert.equal(new Uint8Array(moved)[LENGTH], 0);
    assert.equal(structuredClone(moved, { transfer: [moved] }).byteLength, LENGTH + 1);
  });
}

test('a large body is a copy: its source may change and be transferred meanwhile', async () => {
  const own = source.slice();
  const response = new Response(own);
  own.fill(1);
  own.buffer.transfer();
  assert.deepEqual(await response.bytes(), source);
});

test('a part of a buffer, shared memory and a buffer that can grow are taken as they are', async () => {
  const part = source.subarray(3, LENGTH - 2);
  assert.deepEqual(await new Response(part).bytes(), part.slice());
  const shared = new Uint8Array(new SharedArrayBuffer(LENGTH));
  shared.set(source);
  assert.deepEqual(await new Response(shared).bytes(), source);
  const growing = new Uint8Array(new ArrayBuffer(LENGTH, { maxByteLength: 2 * LENGTH }));
  growing.set(source);
  const got = await new Response(growing).bytes();
  assert.deepEqual(got, source);
  assert.equal(got.buffer.resizable, false);
});

test('text of a view is decoded where the view lies', async () => {
  const around = new TextEncoder().encode(`xx\ufeffh\u00e9llo ${'a'.repeat(LENGTH)}yy`);
  const view = around.subarray(2, around.length - 2);
  const expected = `h\u00e9llo ${'a'.repeat(LENGTH)}`;
  assert.equal(new TextDecoder().decode(view), expected);
  assert.equal(await new Response(view).text(), expected);
  const decoder = new TextDecoder();
  const cut = 4;
  assert.equal(decoder.decode(view.subarray(0, cut), { stream: true }) + decoder.decode(view.subarray(cut)), expected);
  assert.equal(new TextDecoder('utf-16le').decode(bytes(9, 65, 0, 66, 0).subarray(1)), 'AB');
});

test('encode gives a large text in a buffer of its own', () => {
  const text = '\u00e9'.repeat(LENGTH);
  const encoded = new TextEncoder().encode(text);
  assert.equal(encoded.buffer.transfer().byteLength, 2 * LENGTH);
  assert.equal(new TextEncoder().encode(text)[0], 0xc3);
});
