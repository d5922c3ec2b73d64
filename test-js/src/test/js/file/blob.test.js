const bytesOf = (...numbers) => new Uint8Array(numbers);

test('a Blob is made of strings, buffers, views and Blobs, one after the other', async () => {
  const view = new Uint8Array([9, 66, 67, 9]).subarray(1, 3);
  const blob = new Blob(['A', view, new Uint8Array([68]).buffer, new DataView(new Uint8Array([69, 70]).buffer, 1), new Blob(['G', 'é'])]);
  assert.equal(blob.size, 8);
  assert.equal(await blob.text(), 'ABCDFGé');
});

test('a Blob keeps the bytes that a buffer had when it was made', async () => {
  const bytes = bytesOf(1, 2, 3);
  const alone = new Blob([bytes]);
  const among = new Blob([bytes, 'x']);
  bytes.fill(9);
  assert.deepEqual(await alone.bytes(), bytesOf(1, 2, 3));
  assert.deepEqual(await among.bytes(), bytesOf(1, 2, 3, 120));
});

test('what a Blob in memory hands out belongs to the script', async () => {
  const blob = new Blob([bytesOf(1, 2, 3)]);
  (await blob.bytes()).fill(9);
  new Uint8Array(await blob.arrayBuffer()).fill(9);
  for await (const chunk of blob.stream()) chunk.fill(9);
  assert.deepEqual(await blob.bytes(), bytesOf(1, 2, 3));
});

test('its buffers are real: they can be transferred', async () => {
  const blob = new Blob(['abc']);
  assert.equal((await blob.arrayBuffer()).transfer().byteLength, 3);
  assert.equal((await blob.bytes()).buffer.transfer(10).byteLength, 10);
  assert.equal(structuredClone(await blob.bytes(), {}).length, 3);
});

test('lone surrogates become U+FFFD', async () => {
  assert.deepEqual(await new Blob(['\ud800']).bytes(), bytesOf(0xef, 0xbf, 0xbd));
  assert.equal(await new Blob(['a\udc00', 'b']).text(), 'a\ufffdb');
  // Each part is a string of its own: two halves in two parts are two lone surrogates.
  assert.equal(await new Blob(['\ud83d', '\ude00']).text(), '\ufffd\ufffd');
});

test('text() takes off a byte order mark, bytes() keeps it', async () => {
  const blob = new Blob(['\ufeffa']);
  assert.equal(await blob.text(), 'a');
  assert.equal((await blob.bytes()).length, 4);
  assert.equal(await new Blob(['\ufeff', 'a\ufeff']).text(), 'a\ufeff');
});

test('malformed UTF-8 reads as U+FFFD', async () => {
  assert.equal(await new Blob([bytesOf(0x61, 0xff, 0x62)]).text(), 'a\ufffdb');
  assert.equal(await new Blob([bytesOf(0xe2, 0x82)]).text(), '\ufffd');
});

test('json() parses, or rejects with a SyntaxError', async () => {
  assert.deepEqual(await new Blob(['{"a":[1]}']).json(), { a: [1] });
  assert.ok((await assert.rejects(new Blob(['{']).json(), SyntaxError)) instanceof SyntaxError);
  await assert.rejects(new Blob([]).json(), SyntaxError);
});

test('line endings become those of the system only when asked for', async () => {
  const text = 'a\rb\r\nc\nd\r\r\n';
  assert.equal(await new Blob([text]).text(), text);
  assert.equal(await new Blob([text, '\r'], { endings: 'native' }).text(), 'a\nb\nc\nd\n\n\n');
  assert.equal(await new Blob([new TextEncoder().encode(text)], { endings: 'native' }).text(), text);
  assert.throws(() => new Blob([], { endings: 'NATIVE' }), TypeError);
});

test('the type is in lower case, and empty where a character is none of a type', () => {
  const typeOf = (type) => new Blob([], { type }).type;
  assert.equal(typeOf('Text/PLAIN;charset=UTF-8'), 'text/plain;charset=utf-8');
  assert.equal(typeOf('te\u00e9t/plain'), '');
  assert.equal(typeOf('a\tb'), '');
  assert.equal(typeOf(null), 'null');
  assert.equal(new Blob().type, '');
  assert.equal(new Blob(['a'], { type: 'a/b' }).slice().type, '');
  assert.equal(new Blob(['a']).slice(0, 1, 'X/Y').type, 'x/y');
});

test('parts must be an iterable object', () => {
  for (const wrong of [null, 'abc', 5, true, {}]) assert.throws(() => new Blob(wrong), TypeError);
  assert.equal(new Blob(undefined).size, 0);
  assert.equal(new Blob(new Set(['ab', 'c'])).size, 3);
  assert.throws(() => new Blob([], 5), TypeError);
  assert.throws(() => Blob([]), TypeError);
});

