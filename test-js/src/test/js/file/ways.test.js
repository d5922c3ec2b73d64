// Which way bytes take is part of the behaviour: a fast path that nobody looks at decays.
const path = `${tempDir}/ways`;
await Bun.write(path, 'of a file');
const drain = async (stream) => { for await (const _ of stream); };

test('a Blob in memory answers with promises that are fulfilled', () => {
  const blob = new Blob(['{', '}']).slice(0, 2);
  for (const kind of ['text', 'json', 'bytes', 'arrayBuffer']) assert.equal(Bun.peek.status(blob[kind]()), 'fulfilled', kind);
}, { ways: ['Blob static', 'Blob static', 'Blob static', 'Blob static'] });

test('a file, and a Blob that has one among its parts, are read in Java', async () => {
  await Bun.file(path).text();
  await Bun.file(path).slice(1, 3).bytes();
  await new Blob(['<', Bun.file(path)]).json().catch(() => {});
}, { ways: ['File native', 'File native', 'File native'] });

test('the streams of Blobs and files are not needed to consume them whole', async () => {
  assert.equal(await new Blob(['ab']).stream().text(), 'ab');
  assert.equal(await Bun.file(path).stream().text(), 'of a file');
  assert.equal(await Bun.file(path).slice(3, 4).stream().text(), 'a');
}, { ways: ['Blob static', 'File native', 'File native'] });

test('Java writes what it can without JavaScript', async () => {
  await Bun.write(`${path}.1`, 'text');
  await Bun.write(`${path}.2`, Bun.file(path));
  await Bun.write(`${path}.3`, Bun.file(path).stream());
  await Bun.write(`${path}.4`, new Response(Bun.file(path)));
  await Bun.write(`${path}.5`, new Blob(['x']).stream());
}, { ways: ['Blob native', 'File native', 'File native', 'File native', 'Blob native'] });

test('the chunks of a script are written one by one, with the reason told', async () => {
  await Bun.write(`${path}.6`, ReadableStream.from(['a']));
}, { ways: ['JavaScript script: its chunks come from a script'] });

test('a stream that is only drained is not counted', () => drain(new Blob(['x']).stream()), { ways: [] });
