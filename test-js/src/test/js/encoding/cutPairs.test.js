// A pair of surrogates that lies in two texts is one character, whatever takes them; half a pair without its other half is U+FFFD.
const parts = ['a\ud83d', '', '\ude00b', '\ud83d', new Uint8Array([0x63]), '\ude00', '\ud83d\ud83d', '\ude00', '\ud83d'];
const whole = 'a😀b\ufffdc\ufffd\ufffd😀\ufffd';
const bytes = new TextEncoder().encode(whole);
const path = `${tempDir}/pairs`;
const file = Bun.file(path);

const standard = () => new ReadableStream({ start(c) { for (const part of parts) c.enqueue(part); c.close(); } });
const direct = () => new ReadableStream({ type: 'direct', pull(c) { for (const part of parts) c.write(part); c.end(); } });
const slow = async function* () { for (const part of parts) { yield part; await Bun.sleep(0); } };

test('file.writer()', async () => {
  const writer = file.writer();
  let written = 0;
  for (const part of parts) written += await writer.write(part);
  await writer.end();
  assert.equal(await file.text(), whole);
  assert.equal(written, bytes.length - 3, 'the last half is written by end()');
});

test('a flush between the halves leaves the first to be completed', async () => {
  const writer = file.writer();
  assert.equal(writer.write('x\ud83d'), 1);
  assert.equal(await writer.flush(), 1);
  assert.equal(writer.write('\ude00'), 4);
  assert.equal(await writer.flush(), 4);
  await writer.end();
  assert.equal(await file.text(), 'x😀');
});

test('Bun.write of streams, also into a slice', async () => {
  for (const make of [standard, direct, slow]) {
    assert.equal(await Bun.write(path, new Response(make === slow ? slow : make())), bytes.length);
    assert.equal(await file.text(), whole);
  }
  await Bun.write(path, '.'.repeat(40));
  await Bun.write(file.slice(1, 1 + bytes.length), standard());
  assert.equal(await file.text(), `.${whole}${'.'.repeat(39 - bytes.length)}`);
});

test('what does not fit into a slice is told of, also where it is half a pair', async () => {
  await Bun.write(path, '.'.repeat(10));
  const halves = () => new ReadableStream({ start(c) { c.enqueue('a\ud83d'); c.enqueue('\ude00'); c.close(); } });
  assert.equal(await Bun.write(file.slice(0, 5), halves()), 5);
  await assert.rejects(Bun.write(file.slice(0, 4), halves()), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  const half = () => new ReadableStream({ start(c) { c.enqueue('a\ud83d'); c.close(); } });
  assert.equal(await Bun.write(file.slice(0, 4), half()), 4);
  await assert.rejects(Bun.write(file.slice(0, 3), half()), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
});

test('Bun.ArrayBufferSink, also by pieces', () => {
  for (const stream of [false, true]) {
    const sink = new Bun.ArrayBufferSink();
    sink.start({ asUint8Array: true, stream });
    const all = [];
    for (const part of parts) {
      sink.write(part);
      const flushed = sink.flush();
      if (stream) all.push(...flushed);
    }
    all.push(...sink.end());
    assert.deepEqual(Uint8Array.from(all), bytes, `stream: ${stream}`);
  }
});

test('a direct stream or a generator that is read whole, or by a reader whose chunks cut the text', async () => {
  for (const body of [direct, slow]) {
    const make = () => new Response(body === slow ? slow : body());
    assert.equal(await make().text(), 'a😀b\ud83dc\ude00\ud83d😀\ud83d', 'a text stays as it is');
    assert.deepEqual(await make().bytes(), bytes);
    const all = [];
    for await (const chunk of make().body) all.push(...chunk);
    assert.deepEqual(Uint8Array.from(all), bytes);
  }
});

test('the body of a request that fetch() sends', async () => {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', async fetch(request) { return new Response(await request.bytes()); } });
  for (const make of [standard, direct, slow]) {
    const body = make === slow ? slow() : make();
    const response = await fetch(server.url, { method: 'POST', body, duplex: 'half' });
    assert.deepEqual(await response.bytes(), bytes, make.name);
  }
  await server.stop(true);
});

test('TextEncoderStream', async () => {
  const texts = ReadableStream.from(parts.filter((part) => typeof part === 'string'));
  assert.equal(await texts.pipeThrough(new TextEncoderStream()).text(), 'a😀b😀\ufffd😀\ufffd');
});