test('a slice is where the positions say, from either end', async () => {
  const blob = new Blob(['0123', '456', '789']);
  const cases = [
    [[], '0123456789'], [[3], '3456789'], [[3, 5], '34'], [[-3], '789'], [[-3, -1], '78'], [[0, -11], ''], [[-20, 2], '01'], [[5, 3], ''],
    [[11], ''], [[2, 100], '23456789'], [[NaN, 1], '0'], [[1.2, 2.4], '1'], [[1.5, 3.5], '23'], [[undefined, 1], '0'],
    [[1, undefined], '123456789'],
  ];
  for (const [positions, text] of cases) {
    const slice = blob.slice(...positions);
    assert.equal(await slice.text(), text, `slice(${positions})`);
    assert.equal(slice.size, text.length);
  }
});

test('a slice of a slice, and of one made of slices', async () => {
  const blob = new Blob(['abcdefghij']).slice(2, 9);
  assert.equal(await blob.slice(1, -1).text(), 'defgh');
  assert.equal(await new Blob([blob.slice(0, 2), '-', blob.slice(-2)]).slice(1, 4).text(), 'd-h');
});

test('a stream of a Blob gives its bytes, to a default and to a BYOB reader', async () => {
  const blob = new Blob([bytesOf(1, 2), bytesOf(3, 4, 5)]).slice(1);
  const seen = [];
  for await (const chunk of blob.stream()) seen.push(...chunk);
  assert.deepEqual(seen, [2, 3, 4, 5]);
  const reader = blob.stream().getReader({ mode: 'byob' });
  const { value } = await reader.read(new Uint8Array(3), { min: 3 });
  assert.deepEqual(value, bytesOf(2, 3, 4));
  assert.notEqual(blob.stream(), blob.stream());
});

test('textStream() is a stream of strings, with no character cut in two', async () => {
  const text = 'é'.repeat(100_000);
  let seen = '';
  for await (const chunk of new Blob(['\ufeff', text]).textStream()) {
    assert.equal(typeof chunk, 'string');
    seen += chunk;
  }
  assert.equal(seen, text);
});

test('methods called on anything else throw or reject with a TypeError', async () => {
  const { prototype } = Blob;
  assert.throws(() => prototype.size, TypeError);
  assert.throws(() => prototype.slice.call({}), TypeError);
  assert.throws(() => prototype.stream.call({}), TypeError);
  for (const name of ['text', 'bytes', 'arrayBuffer', 'json', 'formData']) await assert.rejects(prototype[name].call({}), TypeError);
});

test('a Blob of many parts is quick to slice and exact', async () => {
  const parts = Array.from({ length: 2000 }, (_, i) => `${i},`);
  const blob = new Blob(parts);
  const text = parts.join('');
  assert.equal(blob.size, text.length);
  assert.equal(await blob.slice(5000, 5020).text(), text.slice(5000, 5020));
});

test('structuredClone of a Blob and a File has the bytes, the type, the name and the time', async () => {
  const blob = structuredClone(new Blob(['abcdef'], { type: 'a/b' }).slice(1, 4, 'c/d'));
  assert.ok(blob instanceof Blob);
  assert.equal(blob.type, 'c/d');
  assert.equal(await blob.text(), 'bcd');
  const { file } = structuredClone({ file: new File(['x'], 'n.txt', { type: 't/u', lastModified: 5 }) });
  assert.ok(file instanceof File);
  assert.deepEqual([file.name, file.type, file.lastModified, await file.text()], ['n.txt', 't/u', 5, 'x']);
});

test('a File has a name and a time, and is a Blob', async () => {
  const before = Date.now();
  const file = new File(['a', 'b'], 'dir/n\ud800.txt', { type: 'Text/Plain' });
  assert.ok(file instanceof Blob);
  assert.equal(file.name, 'dir/n\ufffd.txt');
  assert.equal(file.type, 'text/plain');
  assert.ok(file.lastModified >= before && file.lastModified <= Date.now());
  assert.equal(new File([], '', { lastModified: -1.5 }).lastModified, -1);
  assert.equal(file.slice() instanceof File, false);
  assert.throws(() => new File([]), TypeError);
  assert.throws(() => Object.getOwnPropertyDescriptor(File.prototype, 'name').get.call(new Blob()), TypeError);
});

test('a Blob is shown by its size and type', () => {
  assert.equal(Bun.inspect(new Blob(['ab'], { type: 'x/y' })).replaceAll(/\s+/g, ' '), "Blob { size: 2, type: 'x/y' }");
});
