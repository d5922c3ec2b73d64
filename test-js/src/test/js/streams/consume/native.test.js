// Streams that know where their bytes are, read whole: the static and the native way, and what makes a script stream of one.
const path = fixture('lines.txt');
const file = () => Bun.file(path);
const memory = (content = 'aé') => new Blob([content]).stream();
const whole = await file().text();

test('a stream of a Blob in memory answers at once, without a stream', () => {
  assert.equal(Bun.peek(memory().text()), 'aé');
  assert.deepEqual(Bun.peek(memory().bytes()), Uint8Array.of(0x61, 0xc3, 0xa9));
  assert.deepEqual(Bun.peek(memory('[1]').json()), [1]);
}, { ways: ['Blob static', 'Blob static', 'Blob static'] });

test('every Bun.readableStreamTo of a Blob in memory is static, but for ToArray, which wants the chunks', async () => {
  assert.equal(Bun.peek.status(Bun.readableStreamToText(memory())), 'fulfilled');
  assert.equal(Bun.peek.status(Bun.readableStreamToBytes(memory())), 'fulfilled');
  assert.equal(Bun.peek.status(Bun.readableStreamToArrayBuffer(memory())), 'fulfilled');
  assert.equal(Bun.peek.status(Bun.readableStreamToBlob(memory())), 'fulfilled');
  assert.equal(Bun.peek.status(Bun.readableStreamToJSON(memory('1'))), 'fulfilled');
  assert.deepEqual(await Bun.readableStreamToArray(memory()), [Uint8Array.of(0x61, 0xc3, 0xa9)]);
}, { ways: [...Array(5).fill('Blob static'), 'JavaScript script: each chunk is wanted'] });

test('what a static way gives is real: its buffer can be transferred, and writing to it changes no Blob', async () => {
  const blob = new Blob(['abc']);
  const bytes = await blob.stream().bytes();
  bytes[0] = 0;
  assert.equal(await blob.text(), 'abc');
  assert.equal(bytes.buffer.transfer().byteLength, 3);
});

test('a stream of a slice is its slice', async () => {
  assert.equal(await new Blob(['0123456789']).slice(2, 5).stream().text(), '234');
  assert.equal(await file().slice(1, 4).stream().text(), whole.slice(1, 4));
}, { ways: ['Blob static', 'File native'] });

test('a file is gathered by Java', async () => {
  assert.equal(await file().stream().text(), whole);
  assert.deepEqual(await file().stream().bytes(), new TextEncoder().encode(whole));
  assert.equal((await file().stream().blob()).size, whole.length);
  assert.equal((await Bun.readableStreamToArrayBuffer(file().stream())).byteLength, whole.length);
}, { ways: Array(4).fill('File native') });

test('a file stream is locked while Java reads, used after it, and at its end', async () => {
  const stream = file().stream();
  const text = stream.text();
  assert.equal(stream.locked, true);
  assert.throws(() => stream.getReader(), { code: 'ERR_INVALID_STATE' });
  assert.throws(() => stream.tee(), { code: 'ERR_INVALID_STATE' });
  await assert.rejects(stream.cancel(), { code: 'ERR_INVALID_STATE' });
  await assert.rejects(stream.text(), { code: 'ERR_INVALID_STATE' });
  await text;
  assert.equal(stream.locked, false);
  await assert.rejects(stream.text(), { code: 'ERR_INVALID_STATE' });
  const reader = stream.getReader({ mode: 'byob' });
  assert.deepEqual(await reader.read(new Uint8Array(1)), { value: new Uint8Array(0), done: true });
  reader.releaseLock();
  for await (const chunk of stream) assert.fail(`a chunk of ${chunk.length} bytes`);
}, { ways: ['File native'] });

test('a stream of memory is at its end once it was read', async () => {
  const stream = memory();
  await stream.text();
  assert.equal(stream.locked, false);
  assert.equal((await stream.getReader().read()).done, true);
  await assert.rejects(memory('{').json(), SyntaxError);
});

