const events = ['loadstart', 'progress', 'load', 'abort', 'error', 'loadend'];

const read = (start) => new Promise((resolve) => {
  const reader = new FileReader();
  const seen = [];
  for (const type of events) reader.addEventListener(type, () => seen.push(type));
  reader.addEventListener('loadend', () => resolve({ reader, seen }));
  start(reader);
});

test('a Blob is read as text, bytes, a data URL and a binary string', async () => {
  const blob = new Blob(['é!'], { type: 'text/plain' });
  const { reader, seen } = await read((r) => r.readAsText(blob));
  assert.equal(reader.result, 'é!');
  assert.deepEqual(seen, ['loadstart', 'progress', 'load', 'loadend']);
  assert.equal((await read((r) => r.readAsArrayBuffer(blob))).reader.result.byteLength, 3);
  assert.equal((await read((r) => r.readAsDataURL(blob))).reader.result, 'data:text/plain;base64,w6kh');
  assert.equal((await read((r) => r.readAsBinaryString(blob))).reader.result, '\xc3\xa9!');
});

test('a file that is not there ends in error', async () => {
  const { reader, seen } = await read((r) => r.readAsText(Bun.file(`${tempDir}/missing`)));
  assert.equal(reader.error.name, 'NotFoundError');
  assert.equal(reader.result, null);
  assert.deepEqual(seen, ['error', 'loadend']);
});

test('FileReaderSync reads at once, files too', async () => {
  const reader = new FileReaderSync();
  const blob = new Blob(['\ufeffé'], { type: 'a/b' });
  assert.equal(reader.readAsText(blob), 'é');
  assert.equal(reader.readAsText(blob, 'latin1'), 'é');
  assert.equal(reader.readAsText(blob.slice(3), 'latin1'), 'Ã©');
  assert.equal(reader.readAsArrayBuffer(blob).transfer().byteLength, 5);
  assert.equal(reader.readAsDataURL(blob.slice(3, 5, 'a/b')), 'data:a/b;base64,w6k=');
  const path = `${tempDir}/sync`;
  await Bun.write(path, 'abc');
  assert.equal(reader.readAsBinaryString(Bun.file(path).slice(1)), 'bc');
  assert.throws(() => reader.readAsText(Bun.file(`${tempDir}/missing`)), { name: 'NotFoundError' });
  assert.throws(() => reader.readAsText(Bun.file(tempDir)), { name: 'NotReadableError' });
  assert.throws(() => reader.readAsText('abc'), TypeError);
});

test('abort() ends a read at once, without a result', async () => {
  const { reader, seen } = await read((r) => {
    r.readAsText(new Blob(['x']));
    r.addEventListener('loadstart', () => r.abort());
  });
  assert.equal(reader.readyState, FileReader.DONE);
  assert.equal(reader.result, null);
  assert.deepEqual(seen, ['loadstart', 'abort', 'loadend']);
});
