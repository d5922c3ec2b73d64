// fetch('s3://bucket/key', { s3: options }).
import { credentials, failure, startServer } from './server.mjs';

const MIB = 2 ** 20;
const s3 = startServer();
const options = { ...credentials, endpoint: s3.endpoint };
const get = (url, init = {}) => fetch(url, { s3: options, ...init });

test('GET, HEAD, PUT and DELETE', async () => {
  const put = await get('s3://b/dir/a%20b', { method: 'PUT', body: 'stored', headers: { 'Content-Type': 'text/x' } });
  assert.equal(put.status, 200);
  assert.equal(s3.text('/b/dir/a%20b'), 'stored');
  const got = await get('s3://b/dir/a b');
  assert.equal(got.status, 200);
  assert.equal(got.headers.get('content-type'), 'text/x');
  assert.equal(got.url, `${s3.endpoint}/b/dir/a%20b`);
  assert.equal(got.redirected, false);
  assert.equal(await got.text(), 'stored');
  const part = await get('s3://b/dir/a b', { headers: { Range: 'bytes=1-3' } });
  assert.equal(part.status, 206);
  assert.equal(await part.text(), 'tor');
  const head = await get('s3://b/dir/a b', { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), '6');
  assert.equal((await get('s3://b/dir/a b', { method: 'DELETE' })).status, 204);
  const missing = await get('s3://b/dir/a b');
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<Code>NoSuchKey<\/Code>/);
});

test('other methods are refused', async () => {
  for (const method of ['POST', 'PATCH']) {
    await assert.rejects(get('s3://b/k', { method, body: 'x' }), { name: 'TypeError', code: 'ERR_S3_INVALID_METHOD' });
  }
  await assert.rejects(fetch('s3://b/', { s3: options }), { name: 'TypeError', code: 'ERR_S3_INVALID_PATH' });
});

test('any body is stored', async () => {
  const bodies = [
    ['text', 4],
    [new Uint8Array(3), 3],
    [new Blob(['a', 'b']), 2],
    [undefined, 0],
    [new Blob(['blob stream']).stream(), 11],
    [new ReadableStream({ start(c) { c.enqueue('chunk'); c.close(); } }), 5],
  ];
  for (const [body, length] of bodies) {
    await get('s3://b/body', { method: 'PUT', body, duplex: 'half' });
    assert.equal(s3.objects.get('/b/body').bytes.length, length);
  }
});

test('a large stream goes in parts', async () => {
  let left = 6;
  const body = new ReadableStream({
    pull(controller) {
      if (left-- > 0) controller.enqueue(new Uint8Array(MIB));
      else controller.close();
    },
  });
  assert.equal((await get('s3://b/large', { method: 'PUT', body, duplex: 'half' })).status, 200);
  assert.equal(s3.objects.get('/b/large').bytes.length, 6 * MIB);
});

test('a signal gives up an upload, and nothing is left', async () => {
  const controller = new AbortController();
  let cancelled;
  let pulls = 0;
  const body = new ReadableStream({
    pull(c) {
      if (++pulls === 12) controller.abort(new Error('enough'));
      c.enqueue(new Uint8Array(MIB));
    },
    cancel(reason) { cancelled = reason; },
  });
  s3.requests.length = 0;
  await assert.rejects(get('s3://b/aborted', { method: 'PUT', body, duplex: 'half', signal: controller.signal }), { message: 'enough' });
  while (s3.uploads.size > 0 || !s3.requests.some(({ method }) => method === 'DELETE')) await new Promise((r) => setTimeout(r, 1));
  assert.equal(s3.objects.has('/b/aborted'), false);
  assert.equal(cancelled.message, 'enough');
});

test('a signal gives up a download', async () => {
  const controller = new AbortController();
  s3.intercept = () => new Promise(() => {});
  try {
    const fetching = get('s3://b/k', { signal: controller.signal });
    controller.abort();
    await assert.rejects(fetching, { name: 'AbortError' });
  } finally {
    s3.intercept = undefined;
  }
});

test('a stream that fails fails the upload with its error', async () => {
  const fault = new Error('mine');
  const body = new ReadableStream({ pull(c) { c.error(fault); } });
  const error = await assert.rejects(get('s3://b/k', { method: 'PUT', body, duplex: 'half' }), TypeError);
  assert.equal(error.cause, fault);
});

test('a refused upload rejects', async () => {
  s3.intercept = () => failure(403, 'AccessDenied');
  try {
    const error = await assert.rejects(get('s3://b/k', { method: 'PUT', body: 'x' }), { name: 'TypeError', code: 'AccessDenied' });
    assert.equal(error.cause.name, 'S3Error');
  } finally {
    s3.intercept = undefined;
  }
});

test('a signature does not follow a redirect', async () => {
  let seen;
  const other = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      seen = request.headers;
      return new Response('elsewhere');
    },
  });
  s3.intercept = () => Response.redirect(other.url, 307);
  try {
    assert.equal(await (await get('s3://b/k')).text(), 'elsewhere');
    assert.equal(seen.get('authorization'), null);
    assert.equal(seen.get('x-amz-content-sha256'), null);
  } finally {
    s3.intercept = undefined;
    other.stop(true);
  }
});

test('a redirect does not lead to S3', async () => {
  const lure = () => new Response(null, { status: 302, headers: { Location: 's3://b/k' } });
  s3.intercept = (request, url) => (url.pathname === '/lure' ? lure() : undefined);
  try {
    await assert.rejects(fetch(`${s3.endpoint}/lure`, { s3: options }), TypeError);
  } finally {
    s3.intercept = undefined;
  }
});
