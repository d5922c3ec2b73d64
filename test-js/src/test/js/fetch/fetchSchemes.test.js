// fetch() of what needs no network (Fetch §4.3, §6).
const read = async (url, init) => {
  const response = await fetch(url, init);
  return [response.status, response.headers.get('content-type'), await response.text()];
};

test('data: URLs', async () => {
  assert.deepEqual(await read('data:,a%20b'), [200, 'text/plain;charset=US-ASCII', 'a b']);
  assert.deepEqual(await read('data:text/html;charset=utf-8,%C3%A4#x'), [200, 'text/html;charset=utf-8', '\u00e4']);
  assert.deepEqual(await read('data:;x=y;base64,aGVsbG8'), [200, 'text/plain;x=y', 'hello']);
  assert.deepEqual(await read('data:x/y ; base64 ,aGk='), [200, 'x/y', 'hi']);
  assert.deepEqual(await read('data:,%zz%4'), [200, 'text/plain;charset=US-ASCII', '%zz%4']);
  await assert.rejects(fetch('data:nothing'), TypeError);
  await assert.rejects(fetch('data:;base64,*'), TypeError);
  const response = await fetch('data:,x');
  assert.equal(response.url, 'data:,x');
  assert.equal(response.type, 'basic');
  assert.equal((await fetch('data:,x', { method: 'HEAD' })).body, null);
});

test('blob: URLs, whole and in part', async () => {
  const url = URL.createObjectURL(new Blob(['hello'], { type: 'a/b' }));
  assert.deepEqual(await read(url), [200, 'a/b', 'hello']);
  const part = await fetch(url, { headers: { Range: 'bytes=1-2' } });
  assert.equal(part.status, 206);
  assert.equal(part.headers.get('content-range'), 'bytes 1-2/5');
  assert.equal(part.headers.get('content-length'), '2');
  assert.equal(await part.text(), 'el');
  const range = async (value) => (await fetch(url, { headers: { Range: value } })).text();
  assert.equal(await range('bytes=3-'), 'lo');
  assert.equal(await range('bytes=-2'), 'lo');
  assert.equal(await range('bytes=-9'), 'hello');
  assert.equal(await range('bytes=4-99'), 'o');
  await assert.rejects(range('bytes=5-'), TypeError);
  await assert.rejects(range('bytes=2-1'), TypeError);
  await assert.rejects(range('lines=1-2'), TypeError);
  await assert.rejects(fetch(url, { method: 'POST' }), TypeError);
  URL.revokeObjectURL(url);
  await assert.rejects(fetch(url), TypeError);
});

test('file: URLs', async () => {
  await Bun.write(`${tempDir}/a.json`, '{"a":1}');
  const response = await fetch(`file://${tempDir}/a.json`);
  assert.equal(response.headers.get('content-type').startsWith('application/json'), true);
  assert.equal(response.headers.get('content-length'), '7');
  assert.deepEqual(await response.json(), { a: 1 });
  await assert.rejects(fetch(`file://${tempDir}/missing`), { code: 'ENOENT' });
  await assert.rejects(fetch(`file://${tempDir}`), { code: 'EISDIR' });
});

test('s3: URLs need credentials', async () => {
  for (const name of Object.keys(process.env)) if (/^(S3|AWS)_/.test(name)) delete process.env[name];
  await assert.rejects(fetch('s3://bucket/key'), { name: 'TypeError', code: 'ERR_S3_MISSING_CREDENTIALS' });
});
