const formData = (...entries) => {
  const form = new FormData();
  for (const entry of entries) form.append(...entry);
  return form;
};

test('entries keep their order and are told by every way to iterate', () => {
  const form = formData(['a', '1'], ['b', '2'], ['a', '3']);
  assert.deepEqual([...form], [['a', '1'], ['b', '2'], ['a', '3']]);
  assert.deepEqual([...form.keys()], ['a', 'b', 'a']);
  assert.deepEqual([...form.values()], ['1', '2', '3']);
  const seen = [];
  form.forEach((value, name, owner) => seen.push(value, name, owner === form));
  assert.deepEqual(seen, ['1', 'a', true, '2', 'b', true, '3', 'a', true]);
  assert.equal(FormData.prototype[Symbol.iterator], FormData.prototype.entries);
});

test('set replaces the first and removes the others in place', () => {
  const form = formData(['a', '1'], ['b', '2'], ['a', '3'], ['c', '4']);
  form.set('a', 'x');
  form.set('d', 'y');
  assert.deepEqual([...form], [['a', 'x'], ['b', '2'], ['c', '4'], ['d', 'y']]);
  form.delete('b');
  assert.deepEqual([...form.keys()], ['a', 'c', 'd']);
  assert.equal(form.get('b'), null);
  assert.equal(form.has('c'), true);
});

test('names and texts lose their lone surrogates', () => {
  const form = formData(['\ud800', '\udc00']);
  assert.deepEqual([...form], [['\ufffd', '\ufffd']]);
  assert.equal(form.get('\ud801'), '\ufffd');
});

test('a Blob becomes a File, once', () => {
  const blob = new Blob(['x'], { type: 'text/css' });
  const form = formData(['a', blob], ['b', blob, 'name.css']);
  const file = form.get('a');
  assert.ok(file instanceof File);
  assert.equal(file, form.getAll('a')[0]);
  assert.equal(`${file.name} ${file.type} ${file.size}`, 'blob text/css 1');
  assert.equal(form.get('b').name, 'name.css');
});

test('a File stays the object that it is, unless it is given another name', () => {
  class Own extends File {}
  const file = new Own(['x'], 'a.txt', { type: 'text/plain', lastModified: 123 });
  const form = formData(['a', file], ['b', file, 'b.txt']);
  assert.equal(form.get('a'), file);
  const renamed = form.get('b');
  assert.equal(`${renamed.name} ${renamed.type} ${renamed.lastModified}`, 'b.txt text/plain 123');
  assert.equal(renamed instanceof Own, false);
});

test('what Bun.file gives is known by its name without its folders', async () => {
  await Bun.write(`${tempDir}/deep/er/upload.txt`, 'content');
  const form = formData(['a', Bun.file(`${tempDir}/deep/er/upload.txt`)], ['b', Bun.file(`${tempDir}/deep/er/upload.txt`), 'other']);
  assert.equal(form.get('a').name, 'upload.txt');
  assert.equal(form.get('b').name, 'other');
  assert.equal(await form.get('a').text(), 'content');
});

test('arguments are checked as Web IDL says', () => {
  const form = new FormData();
  assert.throws(() => new FormData(null), TypeError);
  assert.throws(() => new FormData('x'), TypeError);
  assert.throws(() => new FormData(undefined, {}), TypeError);
  assert.throws(() => form.append('a'), TypeError);
  assert.throws(() => form.append('a', 'b', 'name'), TypeError);
  assert.throws(() => form.set('a', 'b', undefined), TypeError);
  assert.throws(() => form.append(Symbol('a'), 'b'), TypeError);
  assert.throws(() => FormData.prototype.get.call({}, 'a'), TypeError);
  assert.throws(() => FormData(), TypeError);
  assert.equal([...form].length, 0);
});

test('console.log shows names and values', () => {
  assert.equal(Bun.inspect(formData(['a', '1'], ['b', '2'], ['a', '3'])), "FormData { a: [ '1', '3' ], b: '2' }");
});

test('a script that patches Array and Object is not noticed', () => {
  const names = ['push', 'splice', 'slice', 'indexOf', Symbol.iterator];
  const saved = names.map((name) => Array.prototype[name]);
  for (const name of names) Array.prototype[name] = () => { throw new Error('patched'); };
  let result;
  try {
    const form = new FormData();
    form.append('a', '1');
    form.append('b', '2');
    form.set('a', '3');
    form.delete('b');
    const iterator = form.entries();
    result = iterator.next().value[1] + form.getAll('a').length + iterator.next().done;
  } finally {
    for (let i = 0; i < names.length; i++) Array.prototype[names[i]] = saved[i];
  }
  assert.equal(result, '31true');
});

test('entries are removed without asking arrays for their species', () => {
  let seen;
  const { constructor } = Array.prototype;
  Array.prototype.constructor = { [Symbol.species]: function Species() { return (seen = []); } };
  const form = new FormData();
  try {
    form.append('a', '1');
    form.append('b', '2');
    form.delete('a');
  } finally {
    Array.prototype.constructor = constructor;
  }
  assert.equal(seen, undefined);
  assert.deepEqual([...form.keys()], ['b']);
});
