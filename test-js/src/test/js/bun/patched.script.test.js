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
