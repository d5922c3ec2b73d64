// Streams of fetch over HTTP/2: pace, aborts and faults of each, on the one connection that they share; and proxies between the two
// versions.
const pem = (name) => Bun.file(new URL(`../../../../../native-bridge/src/test/resources/tls/${name}`, import.meta.url)).text();
const [key, cert, ca] = await Promise.all(['localhost.key', 'localhost.pem', 'ca.pem'].map(pem));
const tls = { ca };
const CHUNK = 65_536;
const ENOUGH = 300;

let produced = 0;
let gone = Promise.withResolvers();
let taken = Promise.withResolvers();
const ports = new Set();
const encoded = await new Response(new Blob(['hello '.repeat(1000)]).stream().pipeThrough(new CompressionStream('gzip'))).bytes();

function endless() {
  produced = 0;
  gone = Promise.withResolvers();
  const { resolve } = gone;
  return new ReadableStream({
    pull(c) {
      if (produced++ < ENOUGH) c.enqueue(new Uint8Array(CHUNK));
      else c.close();
    },
    cancel: () => resolve('cancelled'),
  });
}

async function answer(request, it) {
  const { pathname } = new URL(request.url);
  ports.add(it.requestIP(request).port);
  switch (pathname) {
    case '/endless':
      return new Response(endless());
    case '/silent':
      gone = Promise.withResolvers();
      request.signal.addEventListener('abort', () => gone.resolve('aborted'));
      taken.resolve();
      return new Promise(() => {});
    case '/broken': {
      let left = 3;
      return new Response(new ReadableStream({
        async pull(c) {
          await Bun.sleep(1);
          if (left-- > 0) c.enqueue(new Uint8Array(10));
          else c.error(new Error('mine'));
        },
      }), { headers: request.headers.has('x-length') ? { 'Content-Length': '1000' } : {} });
    }
    case '/gzip':
      return new Response(encoded, { headers: { 'Content-Encoding': 'gzip', Connection: 'x-hop', 'X-Hop': '1' } });
    case '/unread': {
      const reader = request.body.getReader();
      await reader.read();
      taken.resolve();
      await new Promise((resolve) => { gone.resolve = resolve; });
      let length = 0;
      for (let step = await reader.read(); !step.done; step = await reader.read()) length += step.value.length;
      return new Response(`${length}`);
    }
    case '/headers':
      return new Response('', { headers: { 'Keep-Alive': 'x', TE: 'x', Trailer: 'x', Upgrade: 'x', 'Proxy-Connection': 'x', 'X-A': 'b' } });
    case '/refuse':
      return new Response('too much', { status: 413 });
    default:
      return new Response(`${(await request.bytes()).length}`);
  }
}

const server = Bun.serve({ port: 0, tls: { key, cert }, development: false, fetch: answer });
const at = (path, { port } = server) => `https://localhost:${port}${path}`;
const get = (path, init) => fetch(at(path), { tls, protocol: 'http2', ...init });

/** How often something has happened once it does not happen any more: ten looks in a row see the same. */
async function settled(count) {
  let last = -1;
  for (let same = 0; same < 10;) {
    await Bun.sleep(20);
    same = count() === last ? same + 1 : 0;
    last = count();
  }
  return last;
}

test('a reader that has stopped holds up its own stream, and nobody beside it', async () => {
  ports.clear();
  const { body } = await get('/endless');
  const reader = body.getReader();
  await reader.read();
  const held = await settled(() => produced);
  assert.ok(held < ENOUGH / 2, `${held} chunks were made for who reads none`);
  const upload = { method: 'POST', body: new Uint8Array(100_000) };
  for (let i = 0; i < 20; i++) assert.equal(await (await get('/', upload)).text(), '100000');
  assert.equal(ports.size, 1);
  let length = 0;
  for (let step = await reader.read(); !step.done; step = await reader.read()) length += step.value.length;
  assert.ok(length > (ENOUGH - 20) * CHUNK);
});

test('an upload waits for who does not read it', async () => {
  gone = Promise.withResolvers();
  taken = Promise.withResolvers();
  let made = 0;
  const body = new ReadableStream({ pull: (c) => (made++ < ENOUGH ? c.enqueue(new Uint8Array(CHUNK)) : c.close()) });
  const sent = get('/unread', { method: 'POST', body, duplex: 'half' });
  await taken.promise;
  const held = await settled(() => made);
  assert.ok(held < ENOUGH / 2, `${held} chunks were asked for`);
  assert.equal(await (await get('/')).text(), '0');
  gone.resolve();
  assert.ok(Number(await (await sent).text()) > (ENOUGH - 20) * CHUNK);
});

