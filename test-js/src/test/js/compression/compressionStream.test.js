const formats = ['gzip', 'deflate', 'deflate-raw', 'brotli', 'zstd'];
const text = 'All that is gold does not glitter. '.repeat(5000);
const bytes = new TextEncoder().encode(text);

/** What comes out of a stream that is fed by hand, chunk by chunk. */
const through = async (stream, ...chunks) => {
  const writer = stream.writable.getWriter();
  const fed = (async () => {
    for (const chunk of chunks) await writer.write(chunk);
    await writer.close();
  })();
  fed.catch(() => {});
  const parts = [];
  for await (const chunk of stream.readable) parts.push(chunk);
  await fed;
  return new Uint8Array(await new Blob(parts).arrayBuffer());
};

for (const format of formats) {
  test(`what ${format} makes smaller it makes the same again`, async () => {
    const small = await through(new CompressionStream(format), bytes);
    assert.ok(small.length < bytes.length / 10);
    assert.deepEqual(await through(new DecompressionStream(format), small), bytes);
  });

  test(`${format} takes a byte at a time`, async () => {
    const few = bytes.subarray(0, 300);
    const small = await through(new CompressionStream(format), ...Array.from(few, (byte) => Uint8Array.of(byte)));
    const chunks = Array.from(small, (byte) => Uint8Array.of(byte).buffer);
    assert.deepEqual(await through(new DecompressionStream(format), ...chunks), few);
  });

  test(`${format} that is cut off is a TypeError`, async () => {
    const small = await through(new CompressionStream(format), bytes);
    const error = await assert.rejects(through(new DecompressionStream(format), small.subarray(0, -1)), TypeError);
    assert.equal(error.code, 'Z_BUF_ERROR');
  });

  test(`bytes behind the end of ${format} are a TypeError, after what came before`, async () => {
    const small = await through(new CompressionStream(format), new TextEncoder().encode('expected'));
    const stream = new DecompressionStream(format);
    const writer = stream.writable.getWriter();
    const reader = stream.readable.getReader();
    writer.closed.catch(() => {});
    writer.write(Uint8Array.of(...small, 0)).catch(() => {});
    assert.equal(new TextDecoder().decode((await reader.read()).value), 'expected');
    const error = await assert.rejects(reader.read(), TypeError);
    assert.equal(error.code, 'Z_DATA_ERROR');
  });
}

test('the chunks are Uint8Arrays on buffers of their own, which can be transferred', async () => {
  const reader = new Blob([bytes]).stream().pipeThrough(new CompressionStream('gzip')).getReader();
  const { value } = await reader.read();
  assert.ok(value instanceof Uint8Array);
  assert.equal(value.buffer.byteLength, value.byteLength);
  const { byteLength } = value;
  assert.ok(byteLength > 0);
  assert.equal(value.buffer.transfer().byteLength, byteLength);
});

test('a chunk may be changed or transferred as soon as its write has begun', async () => {
  const stream = new CompressionStream('deflate');
  const chunk = bytes.slice();
  const writer = stream.writable.getWriter();
  const parts = [];
  const read = (async () => { for await (const part of stream.readable) parts.push(part); })();
  await writer.ready;
  const written = writer.write(chunk);
  await written;
  chunk.buffer.transfer();
  await writer.close();
  await read;
  assert.equal(await new Blob(parts).stream().pipeThrough(new DecompressionStream('deflate')).text(), text);
});

test('chunks that are no bytes of the script alone are TypeErrors', async () => {
  for (const chunk of [undefined, null, 1, 'text', {}, [65], new SharedArrayBuffer(1), new Uint8Array(new SharedArrayBuffer(1))]) {
    await assert.rejects(through(new CompressionStream('gzip'), chunk), TypeError);
  }
});

test('formats are taken exactly as they are written', () => {
  for (const format of ['GZIP', 'br', 'x-gzip', '', undefined, null]) {
    assert.throws(() => new CompressionStream(format), TypeError);
    assert.throws(() => new DecompressionStream(format), TypeError);
  }
  assert.throws(() => new CompressionStream(), /1 argument/);
  assert.throws(() => CompressionStream('gzip'), TypeError);
  assert.throws(() => Object.getOwnPropertyDescriptor(DecompressionStream.prototype, 'readable').get.call({}), TypeError);
});

test('a chunk that holds gigabytes waits for its reader', async () => {
  const zeros = new Blob([new Uint8Array(64 << 20)]);
  const bomb = await zeros.stream().pipeThrough(new CompressionStream('gzip')).bytes();
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const reader = stream.readable.getReader();
  let isWritten = false;
  const written = writer.write(bomb).then(() => { isWritten = true; });
  let length = 0;
  while (length < 8 << 20) length += (await reader.read()).value.length;
  assert.equal(isWritten, false);
  await reader.cancel();
  await written;
});

test('all of a chunk that waits comes out', async () => {
  const large = new Uint8Array(5 << 20).fill(7);
  const small = await new Blob([large]).stream().pipeThrough(new CompressionStream('zstd')).bytes();
  assert.equal((await through(new DecompressionStream('zstd'), small)).length, large.length);
});

test('corrupt data that comes to light late errors both sides', async () => {
  const large = new Uint8Array(5 << 20).fill(7);
  const small = await new Blob([large]).stream().pipeThrough(new CompressionStream('gzip')).bytes();
  small[small.length - 5] ^= 1;
  const stream = new DecompressionStream('gzip');
  const writer = stream.writable.getWriter();
  const written = assert.rejects(writer.write(small), TypeError);
  await assert.rejects(stream.readable.bytes(), TypeError);
  await written;
  await assert.rejects(writer.closed, TypeError);
});

test('an abort and a cancel pass from one side to the other', async () => {
  const reason = new Error('enough');
  for (const Class of [CompressionStream, DecompressionStream]) {
    const aborted = new Class('zstd');
    aborted.writable.abort(reason);
    assert.equal(await assert.rejects(aborted.readable.getReader().read()), reason);
    const cancelled = new Class('brotli');
    await cancelled.readable.cancel(reason);
    assert.equal(await assert.rejects(cancelled.writable.getWriter().closed), reason);
  }
});

test('abort() ends a write that waits for its reader', async () => {
  const small = await new Response(new Blob([new Uint8Array(9_000_000)]).stream().pipeThrough(new CompressionStream('gzip'))).bytes();
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const written = writer.write(small);
  await reader.read();
  const reason = new Error('enough');
  await writer.abort(reason);
  await written;
  assert.equal(await reader.closed.catch((e) => e), reason);
  assert.equal(await writer.closed.catch((e) => e), reason);
});
