import * as module from 'bun';

const at = (name) => `${tempDir}/${name}`;
const put = async (name, data) => {
  await Bun.write(at(name), data);
  return at(name);
};

test('a file is a Blob', async () => {
  const file = Bun.file(await put('a.txt', 'héllo'));
  assert.ok(file instanceof Blob);
  assert.equal(file.size, 6);
  assert.equal(await file.text(), 'héllo');
  assert.deepEqual(await file.bytes(), new TextEncoder().encode('héllo'));
  assert.equal((await file.arrayBuffer()).transfer().byteLength, 6);
  assert.equal(await new Response(file).text(), 'héllo');
  let text = '';
  for await (const chunk of file.stream()) text += new TextDecoder().decode(chunk, { stream: true });
  assert.equal(text, 'héllo');
  text = '';
  for await (const chunk of file.textStream()) text += chunk;
  assert.equal(text, 'héllo');
});

test('name, type and lastModified', async () => {
  const path = await put('page.HTML', '<p>');
  const before = Date.now() + 5000;
  const file = Bun.file(path);
  assert.equal(file.name, path);
  assert.equal(file.type, 'text/html;charset=utf-8');
  assert.ok(file.lastModified > before - 3_600_000 && file.lastModified < before);
  assert.equal(Bun.file('x').type, 'application/octet-stream');
  assert.equal(Bun.file('.html').type, 'application/octet-stream');
  assert.equal(Bun.file('a.b/c').type, 'application/octet-stream');
  assert.equal(Bun.file('a.tar.gz').type, 'application/gzip');
  assert.equal(Bun.file('a.json').type, 'application/json;charset=utf-8');
  assert.equal(Bun.file('a.png', { type: 'Image/X' }).type, 'image/x');
});

test('a path, a file: URL and a file: URL as text name the same file', async () => {
  const path = await put('a b#c.txt', 'there');
  const url = new URL(`file://${path.replace(' ', '%20').replace('#', '%23')}?q#h`);
  assert.equal(await Bun.file(url).text(), 'there');
  assert.equal(await Bun.file(url.href).text(), 'there');
  assert.equal(Bun.file(url).name, path);
  assert.equal(await Bun.write(url, 'new'), 3);
  assert.equal(await Bun.file(path).text(), 'new');
});

