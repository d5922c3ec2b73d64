// fetch() over HTTP against a server of this very program.
const gzip = async (text) => new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).bytes();
const encoded = await gzip('hello '.repeat(1000));

const server = Bun.serve({
  port: 0,
  async fetch(request) {
    const url = new URL(request.url);
    switch (url.pathname) {
      case '/echo':
        return Response.json({
          method: request.method,
          headers: Object.fromEntries(request.headers),
          body: await request.text(),
          query: url.search,
        });
      case '/gzip':
        return new Response(encoded, { headers: { 'Content-Encoding': 'gzip' } });
      case '/unknown-coding':
        return new Response('x', { headers: { 'Content-Encoding': 'rot13' } });
      case '/broken-gzip':
        return new Response('this is none', { headers: { 'Content-Encoding': 'gzip' } });
      case '/status':
        return new Response(null, { status: 204, statusText: 'Nothing here' });
      case '/headers': {
        const headers = new Headers({ 'X-One': '1' });
        headers.append('Set-Cookie', 'a=1');
        headers.append('Set-Cookie', 'b=2');
        return new Response('', { headers });
      }
      default:
        return new Response('missing', { status: 404 });
    }
  },
});
const at = (path) => new URL(path, server.url).href;
const echo = async (init) => (await fetch(at('/echo?a=b'), init)).json();

test('a response has what the server has said', async () => {
  const response = await fetch(at('/nothing#fragment'));
  assert.equal(response.status, 404);
  assert.equal(response.ok, false);
  assert.equal(response.type, 'basic');
  assert.equal(response.redirected, false);
  assert.equal(response.url, at('/nothing'));
  assert.equal(response.bodyUsed, false);
  assert.equal(await response.text(), 'missing');
  assert.equal(response.bodyUsed, true);
});

test('the headers of a response are immutable, and Set-Cookie headers stay apart', async () => {
  const { headers } = await fetch(at('/headers'));
  assert.equal(headers.get('x-one'), '1');
  assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2']);
  assert.throws(() => headers.set('a', 'b'), TypeError);
});

test('a status without a body has none', async () => {
  const response = await fetch(at('/status'));
  assert.equal(response.status, 204);
  assert.equal(response.body, null);
  assert.equal((await fetch(at('/echo'), { method: 'HEAD' })).body, null);
});

test('a request says what it takes, unless the script does', async () => {
  const { headers } = await echo();
  assert.equal(headers.accept, '*/*');
  assert.equal(headers['accept-encoding'], 'gzip, deflate, br, zstd');
  assert.equal(headers['user-agent'].startsWith('Sluice/'), true);
  assert.equal(headers.host, new URL(server.url).host);
  const own = await echo({ headers: { accept: 'a/b', 'accept-encoding': 'br', 'user-agent': 'me', host: 'there', cookie: 'a=b' } });
  assert.equal(own.headers.accept, 'a/b');
  assert.equal(own.headers['accept-encoding'], 'br');
  assert.equal(own.headers['user-agent'], 'me');
  assert.equal(own.headers.host, 'there');
  assert.equal(own.headers.cookie, 'a=b');
  assert.equal((await echo({ headers: { range: 'bytes=0-' } })).headers['accept-encoding'], 'identity');
});

test('bodies of all kinds arrive, with their types and lengths', async () => {
  await Bun.write(`${tempDir}/body`, 'of a file');
  const send = (body) => echo({ method: 'POST', body, duplex: 'half' });
  const text = await send('h\u00e9llo');
  assert.equal(text.body, 'h\u00e9llo');
  assert.equal(text.headers['content-type'], 'text/plain;charset=UTF-8');
  assert.equal(text.headers['content-length'], '6');
  assert.equal((await send(new Uint8Array([104, 105]))).body, 'hi');
  assert.equal((await send(new Blob(['a', 'b'], { type: 'x/y' }))).headers['content-type'], 'x/y');
  assert.equal((await send(new URLSearchParams({ a: 'b c' }))).body, 'a=b+c');
  const file = await send(Bun.file(`${tempDir}/body`));
  assert.equal(file.body, 'of a file');
  assert.equal(file.headers['content-length'], '9');
  assert.equal((await send('')).headers['content-length'], '0');
  assert.equal((await echo({ method: 'POST' })).headers['content-length'], '0');
  assert.equal((await echo({ method: 'DELETE' })).headers['content-length'], undefined);
});

test('a stream of a script is sent in chunks as it comes', async () => {
  let pulls = 0;
  const stream = new ReadableStream({
    async pull(controller) {
      await null;
      controller.enqueue(new TextEncoder().encode('abc'));
      if (++pulls === 3) controller.close();
    },
  });
  const sent = await echo({ method: 'POST', body: stream, duplex: 'half' });
  assert.equal(sent.body, 'abcabcabc');
  assert.equal(sent.headers['content-length'], undefined);
  assert.equal(stream.locked, true);
  const generated = await echo({ method: 'POST', async *body() { yield 'x'; yield 'y'; } });
  assert.equal(generated.body, 'xy');
});

