// pipeThrough() of bytes that Java has, by way of a coder, to where Java wants them: JavaScript stands aside, and nobody can tell.
const text = 'still waters run deep '.repeat(20000);
const path = `${tempDir}/file`;
await Bun.write(path, text);
const gzip = async (blob, format = 'gzip') => new Blob([await blob.stream().pipeThrough(new CompressionStream(format)).bytes()]);
const zipped = await gzip(new Blob([text]));

test('a file is compressed and decompressed in Java', async () => {
  const small = await Bun.file(path).stream().pipeThrough(new CompressionStream('brotli')).bytes();
  await Bun.write(`${path}.br`, small);
  assert.ok(small.length < 1000);
  assert.equal(await Bun.file(`${path}.br`).stream().pipeThrough(new DecompressionStream('brotli')).text(), text);
}, { ways: ['Bytes native', 'Blob native', 'Bytes native'] });

test('a Blob in memory too', async () => {
  assert.equal(await zipped.stream().pipeThrough(new DecompressionStream('gzip')).text(), text);
}, { ways: ['Bytes native'] });

test('one coder may follow another', async () => {
  const stream = Bun.file(path).stream();
  const chain = stream.pipeThrough(new CompressionStream('zstd')).pipeThrough(new DecompressionStream('zstd'));
  assert.equal(await chain.text(), text);
}, { ways: ['Bytes native'] });

test('a Response of it, and what is moved out of that, stay native', async () => {
  const open = () => zipped.stream().pipeThrough(new DecompressionStream('gzip'));
  assert.equal(await new Response(open()).text(), text);
  const request = new Request('http://a/', { method: 'POST', body: open(), duplex: 'half' });
  assert.equal(await new Request(request).text(), text);
}, { ways: ['Bytes native', 'Bytes native'] });

test('from file to file', async () => {
  await Bun.write(`${path}.gz`, new Response(Bun.file(path).stream().pipeThrough(new CompressionStream('gzip'))));
  await Bun.write(`${path}.again`, new Response(Bun.file(`${path}.gz`).stream().pipeThrough(new DecompressionStream('gzip'))));
  assert.equal(await Bun.file(`${path}.again`).text(), text);
}, { ways: ['Bytes native', 'Bytes native', 'File native'] });

test('whoever looks at the stream gets that of the standard', async () => {
  const transform = new DecompressionStream('gzip');
  const stream = zipped.stream().pipeThrough(transform);
  assert.equal(stream, transform.readable);
  assert.throws(() => stream.getReader({ mode: 'byob' }), TypeError);
  let length = 0;
  for await (const chunk of stream) length += chunk.length;
  assert.equal(length, text.length);
  assert.equal(transform.writable.locked, false);
  await transform.writable.getWriter().closed;
}, { ways: [] });

test('both ends are locked at once, and the source is not read before', () => {
  const source = Bun.file(`${path}.missing`).stream();
  const transform = new DecompressionStream('gzip');
  const stream = source.pipeThrough(transform);
  assert.deepEqual([source.locked, transform.writable.locked, stream.locked], [true, true, false]);
  assert.throws(() => source.getReader(), TypeError);
  assert.throws(() => transform.writable.getWriter(), TypeError);
});

test('a tee and a cancel begin the pipe that is wanted', async () => {
  const [left, right] = zipped.stream().pipeThrough(new DecompressionStream('gzip')).tee();
  assert.equal(await left.text(), text);
  assert.equal(await right.text(), text);
  const transform = new DecompressionStream('gzip');
  await zipped.stream().pipeThrough(transform).cancel('enough');
});

test('errors are the same in Java and in JavaScript', async () => {
  const cut = zipped.slice(0, -3);
  const read = async (stream) => { for await (const _ of stream); };
  for (const consume of [read, (stream) => stream.text()]) {
    const error = await assert.rejects(consume(cut.stream().pipeThrough(new DecompressionStream('gzip'))), TypeError);
    assert.equal(error.code, 'Z_BUF_ERROR');
    const missing = Bun.file(`${path}.missing`).stream().pipeThrough(new CompressionStream('gzip'));
    assert.equal((await assert.rejects(consume(missing))).code, 'ENOENT');
  }
});

test('options and a transform that somebody has used ask for the ordinary pipe', async () => {
  const used = new CompressionStream('gzip');
  const writer = used.writable.getWriter();
  writer.write(new TextEncoder().encode('before '));
  writer.releaseLock();
  const small = await new Blob(['after']).stream().pipeThrough(used).bytes();
  assert.equal(await new Blob([small]).stream().pipeThrough(new DecompressionStream('gzip')).text(), 'before after');
  const aborted = zipped.stream().pipeThrough(new DecompressionStream('gzip'), { signal: AbortSignal.abort('no') });
  assert.equal(await assert.rejects(aborted.text()), 'no');
}, { ways: [
  'JavaScript script: it is the readable side of a TransformStream', 'Bytes native',
  'JavaScript script: it is the readable side of a TransformStream; it failed',
] });

test('readable and writable of two different streams are piped as they are', async () => {
  const one = new CompressionStream('gzip');
  const other = new CompressionStream('gzip');
  const readable = new Blob([text]).stream().pipeThrough({ readable: one.readable, writable: other.writable });
  assert.equal(readable, one.readable);
  const bytes = await other.readable.bytes();
  assert.equal(await new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip')).text(), text);
});
