// fetch over HTTP/2, and proxies that are spoken to by TLS.
const pem = (name) => Bun.file(new URL(`../../../../../native-bridge/src/test/resources/tls/${name}`, import.meta.url)).text();
const [key, cert, ca] = await Promise.all(['localhost.key', 'localhost.pem', 'ca.pem'].map(pem));
const tls = { ca };

const large = new Blob(['seven'.repeat(600_000)]);
const answer = async (request) => {
  const { pathname } = new URL(request.url);
  if (pathname === '/large') return new Response(large);
  if (pathname === '/slow') return new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(1)) }));
  const { headers } = request;
  const seen = { url: request.url, host: headers.get('host'), credentials: headers.get('proxy-authorization'), x: headers.get('x') };
  return Response.json({ ...seen, text: await request.text() });
};
const server = Bun.serve({ port: 0, tls: { key, cert }, fetch: answer });
const at = (path, { port } = server) => `https://localhost:${port}${path}`;
const json = async (path, init = {}) => (await fetch(at(path), { tls, ...init })).json();

test('what a secure server offers is taken, unless a program says which', async () => {
  const { url, host } = await json('/a?b');
  assert.equal(url, at('/a?b'));
  assert.equal(host, `localhost:${server.port}`);
  for (const protocol of ['http2', 'h2', 'http1.1', 'h1']) assert.equal((await json('/', { protocol })).url, at('/'));
  await assert.rejects(fetch(at('/'), { tls, protocol: 'http3' }), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
});

test('a server without HTTP/2 is an error where nothing else will do', async () => {
  const old = Bun.serve({ port: 0, tls: { key, cert }, http2: false, fetch: answer });
  await assert.rejects(fetch(at('/', old), { tls, protocol: 'http2' }), { name: 'TypeError', code: 'ERR_HTTP2_UNSUPPORTED' });
  assert.equal((await fetch(at('/', old), { tls })).status, 200);
  await old.stop(true);
});

test('in the clear HTTP/2 is spoken if a program knows that the server does', async () => {
  const clear = Bun.serve({ port: 0, fetch: answer });
  assert.equal((await (await fetch(clear.url, { protocol: 'http2', method: 'POST', body: 'hello' })).json()).text, 'hello');
  await clear.stop(true);
});

test('bodies of all kinds go both ways', async () => {
  assert.equal((await json('/', { method: 'POST', body: 'text' })).text, 'text');
  assert.equal((await json('/', { method: 'POST', body: new Blob(['x'.repeat(200_000)]) })).text.length, 200_000);
  let left = 5;
  const body = new ReadableStream({ pull: (c) => (left-- > 0 ? c.enqueue(new TextEncoder().encode('abc')) : c.close()) });
  assert.equal((await json('/', { method: 'POST', body, duplex: 'half' })).text, 'abcabcabcabcabc');
  const bytes = await (await fetch(at('/large'), { tls })).bytes();
  assert.equal(bytes.length, 3_000_000);
  assert.equal(bytes[2_999_999], 'n'.charCodeAt(0));
});

test('three hundred at a time are answered, while as many bodies wait for readers', async () => {
  const unread = await Promise.all(Array.from({ length: 20 }, () => fetch(at('/large'), { tls })));
  const all = await Promise.all(Array.from({ length: 300 }, (_, i) => json(`/${i}`)));
  assert.equal(all[299].url, at('/299'));
  assert.equal((await unread[19].bytes()).length, 3_000_000);
  for (const { bodyUsed, body } of unread) if (!bodyUsed) await body.cancel();
});

test('an abort ends the one and not the others', async () => {
  const controller = new AbortController();
  const slow = await fetch(at('/slow'), { tls, signal: controller.signal });
  const other = json('/other');
  controller.abort(new Error('enough'));
  await assert.rejects(slow.text(), { message: 'enough' });
  assert.equal((await other).url, at('/other'));
});

test('a proxy is spoken to by TLS, and told what is for it alone', async () => {
  const url = `https://me:secret@localhost:${server.port}`;
  const seen = await (await fetch('http://somewhere.test/a', { proxy: { url, headers: { X: '1' }, tls } })).json();
  assert.equal(seen.host, 'somewhere.test');
  assert.equal(seen.x, '1');
  assert.equal(seen.credentials, `Basic ${btoa('me:secret')}`);
  const headers = { 'Proxy-Authorization': 'Bearer x' };
  assert.equal((await (await fetch('http://somewhere.test/a', { proxy: { url, headers, tls } })).json()).credentials, 'Bearer x');
  await assert.rejects(fetch('http://somewhere.test/', { proxy: url }), { name: 'TypeError', code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  const other = 'socks5://me:secret@localhost:1';
  const error = await assert.rejects(fetch('http://somewhere.test/', { proxy: other }), { code: 'ERR_INVALID_ARG_VALUE' });
  assert.ok(!error.message.includes('secret'));
  await assert.rejects(fetch('http://somewhere.test/', { proxy: { url, tls: 1 } }), { code: 'ERR_INVALID_ARG_TYPE' });
});
