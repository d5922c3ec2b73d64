const url = 'http://example.com/';
const post = (body, init) => new Request(url, { method: 'POST', body, ...init });

test('a request has the defaults of the standard', () => {
  const request = new Request('http://example.com/a b?c#d');
  assert.equal(request.url, 'http://example.com/a%20b?c#d');
  assert.equal(request.method, 'GET');
  assert.equal(request.destination, '');
  assert.equal(request.referrer, 'about:client');
  assert.equal(request.referrerPolicy, '');
  assert.equal(request.mode, 'cors');
  assert.equal(request.credentials, 'same-origin');
  assert.equal(request.cache, 'default');
  assert.equal(request.redirect, 'follow');
  assert.equal(request.integrity, '');
  assert.equal(request.keepalive, false);
  assert.equal(request.duplex, 'half');
  assert.equal(request.body, null);
  assert.equal(request.signal.aborted, false);
  assert.equal(request.signal, request.signal);
});

test('options are taken from init, and from a request that is copied', () => {
  const options = {
    cache: 'no-store', credentials: 'include', integrity: 'sha', keepalive: true, mode: 'same-origin', redirect: 'manual',
    referrer: 'http://example.com/r', referrerPolicy: 'origin',
  };
  const request = new Request(url, options);
  for (const name of Object.keys(options)) assert.equal(request[name], options[name], name);
  const copy = new Request(request);
  for (const name of Object.keys(options)) assert.equal(copy[name], options[name], name);
  assert.equal(new Request(url, { referrer: '' }).referrer, '');
  for (const name of ['cache', 'credentials', 'mode', 'redirect', 'referrerPolicy', 'duplex', 'priority']) {
    assert.throws(() => new Request(url, { [name]: 'nonsense' }), TypeError);
  }
  assert.throws(() => new Request(url, { mode: 'navigate' }), TypeError);
  assert.throws(() => new Request(url, { cache: 'only-if-cached' }), TypeError);
  assert.throws(() => new Request(url, { window: {} }), TypeError);
});

test('a URL that is none is refused, with a code', () => {
  assert.throws(() => new Request('/a'), { name: 'TypeError', code: 'ERR_INVALID_URL', message: /'\/a' is not a valid URL/ });
  assert.throws(() => new Request('http://u:p@a/'), TypeError);
  assert.throws(() => new Request(), TypeError);
  assert.equal(new Request(new URL('http://a/b')).url, 'http://a/b');
  assert.equal(new Request({ toString: () => 'http://a/c' }).url, 'http://a/c');
});

test('a program may give relative URLs a base', () => {
  globalThis.location = { href: 'http://example.com/a/b' };
  try {
    assert.equal(new Request('c').url, 'http://example.com/a/c');
    assert.equal(new Request('', { referrer: 'http://other.example/' }).referrer, 'about:client');
    assert.equal(Response.redirect('/x').headers.get('location'), 'http://example.com/x');
  } finally {
    delete globalThis.location;
  }
});

