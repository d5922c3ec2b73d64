const names = (headers) => [...headers.keys()];

test('values of a name are combined with a comma and a space', () => {
  const headers = new Headers([['Accept', 'a'], ['aCCept', 'b']]);
  headers.append('ACCEPT', ' c ');
  assert.equal(headers.get('accept'), 'a, b, c');
});

test('set replaces all values of a name and leaves the others where they are', () => {
  const headers = new Headers([['a', '1'], ['b', '2'], ['A', '3']]);
  headers.set('a', '4');
  assert.deepEqual([...headers], [['a', '4'], ['b', '2']]);
  headers.delete('A');
  assert.deepEqual([...headers], [['b', '2']]);
  assert.equal(headers.has('a'), false);
  assert.equal(headers.get('a'), null);
});

test('iteration is sorted by name in lower case, cookies stay apart and in order', () => {
  const headers = new Headers([['X-B', '1'], ['Set-Cookie', 'z=1'], ['a', '2'], ['set-cookie', 'b=2'], ['x-b', '3']]);
  assert.deepEqual([...headers], [['a', '2'], ['set-cookie', 'z=1'], ['set-cookie', 'b=2'], ['x-b', '1, 3']]);
  assert.deepEqual(headers.getSetCookie(), ['z=1', 'b=2']);
  assert.equal(headers.get('set-cookie'), 'z=1, b=2');
  assert.deepEqual(new Headers().getSetCookie(), []);
});

test('iteration is live', () => {
  const headers = new Headers({ b: '1', c: '2' });
  const seen = [];
  for (const [name] of headers) {
    seen.push(name);
    if (name === 'b') headers.append('d', '3');
    if (name === 'c') headers.delete('b');
  }
  assert.deepEqual(seen, ['b', 'c']);
  assert.deepEqual(names(headers), ['c', 'd']);
});

test('an iterator is a Headers Iterator and next asks for one', () => {
  const iterator = new Headers({ a: '1' }).entries();
  assert.equal(Object.prototype.toString.call(iterator), '[object Headers Iterator]');
  assert.equal(iterator[Symbol.iterator](), iterator);
  assert.equal(Headers.prototype[Symbol.iterator], Headers.prototype.entries);
  assert.throws(() => iterator.next.call({}), TypeError);
});

test('forEach calls with value, name and the object', () => {
  const headers = new Headers({ b: '2', a: '1' });
  const calls = [];
  const self = {};
  headers.forEach(function (value, name, object) { calls.push([value, name, object === headers, this === self]); }, self);
  assert.deepEqual(calls, [['1', 'a', true, true], ['2', 'b', true, true]]);
  assert.throws(() => headers.forEach('x'), TypeError);
});

test('no name is forbidden to a server', () => {
  const headers = new Request('http://a/', { headers: { Cookie: 'a', Host: 'b', Origin: 'c', 'Content-Length': '1' } }).headers;
  assert.deepEqual(names(headers), ['content-length', 'cookie', 'host', 'origin']);
  assert.equal(new Response('', { headers: { 'Set-Cookie': 'a=1' } }).headers.get('set-cookie'), 'a=1');
});

test('names and values that cannot be sent are refused', () => {
  const headers = new Headers();
  for (const name of ['', 'a b', 'a:', 'ä', 'a\n', '\0']) assert.throws(() => headers.append(name, 'x'), TypeError);
  for (const value of ['a\nb', 'a\rb', 'a\0b', '\u0100']) assert.throws(() => headers.set('a', value), TypeError);
  assert.throws(() => headers.get('a b'), { name: 'TypeError', message: /'a b' is not a valid header name/ });
  headers.set('a', '\t ü \r\n');
  assert.equal(headers.get('a'), 'ü');
});

test('the value of a header can be of any length', () => {
  const headers = new Headers({ a: 'x'.repeat(1 << 20) });
  assert.equal(headers.get('a').length, 1 << 20);
});

test('headers of an error and of a redirect are immutable', () => {
  for (const { headers } of [Response.error(), Response.redirect('http://a/')]) {
    assert.throws(() => headers.append('a', 'b'), TypeError);
    assert.throws(() => headers.set('a', 'b'), TypeError);
    assert.throws(() => headers.delete('a'), TypeError);
  }
});

test('what is no list of pairs is refused', () => {
  for (const init of [null, 1, 'a', [['a']], [['a', 'b', 'c']], ['ab', 'c'], [1]]) assert.throws(() => new Headers(init), TypeError);
  assert.deepEqual([...new Headers(undefined)], []);
  assert.deepEqual([...new Headers([])], []);
  assert.deepEqual([...new Headers(new Map([['a', 'b']]))], [['a', 'b']]);
});

test('a copy of headers is independent', () => {
  const one = new Headers({ a: '1' });
  const two = new Headers(one);
  two.set('a', '2');
  assert.equal(one.get('a'), '1');
});

test('console shows headers by name', () => {
  assert.equal(Bun.inspect(new Headers({ A: '1' })), "Headers { a: '1' }");
});

test('an adapter of many headers stays quick to iterate', () => {
  const headers = new Headers();
  for (let i = 0; i < 500; i++) headers.append(`x-${i}`, `${i}`);
  let count = 0;
  for (const pair of headers) count += pair.length;
  assert.equal(count, 1000);
});
