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

test('names and values are parsed, also empty, missing and broken ones', () => {
  const pairs = (text) => [...new URLSearchParams(text)].map(([name, value]) => `[${name}=${value}]`).join('');
  assert.equal(pairs('a=1&b&&=&c=%C3%BC+%zz&%FF=x=y'), '[a=1][b=][=][c=ü %zz][\ufffd=x=y]');
  assert.equal(pairs('a=1&b&&=&c=d=e&'), '[a=1][b=][=][c=d=e]');
  assert.equal(pairs('&&'), '');
  assert.equal(pairs('a&b&c=1&d'), '[a=][b=][c=1][d=]');
  assert.equal(pairs('%EF%BB%BFa=+%20'), '[\ufeffa=  ]');
});

test('names without values take no longer the more there are', () => {
  // One look for «=» for each of them would be 40 thousand million steps.
  assert.equal(new URLSearchParams('a&'.repeat(200_000)).size, 200_000);
});

test('set() replaces the first and removes the others', () => {
  const params = new URLSearchParams('a=1&b=2&a=3&c=4&a=5');
  params.set('a', 'x');
  assert.equal(params.toString(), 'a=x&b=2&c=4');
  params.set('d', 'y');
  assert.equal(params.toString(), 'a=x&b=2&c=4&d=y');
});

test('delete() and has() may ask for the value too', () => {
  const params = new URLSearchParams('a=1&b=2&a=3');
  assert.equal(params.has('a', '3'), true);
  assert.equal(params.has('a', '2'), false);
  params.delete('a', '3');
  assert.equal(params.toString(), 'a=1&b=2');
  params.delete('a');
  assert.equal(params.toString(), 'b=2');
});

test('sort() goes by code units and keeps the order of equals', () => {
  const params = new URLSearchParams('\uffe6=1&\u{1f600}=2&z=3&a=4&z=1');
  params.sort();
  assert.deepEqual([...params.keys()], ['a', 'z', 'z', '\u{1f600}', '\uffe6']);
  assert.deepEqual(params.getAll('z'), ['3', '1']);
});

test('what is written is read back', () => {
  const pieces = ['a', '=', '&', '+', '%', '%41', ' ', 'ü', '€', '\u{1f600}', '\0', '\ufeff', '*-._~'];
  let seed = 1;
  const random = (n) => (seed = (seed * 48271) % 0x7fffffff) % n;
  for (let round = 0; round < 500; round++) {
    const params = new URLSearchParams();
    const expected = [];
    for (let n = random(5); n > 0; n--) {
      const text = () => Array.from({ length: random(6) }, () => pieces[random(pieces.length)]).join('');
      const pair = [text(), text()];
      expected.push(pair);
      params.append(...pair);
    }
    assert.deepEqual([...new URLSearchParams(`${params}`)], expected);
    assert.match(`${params}`, /^[\w*.%+=&-]*$/);
  }
});
