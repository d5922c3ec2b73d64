// What a web framework such as Hono does with a server, in small: middleware around handlers, responses made anew out of others, streams
// that are written to after the handler has returned, static files looked for with node:path and node:fs/promises.
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Middleware from the outside to the inside; each gets the context and the next one. */
const compose = (...steps) => (c) => {
  const run = async (i) => {
    const result = await steps[i](c, () => run(i + 1));
    if (result !== undefined) c.res = result;
  };
  return run(0).then(() => c.res);
};

/** A response with another header, as frameworks set one once they have a response. */
const withHeader = (res, name, value) => {
  const made = new Response(res.body, res);
  made.headers.append(name, value);
  return made;
};

/** A checksum of a copy of the body, and 304 where the client has that already. */
const etag = async (c, next) => {
  await next();
  const bytes = await c.res.clone().bytes();
  const tag = `"${bytes.reduce((sum, byte) => (sum * 31 + byte) >>> 0, 7).toString(16)}"`;
  if (c.req.headers.get('if-none-match') === tag) c.res = new Response(null, { status: 304, headers: { etag: tag } });
  else c.res.headers.set('etag', tag);
};

const timing = async (c, next) => {
  await next();
  c.res = withHeader(c.res, 'x-timing', 'done');
};

const serveStatic = (root) => async (c) => {
  const path = join(root, decodeURIComponent(new URL(c.req.url).pathname));
  try {
    if ((await stat(path)).isDirectory()) return Response.redirect(new URL('index.html', `${c.req.url}/`), 302);
  } catch {
    return new Response('Not Found', { status: 404 });
  }
  const file = Bun.file(path);
  return new Response(file, { headers: { 'content-type': file.type } });
};

/** Returns at once; what is written comes later. */
const stream = (write) => () => {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  const encoder = new TextEncoder();
  write((text) => writer.write(encoder.encode(text))).finally(() => writer.close());
  return new Response(readable, { headers: { 'content-type': 'text/event-stream' } });
};

await mkdir(join(tempDir, 'folder'));
await writeFile(join(tempDir, 'page.html'), '<p>page');

const routes = {
  '/etag': compose(timing, etag, () => new Response('tagged')),
  '/json': compose(timing, async (c) => Response.json({ got: await c.req.json() })),
  '/sse': compose(timing, stream(async (send) => { for (let i = 0; i < 3; i++) await send(`data: ${i}\n\n`); })),
  '/error': compose(timing, () => { throw new Error('boom'); }),
};
const files = compose(timing, serveStatic(tempDir));

async function withServer(use) {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: async (req) => {
      try {
        return await (routes[new URL(req.url).pathname] ?? files)({ req });
      } catch (error) {
        return new Response(`caught ${error.message}`, { status: 500 });
      }
    },
  });
  try {
    await use((path, init) => fetch(new URL(path, server.url), { redirect: 'manual', ...init }));
  } finally {
    await server.stop(true);
  }
}

test('a response is read, tagged and made anew on its way out', () => withServer(async (get) => {
  const first = await get('/etag');
  assert.equal(await first.text(), 'tagged');
  assert.equal(first.headers.get('x-timing'), 'done');
  const tag = first.headers.get('etag');
  const second = await get('/etag', { headers: { 'if-none-match': tag } });
  assert.equal(second.status, 304);
  assert.equal(second.headers.get('etag'), tag);
  assert.equal(await second.text(), '');
}));

test('a request with a body is answered with JSON', () => withServer(async (get) => {
  const response = await get('/json', { method: 'POST', body: '{"a":[1,"ü"]}' });
  assert.deepEqual(await response.json(), { got: { a: [1, 'ü'] } });
  assert.match(response.headers.get('content-type'), /^application\/json/);
  const bad = await get('/json', { method: 'POST', body: '{' });
  assert.equal(bad.status, 500);
  assert.match(await bad.text(), /^caught /);
}));

test('events are sent after the handler has returned', () => withServer(async (get) => {
  const response = await get('/sse');
  assert.equal(response.headers.get('content-type'), 'text/event-stream');
  assert.equal(await response.text(), 'data: 0\n\ndata: 1\n\ndata: 2\n\n');
}));

test('static files are found, and what is none is not', () => withServer(async (get) => {
  const page = await get('/page.html');
  assert.equal(await page.text(), '<p>page');
  assert.equal(page.headers.get('content-type'), 'text/html;charset=utf-8');
  assert.equal(page.headers.get('x-timing'), 'done');
  assert.equal((await get('/page.html', { method: 'HEAD' })).headers.get('content-length'), '7');
  for (const missing of ['/none', '/page.html/', '/page.html/x']) assert.equal((await get(missing)).status, 404, missing);
  assert.equal((await get('/folder')).status, 302);
}));

test('an error of a handler is caught by the framework', () => withServer(async (get) => {
  const response = await get('/error');
  assert.equal(response.status, 500);
  assert.equal(await response.text(), 'caught boom');
}));