test('a file that is not there, or is a folder, rejects and errors the stream', async () => {
  const missing = Bun.file(`${tempDir}/missing`).stream();
  const error = await assert.rejects(missing.text(), { code: 'ENOENT', syscall: 'open', path: `${tempDir}/missing` });
  assert.equal(await assert.rejects(missing.getReader().read()), error);
  await assert.rejects(Bun.file(tempDir).stream().bytes(), { code: 'EISDIR' });
}, { ways: ['File native: it failed', 'File native: it failed'] });

test('getReader() makes a script stream of it', async () => {
  for (const make of [memory, () => file().stream()]) {
    const stream = make();
    stream.getReader().releaseLock();
    assert.ok((await stream.text()).length > 0);
  }
}, { ways: Array(2).fill('JavaScript script: getReader() has made a script stream of it') });

test('a stream whose reader has read is used', async () => {
  const stream = file().stream();
  const reader = stream.getReader();
  await reader.read();
  reader.releaseLock();
  await assert.rejects(stream.text(), { code: 'ERR_INVALID_STATE' });
}, { ways: [] });

test('tee() and pipeThrough() make script streams of it', async () => {
  const [one, two] = file().stream().tee();
  assert.equal(await one.text(), whole);
  assert.equal(await two.text(), whole);
  assert.equal(await memory().pipeThrough(new TransformStream()).text(), 'aé');
}, {
  ways: [
    'JavaScript script: its chunks come from a script',
    'JavaScript script: its chunks come from a script',
    'JavaScript script: it is the readable side of a TransformStream',
  ],
});

test('a cancelled stream is used', async () => {
  const stream = file().stream();
  await stream.cancel();
  await assert.rejects(stream.text(), { code: 'ERR_INVALID_STATE' });
  assert.equal(stream.locked, false);
});

test('a transferred stream is locked here and arrives there', async () => {
  const stream = memory();
  const arrived = structuredClone(stream, { transfer: [stream] });
  assert.equal(stream.locked, true);
  await assert.rejects(stream.text(), { code: 'ERR_INVALID_STATE' });
  assert.equal(await arrived.text(), 'aé');
});

test('a stream that nobody reads opens nothing', () => {
  const stream = Bun.file(`${tempDir}/missing`).stream();
  assert.equal(stream.locked, false);
}, { ways: [] });

test('patched intrinsics are not noticed', async () => {
  const saved = {
    then: Promise.prototype.then,
    set: Object.getPrototypeOf(Uint8Array.prototype).set,
    parse: JSON.parse,
    iterator: Array.prototype[Symbol.iterator],
  };
  const broken = () => { throw new Error('patched'); };
  const blob = memory('1');
  const results = [];
  const keep = async (promise) => { results.push(await promise); };
  Promise.prototype.then = broken;
  Object.getPrototypeOf(Uint8Array.prototype).set = broken;
  JSON.parse = broken;
  Array.prototype[Symbol.iterator] = broken;
  let all;
  try {
    all = [
      keep(blob.json()),
      keep(file().stream().text()),
      keep(new ReadableStream({ start(c) { c.enqueue('2'); c.close(); } }).json()),
      keep(new ReadableStream({ type: 'direct', pull(c) { c.write('3'); c.end(); } }).json()),
    ];
  } finally {
    Promise.prototype.then = saved.then;
    Object.getPrototypeOf(Uint8Array.prototype).set = saved.set;
    JSON.parse = saved.parse;
    Array.prototype[Symbol.iterator] = saved.iterator;
  }
  await Promise.all(all);
  assert.deepEqual(results.toSorted(), [1, 2, 3, whole]);
});

test('a byte order mark behind an empty string begins the text all the same', async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue('');
      controller.enqueue(new Uint8Array([0xef, 0xbb, 0xbf, 0x61]));
      controller.close();
    },
  });
  assert.equal(await new Response(stream).text(), 'a');
});