test('a stream that fails fails the fetch, and is its cause', async () => {
  const reason = new Error('mine');
  const body = new ReadableStream({ pull() { throw reason; } });
  const error = await fetch(at('/echo'), { method: 'POST', body, duplex: 'half' }).catch((e) => e);
  assert.equal(error instanceof TypeError, true);
  assert.equal(error.cause, reason);
});

test('a Request is used up by its fetch', async () => {
  const request = new Request(at('/echo'), { method: 'PUT', body: 'x', headers: { 'X-A': 'b' } });
  const { method, body, headers } = await (await fetch(request)).json();
  assert.equal(method, 'PUT');
  assert.equal(body, 'x');
  assert.equal(headers['x-a'], 'b');
  assert.equal(request.bodyUsed, true);
  await assert.rejects(fetch(request), TypeError);
});

test('content codings are taken off, unless the script wants what came', async () => {
  const response = await fetch(at('/gzip'));
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  assert.equal((await response.text()).length, 6000);
  assert.deepEqual(await (await fetch(at('/gzip'), { decompress: false })).bytes(), encoded);
  assert.equal(await (await fetch(at('/unknown-coding'))).text(), 'x');
  await assert.rejects((await fetch(at('/broken-gzip'))).text(), TypeError);
});

test('what Java gives is read without JavaScript', async () => {
  await (await fetch(at('/gzip'))).text();
  await (await fetch(at('/gzip'))).bytes();
  await Bun.write(`${tempDir}/copy`, await fetch(at('/gzip')));
  // The server's side is seen too: its answers are bytes.
}, { ways: ['Bytes static', 'Bytes native', 'Bytes static', 'Bytes native', 'Bytes static', 'Bytes native'] });

test('Bun.write writes what the codings hide', async () => {
  await Bun.write(`${tempDir}/copy`, await fetch(at('/gzip')));
  assert.equal(await Bun.file(`${tempDir}/copy`).text(), 'hello '.repeat(1000));
});

test('clones of a response have the same bytes', async () => {
  const response = await fetch(at('/gzip'));
  const clone = response.clone();
  const [a, b] = await Promise.all([response.text(), clone.text()]);
  assert.equal(a, b);
  assert.equal(a.length, 6000);
});

test('many at a time are each answered', async () => {
  const all = await Promise.all(Array.from({ length: 200 }, (_, i) => echo({ method: 'POST', body: `${i}` })));
  assert.deepEqual(all.map(({ body }) => body), Array.from({ length: 200 }, (_, i) => `${i}`));
});

test('what cannot be reached is a TypeError with a cause and a code', async () => {
  const error = await fetch('http://127.0.0.1:1/').catch((e) => e);
  assert.equal(error instanceof TypeError, true);
  assert.equal(error.code, 'ECONNREFUSED');
  assert.equal(error.cause.code, 'ECONNREFUSED');
  assert.equal(error.cause.syscall, 'connect');
  await assert.rejects(fetch('http://no-such-host.invalid/'), { code: 'ENOTFOUND' });
});

test('what is no URL, or has no server behind it, is a TypeError', async () => {
  await assert.rejects(fetch('/relative'), { code: 'ERR_INVALID_URL' });
  await assert.rejects(fetch('http://user:password@localhost/'), TypeError);
  await assert.rejects(fetch('ftp://localhost/'), TypeError);
  await assert.rejects(fetch(), TypeError);
  await assert.rejects(fetch(at('/'), { method: 'GET', body: 'x' }), TypeError);
});

test('integrity is checked before anybody gets the body', async () => {
  const url = 'data:,hello';
  const sha256 = 'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
  assert.equal(await (await fetch(url, { integrity: sha256 })).text(), 'hello');
  assert.equal(await (await fetch(url, { integrity: `sha256-AAAA ${sha256}` })).text(), 'hello');
  await assert.rejects(fetch('data:,other', { integrity: sha256 }), { code: 'ERR_INTEGRITY' });
  // The strongest decides.
  await assert.rejects(fetch(url, { integrity: `${sha256} sha512-AAAA` }), { code: 'ERR_INTEGRITY' });
});

test('Bun.fetch is fetch, and preconnect takes URLs', async () => {
  assert.equal(Bun.fetch, fetch);
  assert.equal(fetch.length, 1);
  fetch.preconnect(at('/'));
  assert.throws(() => fetch.preconnect('nowhere'), { code: 'ERR_INVALID_URL' });
  assert.equal((await fetch(at('/echo'))).status, 200);
});

test('options that are none are refused', async () => {
  await assert.rejects(fetch(at('/'), { proxy: 'socks://x' }), { code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(fetch(at('/'), { tls: 1 }), { code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(fetch(at('/'), { timeout: -1 }), { code: 'ERR_OUT_OF_RANGE' });
});
