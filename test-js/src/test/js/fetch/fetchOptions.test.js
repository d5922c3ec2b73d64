// What fetch() takes besides the standard's options: limits, connections of one's own; and names that are this machine.
const coded = async (text, coding) => new Response(new Blob([text]).stream().pipeThrough(new CompressionStream(coding))).bytes();
const bomb = { gzip: await coded('0'.repeat(5_000_000), 'gzip'), deflate: await coded('0'.repeat(5_000_000), 'deflate') };

const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    const coding = searchParams.get('coding');
    switch (pathname) {
      case '/bomb':
        return new Response(bomb[coding], { headers: { 'Content-Encoding': coding } });
      case '/chunks': {
        let left = 10;
        return new Response(new ReadableStream({ pull: (c) => (left-- > 0 ? c.enqueue(new Uint8Array(1000)) : c.close()) }));
      }
      case '/hello':
        return new Response('hello');
      default:
        return Response.json({
          port: server.requestIP(request).port,
          connection: request.headers.get('connection'),
          host: request.headers.get('host'),
        });
    }
  },
});
const at = (path) => new URL(path, server.url).href;
const tooLarge = { name: 'TypeError', code: 'ERR_BODY_TOO_LARGE' };

test('a body that is larger than the script takes is an error, however it comes', async () => {
  for (const path of ['/bomb?coding=gzip', '/bomb?coding=deflate', '/chunks', '/hello']) {
    const maxResponseSize = 4;
    for (const read of ['text', 'bytes', 'blob', 'json']) {
      await assert.rejects((await fetch(at(path), { maxResponseSize }))[read](), tooLarge);
    }
    const reader = (await fetch(at(path), { maxResponseSize })).body.getReader();
    await assert.rejects(reader.read(), tooLarge);
    await assert.rejects(Bun.write(`${tempDir}/body`, await fetch(at(path), { maxResponseSize })), { code: 'ERR_BODY_TOO_LARGE' });
  }
});

test('what is within the limit is read, with its codings taken off or not', async () => {
  assert.equal((await (await fetch(at('/bomb?coding=gzip'), { maxResponseSize: 5_000_000 })).text()).length, 5_000_000);
  await assert.rejects((await fetch(at('/bomb?coding=gzip'), { maxResponseSize: 4_999_999 })).text(), tooLarge);
  const raw = { decompress: false, maxResponseSize: bomb.gzip.length };
  assert.deepEqual(await (await fetch(at('/bomb?coding=gzip'), raw)).bytes(), bomb.gzip);
  assert.equal((await (await fetch(at('/chunks'), { maxResponseSize: 10_000 })).bytes()).length, 10_000);
  assert.equal(await (await fetch(at('/hello'), { maxResponseSize: 5 })).text(), 'hello');
  assert.equal((await fetch(at('/hello'), { method: 'HEAD', maxResponseSize: 0 })).status, 200);
  await assert.rejects(fetch(at('/'), { maxResponseSize: -1 }), { code: 'ERR_OUT_OF_RANGE' });
});

test('what is too large does not pass its integrity', async () => {
  const integrity = 'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
  assert.equal(await (await fetch(at('/hello'), { integrity, maxResponseSize: 5 })).text(), 'hello');
  await assert.rejects(fetch(at('/hello'), { integrity, maxResponseSize: 4 }), tooLarge);
  await assert.rejects(fetch(at('/chunks'), { integrity }), { name: 'TypeError', code: 'ERR_INTEGRITY' });
});

test('keepalive: false, and a header that says so, have a connection of their own', async () => {
  const seen = async (init) => (await fetch(at('/'), init)).json();
  const shared = await seen();
  assert.equal((await seen()).port, shared.port);
  assert.equal((await seen({ keepalive: true })).port, shared.port);
  const ports = new Set([shared.port]);
  for (const init of [{ keepalive: false }, { headers: { Connection: 'close' } }, { keepalive: false }]) {
    const { port, connection } = await seen(init);
    assert.equal(connection, 'close');
    assert.ok(!ports.has(port));
    ports.add(port);
  }
  assert.equal((await seen()).port, shared.port);
});

test('names below localhost are this machine', async () => {
  const { port } = server;
  for (const name of ['localhost', 'a.localhost', 'b.c.localhost']) {
    assert.equal((await (await fetch(`http://${name}:${port}/`)).json()).host, `${name}:${port}`);
  }
});

test('a connection may be made ahead, and a host looked up', async () => {
  const other = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('x') });
  fetch.preconnect(other.url);
  while (other.stats.openConnections === 0) await Bun.sleep(1);
  assert.equal(await (await fetch(other.url)).text(), 'x');
  assert.equal(other.stats.connections, 1);
  await other.stop(true);
  for (const host of ['localhost', 'a.localhost', '127.0.0.1', '[::1]', 'no-such-host.invalid']) {
    assert.equal(Bun.dns.prefetch(host, 80), undefined);
  }
  for (const host of ['', 'a/b', 'a b', 'u@h', 'a?b', '::1']) {
    assert.throws(() => Bun.dns.prefetch(host), { code: 'ERR_INVALID_ARG_VALUE' });
  }
  assert.throws(() => Bun.dns.prefetch(), TypeError);
});