test('methods are normalized as the standard does, patch is not', () => {
  const methodOf = (method) => new Request(url, { method }).method;
  assert.deepEqual(['get', 'Post', 'hEAD', 'put', 'delete', 'options'].map(methodOf), ['GET', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']);
  assert.deepEqual(['patch', 'Foo'].map(methodOf), ['patch', 'Foo']);
  for (const method of ['', 'a b', 'connect', 'TRACE', 'Track']) assert.throws(() => methodOf(method), TypeError);
});

test('GET and HEAD take no body', () => {
  assert.throws(() => new Request(url, { body: 'x' }), TypeError);
  assert.throws(() => new Request(url, { method: 'HEAD', body: '' }), TypeError);
  assert.throws(() => new Request(post('x'), { method: 'GET' }), TypeError);
  assert.equal(new Request(url, { body: null }).body, null);
});

test('a stream as the body needs duplex, a generator does not', async () => {
  assert.throws(() => post(new ReadableStream()), TypeError);
  assert.equal(post(new ReadableStream(), { duplex: 'half' }).duplex, 'half');
  assert.equal(await post(async function* () { yield 'a'; yield 'b'; }).text(), 'ab');
});

test('a request made of another takes its body away', async () => {
  const first = post('x', { headers: { a: 'b' } });
  const second = new Request(first);
  assert.equal(first.bodyUsed, true);
  assert.equal(second.bodyUsed, false);
  assert.equal(second.headers.get('a'), 'b');
  assert.equal(second.headers.get('content-type'), 'text/plain;charset=UTF-8');
  assert.equal(await second.text(), 'x');
  await assert.rejects(first.text(), { code: 'ERR_BODY_ALREADY_USED' });
  assert.throws(() => new Request(first), { name: 'TypeError', code: 'ERR_BODY_ALREADY_USED' });
  assert.equal(await new Request(first, { body: 'y' }).text(), 'y');
});

test('a stream body moves too, and its stream is locked', async () => {
  const stream = new ReadableStream({ start(c) { c.enqueue('a'); c.enqueue('b'); c.close(); } });
  const first = post(stream, { duplex: 'half' });
  const second = new Request(first);
  assert.equal(first.body, stream);
  assert.equal(stream.locked, true);
  assert.equal(first.bodyUsed, true);
  assert.notEqual(second.body, stream);
  assert.equal(await second.text(), 'ab');
});

test('a body that fails to be replaced stays as it was', async () => {
  const request = post('x');
  assert.throws(() => new Request(request, { method: 'a b' }), TypeError);
  assert.equal(request.bodyUsed, false);
  assert.equal(await request.text(), 'x');
});

test('the signal follows that of init and that of a request that is copied', () => {
  const controller = new AbortController();
  const request = new Request(url, { signal: controller.signal });
  assert.notEqual(request.signal, controller.signal);
  const copy = new Request(request);
  const clone = request.clone();
  const late = new Request(url, { signal: controller.signal });
  let heard = 0;
  request.signal.addEventListener('abort', () => heard++);
  copy.signal.addEventListener('abort', () => heard++);
  clone.signal.addEventListener('abort', () => heard++);
  controller.abort('enough');
  assert.equal(heard, 3);
  assert.equal(request.signal.reason, 'enough');
  assert.equal(late.signal.aborted, true);
  assert.equal(late.signal.reason, 'enough');
  assert.equal(new Request(url, { signal: null }).signal.aborted, false);
  assert.equal(new Request(request, { signal: null }).signal.aborted, false);
  assert.throws(() => new Request(url, { signal: {} }), TypeError);
});

test('headers of init replace those of the request', () => {
  const request = new Request(url, { headers: { a: '1', b: '2' } });
  assert.deepEqual([...new Request(request, { headers: { c: '3' } }).headers], [['c', '3']]);
  const copy = new Request(request);
  copy.headers.set('a', '9');
  assert.equal(request.headers.get('a'), '1');
});

test('a body of init keeps a content type that the copied request has', () => {
  const request = post('x');
  assert.equal(new Request(request, { body: new URLSearchParams('a=b') }).headers.get('content-type'), 'text/plain;charset=UTF-8');
});

test('cloning a request clones its body', async () => {
  const request = post('x', { headers: { a: 'b' } });
  const clone = request.clone();
  assert.equal(clone.url, request.url);
  assert.equal(clone.method, 'POST');
  assert.equal(clone.headers.get('a'), 'b');
  assert.equal(await request.text(), 'x');
  assert.equal(await clone.text(), 'x');
  assert.throws(() => request.clone(), { name: 'TypeError', code: 'ERR_BODY_ALREADY_USED' });
});

test('members of init are read in the order of their names', () => {
  const log = [];
  new Request(url, new Proxy({}, { get: (_, key) => { log.push(key); return undefined; } }));
  assert.deepEqual(log, [...log].sort());
  assert.ok(log.includes('signal') && log.includes('headers'));
});

test('console shows a request', () => {
  assert.match(Bun.inspect(post('x')), /^Request \{[^]*method: 'POST'[^]*url: 'http:\/\/example.com\/'/);
});

test('an init that says anything says anew where a request comes from', () => {
  const original = new Request('http://a/', { referrerPolicy: 'origin' });
  assert.equal(new Request(original).referrerPolicy, 'origin');
  assert.equal(new Request(original, {}).referrerPolicy, 'origin');
  assert.equal(new Request(original, { method: 'POST' }).referrerPolicy, '');
});

test('keepalive of the request that is copied does not go with a stream either', () => {
  const original = new Request('http://a/', { keepalive: true });
  assert.throws(() => new Request(original, { method: 'POST', body: new ReadableStream(), duplex: 'half' }), TypeError);
});
