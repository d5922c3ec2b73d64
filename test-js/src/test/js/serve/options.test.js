const fetch = () => new Response('x');
const start = (options) => Bun.serve({ port: 0, fetch, ...options });

test('what is wrong with an option is told by its name and a code', () => {
  const wrong = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
  const cases = [
    [undefined, /options must be an object$/], [null, /options/], [{}, /^Bun\.serve: [^B]*`fetch`/], [{ routes: {} }, /fetch/],
    [{ fetch: 1 }, /options\.fetch/],
    [{ fetch, error: 1 }, /options\.error/], [{ fetch, routes: 1 }, /options\.routes/], [{ fetch, hostname: 3 }, /options\.hostname/],
    [{ fetch, unix: 3 }, /options\.unix/], [{ fetch, unix: '/x', hostname: 'y' }, /exclude/], [{ fetch, tls: 3 }, /options\.tls/],
    [{ fetch, tls: [3] }, /options\.tls\[0\]/], [{ fetch, port: 0, tls: { key: 3 } }, /options\.tls\.key/],
    [{ fetch, port: {} }, /options\.port/],
    [{ fetch, idleTimeout: '3' }, /options\.idleTimeout/], [{ fetch, maxRequestBodySize: 'x' }, /options\.maxRequestBodySize/],
    [{ fetch, development: 3 }, /options\.development/], [{ fetch, reusePort: 1 }, /options\.reusePort/],
    [{ fetch, precompressed: 1 }, /options\.precompressed/],
    [{ fetch, routes: { a: fetch } }, /'a' must begin with '\/'/], [{ fetch, routes: { '/a': 3 } }, /options\.routes\['\/a'\]/],
    [{ fetch, routes: { '/a': { FETCH: fetch } } }, /'FETCH' is not a method/],
    [{ fetch, routes: { '/a': { GET: 3 } } }, /options\.routes\['\/a'\]\.GET/],
    [{ fetch, routes: { '/a': new Response(new ReadableStream()) } }, /not a stream/],
  ];
  for (const [options, message] of cases) assert.throws(() => Bun.serve(options), { ...wrong, message });
  const range = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };
  const outOfRange = [
    [{ port: -1 }, /-1$/], [{ port: 65536 }, /65536$/], [{ port: 'x' }, /not 'x'$/], [{ port: '' }, /not ''$/], [{ port: 1.5 }, /1\.5$/],
    [{ idleTimeout: -1 }, /-1$/], [{ maxRequestBodySize: -1 }, /-1$/], [{ threads: 0 }, /from 1 to 256, not 0$/],
    [{ threads: 1.5 }, /from 1 to 256, not 1\.5$/],
  ];
  for (const [options, message] of outOfRange) {
    const error = assert.throws(() => Bun.serve({ fetch, ...options }), { ...range, message });
    assert.match(error.message, /^Bun\.serve: options\./);
  }
});

test('sizes and times may have fractions', async () => {
  const server = start({
    hostname: '127.0.0.1',
    maxRequestBodySize: 3.5,
    async fetch(request, that) {
      that.timeout(request, 1.5);
      return new Response(await request.text());
    },
  });
  assert.equal(await (await globalThis.fetch(server.url, { method: 'POST', body: 'abc' })).text(), 'abc');
  assert.equal((await globalThis.fetch(server.url, { method: 'POST', body: 'abcd' })).status, 413);
  await server.stop(true);
});

