// Scripts may replace what builtins are made of, and give all objects new properties.
test('Bun.file and Bun.write do not notice a script that patches intrinsics', async () => {
  const path = `${tempDir}/patched`;
  const blob = new Blob(['a', 'b']);
  const stream = new ReadableStream({ start(controller) { controller.enqueue('abc'); controller.close(); } });
  const bad = () => { throw new Error('called'); };
  const places = [
    [Array.prototype, Symbol.iterator],
    [Array.prototype, 'push'],
    [String.prototype, 'startsWith'],
    [String.prototype, 'slice'],
  ];
  const saved = places.map(([object, key]) => object[key]);
  let written, streamed, sunk;
  for (let i = 0; i < places.length; i++) places[i][0][places[i][1]] = bad;
  Object.prototype.mode = 'bad';
  Object.prototype.atomic = true;
  try {
    written = Bun.write(path, blob);
    streamed = Bun.write(Bun.file(`${path}.stream`), stream);
    const writer = Bun.file(`${path}.sink`).slice(0).writer();
    writer.write('abcd');
    sunk = writer.end();
  } finally {
    for (let i = 0; i < places.length; i++) places[i][0][places[i][1]] = saved[i];
    delete Object.prototype.mode;
    delete Object.prototype.atomic;
  }
  assert.equal(await written, 2);
  assert.equal(await streamed, 3);
  assert.equal(await sunk, 4);
  assert.equal(await Bun.file(`${path}.stream`).text(), 'abc');
});

test('slots are not seen by setters of Object.prototype', async () => {
  const path = `${tempDir}/slots`;
  await Bun.write(path, 'abc');
  const seen = [];
  const names = ['record', 'pairs', 'compiled', 'sink', 'collector', 'source', 'store', 'entries', 'state', 'origin', 'parser'];
  for (const name of names) Object.defineProperty(Object.prototype, name, { set(value) { seen.push(name); }, configurable: true });
  try {
    new URL('http://a/?b=c').searchParams.get('b');
    new URLPattern('http://a/:b').test('http://a/c');
    new Bun.ArrayBufferSink().write('x');
    new FormData().append('a', 'b');
    await new Response(new Blob(['x']).stream()).text();
    await Bun.file(path).stream().getReader().read();
  } finally {
    for (const name of names) delete Object.prototype[name];
  }
  assert.deepEqual(seen, []);
});

test('the length of typed arrays may be patched', async () => {
  const path = `${tempDir}/length`;
  await Bun.write(path, 'abc');
  const TypedArray = Object.getPrototypeOf(Uint8Array);
  const length = Object.getOwnPropertyDescriptor(TypedArray.prototype, 'length');
  let bytes;
  Object.defineProperty(TypedArray.prototype, 'length', { get: () => 0, configurable: true });
  try {
    bytes = await Bun.file(path).stream().bytes();
  } finally {
    Object.defineProperty(TypedArray.prototype, 'length', length);
  }
  assert.equal(bytes.length, 3);
});
