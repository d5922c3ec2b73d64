test('a response without arguments is an empty 200', async () => {
  const response = new Response();
  assert.equal(response.status, 200);
  assert.equal(response.statusText, '');
  assert.equal(response.ok, true);
  assert.equal(response.type, 'default');
  assert.equal(response.url, '');
  assert.equal(response.redirected, false);
  assert.equal(response.body, null);
  assert.deepEqual([...response.headers], []);
});

test('the content type that a body brings is in the headers', async () => {
  const typeOf = (body, init) => new Response(body, init).headers.get('content-type');
  assert.equal(typeOf('x'), 'text/plain;charset=UTF-8');
  assert.equal(typeOf(''), 'text/plain;charset=UTF-8');
  assert.equal(typeOf(new URLSearchParams('a=b')), 'application/x-www-form-urlencoded;charset=UTF-8');
  assert.match(typeOf(new FormData()), /^multipart\/form-data; ?boundary=/);
  assert.equal(typeOf(new Blob(['x'], { type: 'a/b' })), 'a/b');
  assert.equal(typeOf(new Blob(['x'])), null);
  assert.equal(typeOf(new Uint8Array(1)), null);
  assert.equal(typeOf(null), null);
  assert.equal(typeOf('x', { headers: { 'Content-Type': 'a/b' } }), 'a/b');
  assert.equal(typeOf('x', { headers: { a: 'b' } }), 'text/plain;charset=UTF-8');
});

test('a content type that a script deletes does not come back', () => {
  const response = new Response('x');
  response.headers.delete('content-type');
  assert.equal(response.headers.get('content-type'), null);
  assert.equal(response.clone().headers.get('content-type'), null);
});

test('status and statusText are checked', () => {
  for (const status of [0, 100, 102, 199, 600, 1000]) assert.throws(() => new Response(null, { status }), RangeError);
  assert.equal(new Response(null, { status: 101 }).status, 101);
  assert.equal(new Response(null, { status: 599, statusText: 'ä b' }).statusText, 'ä b');
  assert.throws(() => new Response(null, { statusText: 'a\nb' }), TypeError);
  assert.throws(() => new Response(null, { statusText: '\u0100' }), TypeError);
  assert.throws(() => new Response('a', 404), TypeError);
});

test('a status without a body takes none', () => {
  for (const status of [101, 204, 205, 304]) {
    assert.throws(() => new Response('', { status }), TypeError);
    assert.equal(new Response(null, { status }).status, status);
  }
});

test('members of init are read once, in the order of their names', () => {
  const log = [];
  const init = new Proxy({}, { get: (_, key) => { log.push(key); return undefined; } });
  new Response('', init);
  assert.deepEqual(log, ['headers', 'status', 'statusText']);
});

test('Response.json writes what JSON.stringify does', async () => {
  const response = Response.json({ a: [1, 'ü'] }, { status: 201, headers: { b: 'c' } });
  assert.equal(response.status, 201);
  assert.equal(response.headers.get('content-type'), 'application/json');
  assert.equal(response.headers.get('b'), 'c');
  assert.equal(await response.text(), '{"a":[1,"ü"]}');
  assert.throws(() => Response.json(undefined), TypeError);
  assert.throws(() => Response.json(), TypeError);
  assert.throws(() => Response.json(1n), TypeError);
  assert.equal(Response.json({}, { headers: { 'Content-Type': 'a/b' } }).headers.get('content-type'), 'a/b');
});

test('Response.redirect takes statuses of redirects only', () => {
  const response = Response.redirect('http://a/b c', 301);
  assert.equal(response.status, 301);
  assert.equal(response.headers.get('location'), 'http://a/b%20c');
  assert.equal(Response.redirect('http://a/').status, 302);
  for (const status of [200, 300, 304, 400]) assert.throws(() => Response.redirect('http://a/', status), RangeError);
});

test('Response.redirect keeps a relative location, which the client resolves', () => {
  assert.equal(Response.redirect('/login?next=1').headers.get('location'), '/login?next=1');
  assert.throws(() => Response.redirect('http://:a'), TypeError);
});

test('Response.error is a network error', () => {
  const response = Response.error();
  assert.equal(response.type, 'error');
  assert.equal(response.status, 0);
  assert.equal(response.ok, false);
  assert.equal(response.body, null);
});

test('a clone has status, headers and body of its own', async () => {
  const response = new Response('x', { status: 404, statusText: 'no', headers: { a: 'b' } });
  const clone = response.clone();
  clone.headers.set('a', 'c');
  assert.equal(response.headers.get('a'), 'b');
  assert.equal(clone.status, 404);
  assert.equal(clone.statusText, 'no');
  assert.equal(await clone.text(), 'x');
  assert.equal(response.bodyUsed, false);
  assert.equal(await response.text(), 'x');
});

test('getters and methods ask for a response', async () => {
  const getter = (name) => Object.getOwnPropertyDescriptor(Response.prototype, name).get;
  for (const name of ['status', 'ok', 'headers', 'body', 'bodyUsed']) assert.throws(() => getter(name).call({}), TypeError);
  for (const name of ['text', 'json', 'bytes', 'arrayBuffer', 'blob', 'formData']) {
    await assert.rejects(Response.prototype[name].call({}), TypeError);
  }
  assert.throws(() => Response.prototype.textStream.call({}), TypeError);
  assert.throws(() => Response.prototype.clone.call(new Request('http://a/')), TypeError);
});

test('console shows a response without making a stream of its body', async () => {
  const response = new Response('x');
  assert.match(Bun.inspect(response), /^Response \{[^]*status: 200[^]*bodyUsed: false\n\}$/);
  assert.equal(await response.text(), 'x');
});

test('a relative redirect brings no line breaks into the headers', () => {
  assert.equal(Response.redirect('/a\r\nSet-Cookie: x=1').headers.get('location'), '/aSet-Cookie:%20x=1');
  assert.equal(Response.redirect('/\u20ac?\u{1f600}').headers.get('location'), '/%E2%82%AC?%F0%9F%98%80');
});
