// Which way bodies take to their readers, and that nothing is made on the way that nobody asked for.
const bytes = new TextEncoder().encode('{"a":1}');
await Bun.write(`${tempDir}/a`, 'x');

test('what is in memory is read without a stream', async () => {
  await new Response('x').text();
  await new Response('x').bytes();
  await new Response(bytes).json();
  await new Response(bytes).arrayBuffer();
  await new Response(bytes).blob();
  await new Response('').text();
  await new Response(new Blob(['x'])).text();
  await new Request('http://a/', { method: 'POST', body: 'x' }).text();
}, {
  ways: [
    'String static', 'String static', 'Bytes static', 'Bytes static', 'Bytes static', 'Empty static', 'Blob static', 'String static',
  ],
});

test('a stream of what is in memory is seen through', async () => {
  await new Response(new Blob(['x']).stream()).text();
  await new Response(new Response('x').body).text();
  const response = new Response('x');
  await new Response(response.body).bytes();
  const looked = new Response(bytes);
  assert.equal(looked.body, looked.body);
  await looked.text();
}, { ways: ['Blob static', 'Blob static', 'Blob static', 'Blob static'] });

test('files are read in Java', async () => {
  await new Response(Bun.file(`${tempDir}/a`)).text();
  await new Response(Bun.file(`${tempDir}/a`).stream()).text();
  const response = new Response(Bun.file(`${tempDir}/a`));
  assert.equal(response.body.locked, false);
  await response.text();
  await assert.rejects(new Response(Bun.file(`${tempDir}/missing`)).text(), { code: 'ENOENT' });
}, { ways: ['File native', 'File native', 'File native', 'File native: failed: ENOENT'] });

test('clones of what is made of a Blob are no script streams', async () => {
  const response = new Response(new Blob(['x']));
  assert.ok(response.body);
  const clone = response.clone();
  await response.text();
  await clone.text();
}, { ways: ['Blob static', 'Blob static'] });

test('a moved body is read as it would have been', async () => {
  const request = new Request('http://a/', { method: 'POST', body: new Blob(['x']).stream(), duplex: 'half' });
  assert.equal(await new Request(request).text(), 'x');
}, { ways: ['Blob static'] });

test('streams of scripts are read by scripts', async () => {
  await new Response(new ReadableStream({ start(c) { c.enqueue('a'); c.close(); } })).text();
}, { ways: ['JavaScript script'] });