test('what names no file is refused at once', () => {
  const refused = [
    [undefined, 'ERR_INVALID_ARG_TYPE'], [null, 'ERR_INVALID_ARG_TYPE'], [{}, 'ERR_INVALID_ARG_TYPE'], ['', 'ERR_INVALID_ARG_VALUE'],
    ['a\0b', 'ERR_INVALID_ARG_VALUE'], ['file:///a%00b', 'ERR_INVALID_ARG_VALUE'], ['file://elsewhere/a', 'ERR_INVALID_FILE_URL_HOST'],
    [new URL('http://a/b'), 'ERR_INVALID_URL_SCHEME'], ['file:///%ff', 'ERR_INVALID_FILE_URL_PATH'],
  ];
  for (const [path, code] of refused) assert.throws(() => Bun.file(path), { name: 'TypeError', code });
  for (const fd of [-1, 1.5, NaN, 2 ** 31]) assert.throws(() => Bun.file(fd), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
});

test('a file that is missing', async () => {
  const path = at('missing');
  const file = Bun.file(path);
  assert.equal(file.size, 0);
  assert.equal(file.lastModified, 0);
  assert.equal(await file.exists(), false);
  const missing = (syscall) => {
    const message = `ENOENT: no such file or directory, ${syscall} '${path}'`;
    return { name: 'Error', code: 'ENOENT', errno: -2, syscall, path, message };
  };
  for (const read of ['text', 'json', 'bytes', 'arrayBuffer']) await assert.rejects(file[read](), missing('open'));
  await assert.rejects(async () => { for await (const _ of file.stream()); }, missing('open'));
  await assert.rejects(file.stat(), missing('stat'));
  await assert.rejects(file.delete(), missing('unlink'));
  await assert.rejects(Bun.write(at('copy'), file), missing('open'));
  assert.equal(await Bun.file(at('copy')).exists(), false);
  await assert.rejects(new Blob(['<', file, '>']).text(), missing('open'));
});

test('a folder is no file', async () => {
  const file = Bun.file(tempDir);
  assert.equal(await file.exists(), false);
  assert.ok((await file.stat()).isDirectory());
  for (const read of ['text', 'bytes']) await assert.rejects(file[read](), { code: 'EISDIR', errno: -21, path: tempDir });
  await assert.rejects(async () => { for await (const _ of file.stream()); }, { code: 'EISDIR' });
  await assert.rejects(Bun.write(tempDir, 'x'), { code: 'EISDIR', path: tempDir });
  await assert.rejects(file.delete(), { code: 'EISDIR', syscall: 'unlink' });
  await assert.rejects(Bun.file(1).delete(), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(Bun.file(`${await put('plain', 'x')}/below`).text(), { code: 'ENOTDIR' });
});

test('stat() tells what the system knows', async () => {
  const file = Bun.file(await put('s', '12345'));
  const stat = await file.stat();
  assert.equal(stat.size, 5);
  assert.ok(stat.isFile() && !stat.isDirectory() && !stat.isSymbolicLink() && !stat.isFIFO() && !stat.isSocket());
  assert.equal(stat.mode & 0o170000, 0o100000);
  assert.ok(stat.mtime instanceof Date);
  assert.equal(stat.mtime.getTime(), Math.floor(stat.mtimeMs));
  assert.equal(stat.nlink, 1);
  assert.equal(stat.blksize, 4096);
  assert.equal(stat.blocks, 8);
  assert.equal((await Bun.file(await put('s0', '')).stat()).blocks, 0);
  assert.equal((await Bun.file(await put('s2', 'x'.repeat(4097))).stat()).blocks, 16);
});

test('delete() and unlink() delete', async () => {
  for (const name of ['delete', 'unlink']) {
    const file = Bun.file(await put('d', 'x'));
    assert.equal(await file[name](), undefined);
    assert.equal(await file.exists(), false);
  }
});

test('json() and formData()', async () => {
  assert.deepEqual(await Bun.file(await put('a.json', '{"a":1}')).json(), { a: 1 });
  await assert.rejects(Bun.file(await put('b.json', '{')).json(), SyntaxError);
  const path = await put('form', 'a=1&b=%20');
  const form = await Bun.file(path, { type: 'application/x-www-form-urlencoded' }).formData();
  assert.deepEqual([...form], [['a', '1'], ['b', ' ']]);
  await assert.rejects(Bun.file(path).formData(), { name: 'TypeError', code: 'ERR_FORMDATA_PARSE_ERROR' });
});

test('a slice of a file costs nothing and is exact', async () => {
  const file = Bun.file(await put('digits', '0123456789'));
  assert.equal(await file.slice(2, 5).text(), '234');
  assert.equal(file.slice(2, 5).size, 3);
  assert.equal(await file.slice(-3).text(), '789');
  assert.equal(await file.slice(-3, -1).text(), '78');
  assert.equal(await file.slice(8, 100).text(), '89');
  assert.equal(file.slice(8, 100).size, 2);
  assert.equal(await file.slice(20).text(), '');
  assert.equal(await file.slice(2, 8).slice(1, -1).text(), '3456');
  assert.equal(await file.slice(2).slice(3).text(), '56789');
  assert.deepEqual(await file.slice(1, 3).bytes(), new Uint8Array([49, 50]));
  let streamed = '';
  for await (const chunk of file.slice(4, 7).stream()) streamed += new TextDecoder().decode(chunk);
  assert.equal(streamed, '456');
  assert.equal(file.slice(0, 1).name, file.name);
  assert.equal(file.slice('text/x').type, 'text/x');
  assert.equal(file.slice(1, 'text/x').type, 'text/x');
  for (let i = 0; i < 10_000; i++) Bun.file('no such file').slice(i, i + 1);
});

test('a Blob has the bytes of a file among its parts as they are when it is read', async () => {
  const path = await put('part', 'one');
  const blob = new Blob(['<', Bun.file(path), '|', Bun.file(path).slice(1, 2), '>']);
  assert.equal(await blob.text(), '<one|n>');
  assert.equal(blob.size, 7);
  await Bun.write(path, 'longer');
  assert.equal(await blob.text(), '<longer|o>');
  assert.equal(blob.size, 10);
  assert.equal(await blob.slice(1, 5).text(), 'long');
  let streamed = '';
  for await (const chunk of blob.stream()) streamed += new TextDecoder().decode(chunk);
  assert.equal(streamed, '<longer|o>');
  assert.equal(await new Blob([Bun.file(path)]).text(), 'longer');
});

test('a file that has grown or shrunk is read as it is now', async () => {
  const path = await put('grows', 'ab');
  const file = Bun.file(path);
  const rest = file.slice(1);
  assert.equal(file.size, 2);
  assert.equal(rest.size, 1);
  await Bun.write(path, 'abcdefgh');
  assert.equal(file.size, 8);
  assert.equal(await file.text(), 'abcdefgh');
  assert.equal(await rest.text(), 'bcdefgh');
  assert.equal((await file.stat()).size, 8);
  await Bun.write(path, 'x');
  assert.equal(file.size, 1);
  assert.equal(await file.text(), 'x');
  assert.equal(await rest.text(), '');
});

test('a file that is cut or grows while a stream reads it ends in order', async () => {
  const path = await put('changes', new Uint8Array(3_000_000));
  const cut = Bun.file(path).stream().getReader();
  assert.ok((await cut.read()).value.length > 0);
  await Bun.write(path, 'short');
  let rest = 0;
  for (;;) {
    const { value, done } = await cut.read();
    if (done) break;
    rest += value.length;
  }
  assert.ok(rest < 3_000_000);
});

test('bytes that are no UTF-8 read as U+FFFD', async () => {
  const path = await put('latin1', new Uint8Array([0x61, 0xe9, 0x62]));
  assert.equal(await Bun.file(path).text(), 'a\ufffdb');
  assert.equal(await Bun.file(await put('bom', '\ufeffx')).text(), 'x');
});

test('files of the system that say they are empty are read to their end', async () => {
  assert.match(await Bun.file('/proc/self/status').text(), /^Name:/);
  assert.equal(await Bun.file('/dev/null').text(), '');
});

test('a file can be cloned', async () => {
  const file = structuredClone(Bun.file(await put('c.txt', 'abc')).slice(1));
  assert.equal(await file.text(), 'bc');
  assert.equal(file.type, 'text/plain;charset=utf-8');
  assert.ok(await file.exists());
});

test('the module "bun" exports what the global Bun has', () => {
  assert.equal(module.default, Bun);
  assert.equal(module.file, Bun.file);
  assert.equal(module.write, Bun.write);
  assert.equal(module.stdout, Bun.stdout);
  for (const name of Object.keys(Bun)) assert.equal(module[name], Bun[name], name);
});

test('where permission is missing the code says so', async () => {
  const path = await put('locked', 'secret');
  await Bun.write(`${path}.none`, 'secret', { mode: 0 });
  // The superuser may read it all the same.
  const code = await Bun.file(`${path}.none`).text().then(() => 'readable', (error) => error.code);
  assert.match(code, /^(EACCES|readable)$/);
  await assert.rejects(Bun.write('/proc/version', 'x'), { name: 'Error', code: /^(EACCES|EPERM|EIO)$/, path: '/proc/version' });
});