test('a server tells where it listens', async () => {
  const server = start({ hostname: '127.0.0.1' });
  assert.ok(server.port > 0);
  assert.equal(server.hostname, '127.0.0.1');
  assert.equal(server.url.href, `http://127.0.0.1:${server.port}/`);
  assert.ok(server.url instanceof URL);
  assert.deepEqual(server.address, { address: '127.0.0.1', family: 'IPv4', port: server.port });
  assert.equal(server.protocol, 'http');
  assert.equal(server.pendingRequests, 0);
  assert.equal(server.pendingWebSockets, 0);
  assert.equal(server.id, '');
  assert.equal(String(server), '[object Server]');
  assert.match(Bun.inspect(server), /^Server \{/);
  await server.stop();
});

test('an address that is taken is an error with its code', async () => {
  const server = start({ hostname: '127.0.0.1' });
  const error = assert.throws(() => start({ hostname: '127.0.0.1', port: server.port }), { name: 'Error', code: 'EADDRINUSE' });
  assert.equal(error.syscall, 'listen');
  assert.equal(error.port, server.port);
  assert.equal(error.address, '127.0.0.1');
  assert.equal(error.message, `EADDRINUSE: address already in use, listen '127.0.0.1:${server.port}'`);
  await server.stop(true);
  const again = start({ hostname: '127.0.0.1', port: server.port });
  await again.stop(true);
});

test('an address that is not ours, a name that is none and a path that is missing are errors with their codes', () => {
  assert.throws(() => start({ hostname: '192.0.2.1' }), { code: 'EADDRNOTAVAIL' });
  assert.throws(() => start({ hostname: 'no-such-name.invalid' }), { code: 'ENOTFOUND' });
  for (const unix of ['a\0b', '\0abstract']) assert.throws(() => start({ unix }), { name: 'Error', code: 'EINVAL', syscall: 'listen' });
  assert.throws(() => start({ unix: `${tempDir}/${'x'.repeat(200)}` }), { code: 'ENAMETOOLONG', syscall: 'listen' });
  assert.throws(() => start({ unix: `${tempDir}/none/s`, port: undefined }), { code: /ENOENT|EACCES/ });
});

test('two parameters of one name are refused', () => {
  assert.throws(() => start({ routes: { '/:a/:a': fetch } }), { message: /:a|duplicate|twice/ });
});

test('stop can be called again, and a stopped server reports nothing pending', async () => {
  const server = start({});
  await Promise.all([server.stop(), server.stop(), server.stop(true)]);
  assert.equal(server.pendingRequests, 0);
});

test('server.fetch asks the handler without a connection', async () => {
  const server = start({ fetch(request, given) { return new Response(`${request.method} ${request.url} ${given === server}`); } });
  assert.equal(await (await server.fetch('/a')).text(), `GET http://localhost:${server.port}/a true`);
  assert.equal(await (await server.fetch(new Request('http://b/', { method: 'PUT' }))).text(), 'PUT http://b/ true');
  await assert.rejects(server.fetch('http://['), { code: 'ERR_INVALID_URL' });
  await assert.rejects(server.fetch(), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  await server.stop();
});

test('methods want a server, and requests of a server', async () => {
  const server = start({});
  const { Server } = { Server: server.constructor };
  assert.throws(() => new Server(), { message: /Illegal constructor/ });
  assert.throws(() => Server.prototype.ref.call({}), { message: /Illegal invocation/ });
  assert.equal(server.requestIP(new Request('http://a/')), null);
  assert.throws(() => server.timeout(new Request('http://a/'), 1), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => server.upgrade(new Request('http://a/')), { code: 'ERR_INVALID_STATE' });
  await server.stop();
});

test('a server that has stopped still tells where it was', async () => {
  const server = start({ hostname: '127.0.0.1' });
  const { port } = server;
  await server.stop();
  assert.equal(server.port, port);
  assert.equal(server.hostname, '127.0.0.1');
  assert.equal(server.url.href, `http://127.0.0.1:${port}/`);
  assert.deepEqual(server.address, { address: '127.0.0.1', family: 'IPv4', port });
  assert.match(Bun.inspect(server), new RegExp(`port: ${port}`));
});

test('the port and the mode come from the environment as the script sees it', async () => {
  const { env } = process;
  const taken = start({ hostname: '127.0.0.1' });
  const withEnvironment = (set) => {
    process.env = { ...env };
    set();
    try {
      return Bun.serve({ fetch, hostname: '127.0.0.1' });
    } catch (e) {
      return e;
    } finally {
      process.env = env;
    }
  };
  // A port that is taken tells which one was asked for.
  const asked = (name) => withEnvironment(() => { process.env[name] = String(taken.port); });
  for (const name of ['PORT', 'BUN_PORT', 'NODE_PORT']) assert.equal(asked(name).code, 'EADDRINUSE', name);
  env.PORT = String(taken.port);
  assert.throws(() => Bun.serve({ fetch, hostname: '127.0.0.1' }), { code: 'EADDRINUSE', port: taken.port });
  env.PORT = '0';
  const zero = Bun.serve({ fetch, hostname: '127.0.0.1' });
  assert.ok(zero.port > 0);
  const production = withEnvironment(() => { Object.assign(process.env, { PORT: '0', NODE_ENV: 'production' }); });
  assert.equal(production.development, false);
  delete env.PORT;
  await Promise.all([taken, zero, production].map((server) => server.stop(true)));
});

test('server.fetch does not ask a promise for a `then` that a script has replaced', async () => {
  const server = start({ async fetch() { return new Response('x'); } });
  const { then } = Promise.prototype;
  let reads = 0;
  Object.defineProperty(Promise.prototype, 'then', { get() { reads++; return then; }, configurable: true });
  let promise;
  try {
    promise = server.fetch('/');
  } finally {
    await 0;
    await 0;
    Object.defineProperty(Promise.prototype, 'then', { value: then, writable: true, configurable: true });
  }
  assert.equal(await (await promise).text(), 'x');
  assert.equal(reads, 0);
  await server.stop();
});

test('counters tell which way responses went', async () => {
  const path = `${tempDir}/counted`;
  await Bun.write(path, 'x'.repeat(100_000));
  const stream = () => new ReadableStream({ pull(c) { c.enqueue('x'); c.close(); } });
  const bodies = { '/text': () => 'x', '/file': () => Bun.file(path), '/stream': stream };
  const server = start({ hostname: '127.0.0.1', fetch: (request) => new Response(bodies[new URL(request.url).pathname]()) });
  const get = async (name) => (await globalThis.fetch(new URL(name, server.url))).text();
  for (const name of ['/text', '/text', '/text', '/file', '/file', '/stream']) await get(name);
  await server.stop();
  const { stats } = server;
  assert.equal(stats.requests, 6);
  assert.equal(stats.staticResponses, 3);
  assert.equal(stats.nativeResponses, 2);
  assert.equal(stats.scriptResponses, 1);
  assert.ok(stats.bytesOut > 200_000 && stats.bytesIn > 0);
  assert.ok(stats.connections >= 1);
  assert.equal(stats.openConnections, 0);
  for (const name of ['pendingRequests', 'refused', 'aborted']) assert.equal(stats[name], 0, name);
});

test('a path that cannot be written is told of although the body that it is for is silent', async () => {
  const { promise: forever } = Promise.withResolvers();
  const { promise: cut, resolve } = Promise.withResolvers();
  const server = start({
    hostname: '127.0.0.1',
    fetch(request) {
      request.signal.addEventListener('abort', resolve);
      return new Response(new ReadableStream({ pull: () => forever }), { headers: { 'Content-Type': 'text/event-stream' } });
    },
  });
  await assert.rejects(Bun.write(tempDir, await globalThis.fetch(server.url)), { code: 'EISDIR' });
  await cut;
  await server.stop(true);
});
