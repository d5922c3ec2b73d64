test('is made of strings, pairs, records and others of its kind', () => {
  assert.equal(new URLSearchParams('?a=1&a=2').toString(), 'a=1&a=2');
  assert.equal(new URLSearchParams([['a', 1], new Set(['b', 2])]).toString(), 'a=1&b=2');
  assert.equal(new URLSearchParams({ a: 1, b: undefined }).toString(), 'a=1&b=undefined');
  assert.equal(new URLSearchParams(new URLSearchParams('x=y')).toString(), 'x=y');
  assert.equal(new URLSearchParams(undefined).toString(), '');
  assert.equal(new URLSearchParams(null).toString(), 'null=');
});

test('what is no pair is refused', () => {
  assert.throws(() => new URLSearchParams([['a']]), TypeError);
  assert.throws(() => new URLSearchParams([['a', 'b', 'c']]), TypeError);
  assert.throws(() => new URLSearchParams([1]), TypeError);
  assert.throws(() => new URLSearchParams({ [Symbol.iterator]: 1 }), TypeError);
});

test('keys of a record that become one have the later value', () => {
  assert.deepEqual([...new URLSearchParams({ '\ud800': 'a', b: 'b', '\udbff': 'c' })], [['\ufffd', 'c'], ['b', 'b']]);
});

test('iterators are live', () => {
  const params = new URLSearchParams('a=1&b=2&c=3');
  const seen = [];
  for (const [name] of params) {
    seen.push(name);
    params.delete(name);
  }
  assert.deepEqual(seen, ['a', 'c']);
  assert.equal(params.toString(), 'b=2');
});

test('iterators of a URL see its new query', () => {
  const url = new URL('http://h/?a=1&b=2');
  const names = url.searchParams.keys();
  assert.equal(names.next().value, 'a');
  url.search = '?x=1&y=2&z=3';
  assert.deepEqual([...names], ['y', 'z']);
});

test('every change is seen in the URL', () => {
  const url = new URL('http://h/?b=2&a=1');
  url.searchParams.sort();
  assert.equal(url.search, '?a=1&b=2');
  url.searchParams.set('a', 'ü');
  assert.equal(url.search, '?a=%C3%BC&b=2');
  url.searchParams.delete('b', '3');
  url.searchParams.delete('b', '2');
  assert.equal(url.search, '?a=%C3%BC');
  url.searchParams.delete('a');
  assert.equal(url.href, 'http://h/');
});

test('values come as they were given, however long', () => {
  const params = new URLSearchParams();
  const long = 'ä'.repeat(100000);
  params.append('long', long);
  assert.equal(params.get('long'), long);
  assert.equal(new URLSearchParams(params.toString()).get('long'), long);
  assert.equal(params.get('none'), null);
  assert.deepEqual(params.getAll('none'), []);
});

test('ten thousand pairs are found, counted and iterated', () => {
  const params = new URLSearchParams();
  for (let i = 0; i < 10000; i++) params.append(`n${i % 100}`, i);
  assert.equal(params.size, 10000);
  assert.equal(params.getAll('n7').length, 100);
  assert.equal([...params.values()].length, 10000);
});