test('an abort reaches the handler, and the connection stands', async () => {
  await (await get('/')).text();
  ports.clear();
  taken = Promise.withResolvers();
  const controller = new AbortController();
  const silent = get('/silent', { signal: controller.signal });
  await taken.promise;
  controller.abort();
  await assert.rejects(silent, { name: 'AbortError' });
  assert.equal(await gone.promise, 'aborted');
  const read = (await get('/endless')).body.getReader();
  await read.read();
  await read.cancel();
  assert.equal(await gone.promise, 'cancelled');
  assert.equal(await (await get('/')).text(), '0');
  assert.equal(ports.size, 1);
});

test('a body that breaks off is an error, with a length or without', async () => {
  for (const headers of [{}, { 'X-Length': '1' }]) {
    const response = await get('/broken', { headers });
    assert.equal(response.status, 200);
    await assert.rejects(response.text(), { name: 'TypeError', code: 'ERR_HTTP2_STREAM_ERROR' });
    const { body } = await get('/broken', { headers });
    await assert.rejects((async () => { for await (const _ of body); })(), { code: 'ERR_HTTP2_STREAM_ERROR' });
  }
});

test('an answer that comes before the end of the body ends it', async () => {
  let cancelled = false;
  const body = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(CHUNK)), cancel() { cancelled = true; } });
  const response = await get('/refuse', { method: 'POST', body, duplex: 'half' });
  assert.equal(response.status, 413);
  assert.equal(await response.text(), 'too much');
  while (!cancelled) await Bun.sleep(1);
});

test('a server says nothing of what would be another connection, in either version', async () => {
  for (const protocol of ['http1.1', 'http2']) {
    const { headers } = await get('/headers', { protocol });
    assert.deepEqual([...headers.keys()].sort(), ['content-length', 'content-type', 'date', 'x-a']);
  }
});

test('timeouts end one stream', async () => {
  await (await get('/')).text();
  ports.clear();
  await assert.rejects(get('/silent', { timeout: { head: 20 } }), { name: 'TypeError', code: 'ETIMEDOUT' });
  await assert.rejects(get('/silent', { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
  assert.equal(await (await get('/')).text(), '0');
  assert.equal(ports.size, 1);
});

test('keepalive: false does not part with a connection that others share', async () => {
  await (await get('/')).text();
  ports.clear();
  assert.equal(await (await get('/', { keepalive: false })).text(), '0');
  assert.equal(await (await get('/')).text(), '0');
  assert.equal(ports.size, 1);
});

test('a proxy of one version before a server of the other passes encoded bytes, aborts and faults on', async () => {
  const old = Bun.serve({ port: 0, hostname: '127.0.0.1', development: false, fetch: answer });
  const upstreams = { h1: (path) => fetch(new URL(path, old.url)), h2: get };
  for (const [from, to] of [['h1', 'http2'], ['h2', 'http1.1'], ['h2', 'http2']]) {
    const proxy = Bun.serve({
      port: 0,
      tls: { key, cert },
      async fetch(request) {
        const upstream = await upstreams[from](new URL(request.url).pathname);
        return new Response(upstream.body, { status: upstream.status, headers: upstream.headers });
      },
    });
    const ask = (path, init) => fetch(at(path, proxy), { tls, protocol: to, ...init });
    const raw = await ask('/gzip', { decompress: false });
    assert.equal(raw.headers.get('content-encoding'), 'gzip');
    assert.deepEqual(await raw.bytes(), encoded);
    assert.equal((await (await ask('/gzip')).text()).length, 6000);
    const controller = new AbortController();
    const { body } = await ask('/endless', { signal: controller.signal });
    await body.getReader().read();
    const held = await settled(() => produced);
    assert.ok(held < ENOUGH / 2, `${from} to ${to}: ${held} chunks were made for who reads none`);
    controller.abort();
    assert.equal(await gone.promise, 'cancelled');
    await assert.rejects((await ask('/broken')).text(), TypeError);
    await proxy.stop(true);
  }
  await old.stop(true);
});
