// What each failure is called: the codes that programs for Node and Bun look at, in the error and in its cause.
const pem = (name) => Bun.file(new URL(`../../../../../native-bridge/src/test/resources/tls/${name}`, import.meta.url)).text();
const ca = await pem('ca.pem');

async function failure(url, init) {
  const error = await fetch(url, init).then(() => assert.fail('no error'), (e) => e);
  assert.ok(error instanceof TypeError, `${error}`);
  assert.ok(error.message.startsWith('fetch failed: '), error.message);
  assert.equal(error.cause.code, error.code);
  return error;
}

async function secured(name) {
  return Bun.serve({ port: 0, tls: { key: await pem(`${name}.key`), cert: await pem(`${name}.pem`) }, fetch: () => new Response('x') });
}

test('a certificate that is not good is told by its fault', async () => {
  const faults = [
    ['localhost', {}, 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
    ['expired', { ca }, 'CERT_HAS_EXPIRED'],
    ['selfsigned', { ca }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['localhost', { ca, serverName: 'other.test' }, 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ];
  for (const [name, tls, code] of faults) {
    const server = await secured(name);
    const url = `https://localhost:${server.port}/`;
    for (const protocol of ['http1.1', 'http2', undefined]) assert.equal((await failure(url, { tls, protocol })).code, code);
    assert.equal(await (await fetch(url, { tls: { ...tls, rejectUnauthorized: false } })).text(), 'x');
    await server.stop(true);
  }
});

test('who speaks no TLS, or nothing but TLS, is told', async () => {
  const clear = Bun.serve({ port: 0, fetch: () => new Response('x') });
  assert.equal((await failure(`https://localhost:${clear.port}/`)).code, 'ERR_SSL_WRONG_VERSION_NUMBER');
  const server = await secured('localhost');
  const { code } = await failure(`http://localhost:${server.port}/`);
  assert.ok(['ECONNRESET', 'ERR_HTTP_INVALID_RESPONSE'].includes(code), code);
  await Promise.all([clear.stop(true), server.stop(true)]);
});

test('what the network says has its call and its place', async () => {
  const refused = await failure('http://127.0.0.1:1/');
  assert.equal(refused.code, 'ECONNREFUSED');
  assert.equal(refused.cause.syscall, 'connect');
  assert.ok(refused.cause.errno < 0);
  const unknown = await failure('http://no-such-host.invalid/');
  assert.equal(unknown.code, 'ENOTFOUND');
  assert.equal(unknown.cause.syscall, 'getaddrinfo');
  assert.equal((await failure('http://localhost/', { unix: `${tempDir}/none` })).code, 'ENOENT');
  assert.equal((await failure('http://localhost/', { unix: 'x'.repeat(300) })).code, 'ENAMETOOLONG');
  assert.equal((await failure('https://localhost/', { proxy: 'http://127.0.0.1:1' })).code, 'ECONNREFUSED');
});

test('a server that leaves, or is silent, is told', async () => {
  let connected = Promise.withResolvers();
  const server = Bun.serve({
    port: 0,
    fetch() {
      connected.resolve();
      return new Promise(() => {});
    },
  });
  assert.equal((await failure(server.url, { timeout: 20 })).code, 'ETIMEDOUT');
  assert.equal((await failure(server.url, { timeout: { head: 20 } })).code, 'ETIMEDOUT');
  connected = Promise.withResolvers();
  const left = failure(server.url, { method: 'POST' });
  await connected.promise;
  await server.stop(true);
  assert.equal((await left).code, 'ECONNRESET');
});

test('a proxy that makes no tunnel is told', async () => {
  const proxy = Bun.serve({ port: 0, fetch: () => new Response('no', { status: 407 }) });
  assert.equal((await failure('https://somewhere.test/', { proxy: proxy.url.href })).code, 'ERR_PROXY_TUNNEL');
  await proxy.stop(true);
});

test('a Unix socket is asked, whatever the host is', async () => {
  const server = Bun.serve({ unix: `${tempDir}/socket`, fetch: (request) => new Response(request.url) });
  assert.equal(await (await fetch('http://somewhere.test/a?b', { unix: `${tempDir}/socket` })).text(), 'http://somewhere.test/a?b');
  await server.stop(true);
});
