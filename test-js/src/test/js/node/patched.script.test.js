// Scripts may replace what builtins are made of, and give all objects new properties.
test('node:path and node:fs/promises do not notice a script that patches intrinsics', async () => {
  const { default: path } = await import('node:path');
  const { default: fs } = await import('node:fs/promises');
  const bad = () => { throw new Error('called'); };
  const places = [
    [Array.prototype, Symbol.iterator], [Array.prototype, 'push'], [Array.prototype, 'join'], [String.prototype, 'slice'],
    [String.prototype, 'split'], [String.prototype, 'indexOf'], [String.prototype, 'lastIndexOf'], [RegExp.prototype, 'exec'],
    [Promise.prototype, 'then'],
  ];
  const saved = places.map(([object, key]) => object[key]);
  let joined, relative, made, read;
  for (let i = 0; i < places.length; i++) places[i][0][places[i][1]] = bad;
  Object.prototype.recursive = true;
  Object.prototype.encoding = 'hex';
  Object.prototype.flag = 'q';
  try {
    joined = path.join('a', '..', 'b');
    relative = path.relative('/a/b', '/a/c');
    made = fs.mkdir(`${tempDir}/x/y`, '755');
    read = fs.readFile(`${tempDir}/none`);
  } finally {
    for (let i = 0; i < places.length; i++) places[i][0][places[i][1]] = saved[i];
    delete Object.prototype.recursive;
    delete Object.prototype.encoding;
    delete Object.prototype.flag;
  }
  assert.equal(joined, 'b');
  assert.equal(relative, '../c');
  // At once: whichever fails first has to have somebody who handles it.
  await Promise.all([
    assert.rejects(made, { code: 'ENOENT', syscall: 'mkdir' }),
    assert.rejects(read, { code: 'ENOENT', syscall: 'open' }),
  ]);
});

test('the promise of a file that is written in pieces is not asked for its then', async () => {
  const { default: fs } = await import('node:fs/promises');
  const { then } = Promise.prototype;
  let asked = 0;
  let over = false;
  async function* pieces() {
    yield 'a';
    Promise.prototype.then = function (...handlers) {
      asked++;
      return then.apply(this, handlers);
    };
    yield 'b';
  }
  try {
    const written = fs.writeFile(`${tempDir}/pieces`, pieces());
    Promise.prototype.then = function (...handlers) {
      asked++;
      return then.apply(this, handlers);
    };
    await written;
    over = true;
  } finally {
    Promise.prototype.then = then;
  }
  assert.ok(over);
  assert.equal(asked, 0);
  assert.equal(await fs.readFile(`${tempDir}/pieces`, 'utf8'), 'ab');
});
