test('what cannot be parsed is a TypeError with a code and the input', () => {
  const error = assert.throws(() => new URL('nonsense'), { name: 'TypeError', code: 'ERR_INVALID_URL', input: 'nonsense' });
  assert.match(error.message, /nonsense/);
  assert.throws(() => new URL('/a', 'b'), { code: 'ERR_INVALID_URL', message: /'\/a'.*'b'/ });
  assert.throws(() => new URL(), TypeError);
  assert.throws(() => new URL(Symbol('x')), TypeError);
  assert.throws(() => { new URL('http://h').href = 'x'; }, { code: 'ERR_INVALID_URL' });
});

test('a failed href leaves the URL as it was', () => {
  const url = new URL('http://h/p?a=1');
  const { searchParams } = url;
  assert.throws(() => { url.href = 'x'; }, TypeError);
  assert.equal(url.href, 'http://h/p?a=1');
  assert.equal(searchParams.get('a'), '1');
});

test('searchParams and search follow each other, and the object stays the same', () => {
  const url = new URL('http://h/?a=1');
  const { searchParams } = url;
  searchParams.append('b', 'x y');
  assert.equal(url.search, '?a=1&b=x+y');
  url.search = 'c=%20';
  assert.equal(searchParams.get('c'), ' ');
  assert.equal(url.search, '?c=%20');
  url.href = 'http://other/?d=4#f';
  assert.equal(searchParams.toString(), 'd=4');
  searchParams.delete('d');
  assert.equal(url.href, 'http://other/#f');
  assert.equal(url.searchParams, searchParams);
});

test('arguments are converted in order, each once', () => {
  const seen = [];
  const spy = (name, text) => ({ toString() { seen.push(name); return text; } });
  assert.equal(new URL(spy('url', 'b'), spy('base', 'http://h/a')).href, 'http://h/b');
  assert.deepEqual(seen, ['url', 'base']);
  assert.equal(new URL(new URL('http://h/x'), undefined).href, 'http://h/x');
  assert.equal(URL.canParse('x', null), false);
  assert.equal(URL.parse('/p', 'http://h').href, 'http://h/p');
  assert.equal(URL.parse('x'), null);
});

test('lone surrogates become U+FFFD', () => {
  assert.equal(new URL('http://h/\ud800').pathname, '/%EF%BF%BD');
  const params = new URLSearchParams();
  params.append('\udc00', 'x\ud800');
  assert.equal(params.toString(), '%EF%BF%BD=x%EF%BF%BD');
});

test('getters want a URL', () => {
  const { get } = Object.getOwnPropertyDescriptor(URL.prototype, 'href');
  assert.throws(() => get.call({}), { name: 'TypeError', message: /URL/ });
  assert.throws(() => URL.prototype.toJSON.call(null), TypeError);
  assert.throws(() => URLSearchParams.prototype.get.call(new URL('http://h'), 'a'), TypeError);
});

test('a URL is serialised by JSON and by template literals', () => {
  const url = new URL('http://h/ü');
  assert.equal(JSON.stringify({ url }), '{"url":"http://h/%C3%BC"}');
  assert.equal(`${url}`, 'http://h/%C3%BC');
});

test('setters that cannot apply change nothing and throw nothing', () => {
  const url = new URL('mailto:a@b');
  url.host = 'h';
  url.port = '80';
  url.pathname = '/p';
  url.username = 'me';
  assert.equal(url.href, 'mailto:a@b');
});
