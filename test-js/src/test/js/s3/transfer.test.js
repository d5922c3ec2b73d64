// Bytes into S3 and out of it: from and to memory, files, streams, responses and servers.
import { failure, startServer } from './server.mjs';

const MIB = 2 ** 20;
const PART = 5 * MIB;
const s3 = startServer();
const client = s3.client();
const at = (name) => `${tempDir}/${name}`;

/** Bytes of which each part is another. */
function bytesOf(length) {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += MIB) bytes.fill(1 + i / MIB, i, i + MIB);
  return bytes;
}

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);
const sumOf = (bytes) => bytes.reduce((sum, byte, i) => (sum + byte * (1 + i % 7)) % 1e9, 0);

test('everything that Bun.write takes', async () => {
  const form = new URLSearchParams({ a: '1' });
  const cases = [
    ['text', 'text'],
    [42, '42'],
    [new Uint8Array([104, 105]), 'hi'],
    [new TextEncoder().encode('xhix').buffer.slice(1, 3), 'hi'],
    [new Blob(['a', 'b']), 'ab'],
    [new Response('response'), 'response'],
    [new Request('http://h/', { method: 'POST', body: 'request' }), 'request'],
    [form, 'a=1'],
    [['a', new Uint8Array([98])], 'ab'],
    [new Blob(['stream']).stream(), 'stream'],
    [(async function* () { yield 'a'; yield new Uint8Array([98]); })(), 'ab'],
  ];
  for (const [data, text] of cases) {
    const file = client.file('any');
    assert.equal(await Bun.write(file, data), text.length, text);
    assert.equal(s3.text('/b/any'), text);
  }
});

test('types and headers of what is written', async () => {
  const typeOf = async (write) => {
    s3.requests.length = 0;
    await write();
    return s3.requests[0].headers['content-type'];
  };
  assert.equal(await typeOf(() => client.write('a.html', 'x')), 'text/html;charset=utf-8');
  assert.equal(await typeOf(() => client.write('a', 'x')), 'application/octet-stream');
  assert.equal(await typeOf(() => client.write('a.html', 'x', { type: 'text/x' })), 'text/x');
  assert.equal(await typeOf(() => client.file('a', { type: 'text/Y; a=B' }).write('x')), 'text/Y; a=B');
  assert.equal(await typeOf(() => Bun.write(client.file('a'), 'x', { type: 'text/z' })), 'text/z');
  assert.equal(await typeOf(() => client.file('a').writer({ type: 'text/w' }).end()), 'text/w');
  await client.write('a', 'x', { acl: 'public-read', storageClass: 'STANDARD_IA', contentDisposition: 'inline', contentEncoding: 'gzip' });
  const { headers } = s3.requests.at(-1);
  assert.equal(headers['x-amz-acl'], 'public-read');
  assert.equal(headers['x-amz-storage-class'], 'STANDARD_IA');
  assert.equal(headers['content-disposition'], 'inline');
  assert.equal(headers['content-encoding'], 'gzip');
  for (const name of ['x-amz-acl', 'content-disposition']) assert.ok(headers.authorization.includes(name));
});

test('a file goes up and comes down in Java', async () => {
  const bytes = bytesOf(3 * MIB + 1);
  await Bun.write(at('up'), bytes);
  assert.equal(await Bun.write(client.file('file'), Bun.file(at('up'))), bytes.length);
  assert.equal(await Bun.write(client.file('part'), Bun.file(at('up')).slice(MIB, MIB + 10)), 10);
  assert.equal(await Bun.write(at('deep/er/down'), client.file('file')), bytes.length);
  assert.ok(same(await Bun.file(at('deep/er/down')).bytes(), bytes));
  assert.ok(same(await client.file('part').bytes(), bytes.slice(MIB, MIB + 10)));
  await assert.rejects(Bun.write(client.file('x'), Bun.file(at('missing'))), { code: 'ENOENT' });
});

test('a download that fails leaves the file as it was', async () => {
  await Bun.write(at('kept'), 'kept');
  await assert.rejects(Bun.write(at('kept'), client.file('missing')), { name: 'S3Error', code: 'NoSuchKey' });
  assert.equal(await Bun.file(at('kept')).text(), 'kept');
  await assert.rejects(Bun.write(at('new'), client.file('missing')), { code: 'NoSuchKey' });
  assert.equal(await Bun.file(at('new')).exists(), false);
});

test('an object goes into another and into a Blob', async () => {
  await client.write('from', 'middle');
  assert.equal(await Bun.write(client.file('to'), client.file('from')), 6);
  assert.equal(s3.text('/b/to'), 'middle');
  const joined = new Blob(['<', client.file('from'), '>']);
  assert.ok(Number.isNaN(joined.size));
  assert.equal(await joined.text(), '<middle>');
  assert.equal(await Bun.write(client.file('joined'), joined), 8);
  await Bun.write(at('joined'), 'old');
  await Bun.write(at('joined'), new Blob(['<', client.file('from').slice(1, 3), Bun.file(at('joined')), '>']));
  assert.equal(await Bun.file(at('joined')).text(), '<idold>');
});

test('a stream goes up in parts while it is made', async () => {
  const bytes = bytesOf(2 * PART + MIB);
  let offset = 0;
  let first;
  const stream = new ReadableStream({
    pull(controller) {
      first ??= s3.uploads.size;
      if (offset === bytes.length) controller.close();
      else controller.enqueue(bytes.slice(offset, (offset += MIB)));
    },
  });
  s3.asked();
  assert.equal(await Bun.write(client.file('stream'), stream), bytes.length);
  assert.deepEqual(s3.asked().map((line) => line.replace(/id-\d+/, 'id')).sort(), [
    'POST /b/stream?uploadId=id',
    'POST /b/stream?uploads=',
    'PUT /b/stream?partNumber=1&uploadId=id',
    'PUT /b/stream?partNumber=2&uploadId=id',
    'PUT /b/stream?partNumber=3&uploadId=id',
  ]);
  assert.ok(same(s3.objects.get('/b/stream').bytes, bytes));
  assert.equal(first, 0);
});

test('a response is stored as it comes', async () => {
  const bytes = bytesOf(PART + 17);
  const source = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(new Blob([bytes]).stream()) });
  try {
    assert.equal(await Bun.write(client.file('fetched'), await fetch(source.url)), bytes.length);
    assert.equal(sumOf(s3.objects.get('/b/fetched').bytes), sumOf(bytes));
  } finally {
    source.stop(true);
  }
});

test('a stream that fails leaves nothing', async () => {
  const fault = new Error('mine');
  let offset = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (offset > PART) controller.error(fault);
      else controller.enqueue(new Uint8Array(MIB));
      offset += MIB;
    },
  });
  assert.equal(await assert.rejects(Bun.write(client.file('failed'), stream)), fault);
  while (s3.uploads.size > 0 || !s3.asked().some((line) => line.startsWith('DELETE'))) await new Promise((r) => setTimeout(r, 1));
  assert.equal(s3.objects.has('/b/failed'), false);
});

test('an upload that is refused cancels its stream', async () => {
  s3.intercept = (request, url) => (url.searchParams.get('partNumber') === '2' ? failure(403, 'AccessDenied') : undefined);
  try {
    let reason;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(MIB)),
      cancel(why) { reason = why; },
    });
    await assert.rejects(Bun.write(client.file('refused'), stream), { name: 'S3Error', code: 'AccessDenied' });
    assert.equal(reason.code, 'AccessDenied');
    assert.equal(s3.uploads.size, 0);
    assert.equal(s3.objects.has('/b/refused'), false);
  } finally {
    s3.intercept = undefined;
  }
});

test('a writer takes pieces', async () => {
  const writer = client.file('written.json').writer();
  assert.equal(Object.prototype.toString.call(writer), '[object NetworkSink]');
  assert.equal(writer.write('{"a":'), 5);
  assert.equal(writer.write(new Uint8Array([49])), 1);
  assert.equal(await writer.flush(), 0);
  writer.write('}');
  assert.equal(s3.objects.has('/b/written.json'), false);
  assert.equal(await writer.end(), 7);
  assert.equal(await writer.end(), 7);
  assert.equal(writer.write('late'), 0);
  assert.deepEqual(await client.file('written.json').json(), { a: 1 });
  assert.equal((await writer.stat()).size, 7);
});

test('a writer makes its feeder wait', async () => {
  let release;
  const gate = new Promise((resolve) => { release = resolve; });
  s3.intercept = async (request, url) => {
    if (url.searchParams.has('partNumber')) await gate;
  };
  try {
    const writer = client.file('large').writer({ queueSize: 2 });
    const piece = new Uint8Array(MIB);
    for (let i = 0; i < 9; i++) assert.equal(writer.write(piece), MIB);
    const room = writer.write(piece);
    assert.ok(room instanceof Promise);
    let waits = true;
    room.then(() => { waits = false; });
    while (s3.uploads.size === 0) await new Promise((r) => setTimeout(r, 1));
    assert.ok(waits);
    const flushed = writer.flush();
    release();
    assert.equal(await room, MIB);
    assert.equal(await flushed, 10 * MIB);
    assert.equal(await writer.end(), 0);
    assert.equal(s3.objects.get('/b/large').bytes.length, 10 * MIB);
  } finally {
    s3.intercept = undefined;
  }
});

test('a writer whose feeder never waits is given up, and leaves nothing', async () => {
  const writer = client.file('hasty').writer();
  const piece = new Uint8Array(MIB);
  let taken = 0;
  assert.throws(() => { for (;;) if (writer.write(piece) !== 0) taken++; }, { code: 'ENOBUFS', message: /64 MB/ });
  // The parts that may go, and 64 MB.
  assert.ok(taken >= 64 && taken < 100, `${taken}`);
  await assert.rejects(writer.end(), { code: 'ENOBUFS' });
  while (s3.uploads.size > 0) await new Promise((r) => setTimeout(r, 1));
  assert.equal(s3.objects.has('/b/hasty'), false);
});

test('a writer that is ended with an error leaves nothing', async () => {
  const writer = client.file('given-up').writer();
  await writer.write(new Uint8Array(PART + 1));
  while (s3.uploads.size === 0) await new Promise((r) => setTimeout(r, 1));
  assert.equal(await writer.end(new Error('enough')), 0);
  while (s3.uploads.size > 0) await new Promise((r) => setTimeout(r, 1));
  assert.equal(s3.objects.has('/b/given-up'), false);
});

test('a writer whose part fails says so', async () => {
  s3.intercept = (request, url) => (url.searchParams.has('partNumber') ? failure(403, 'AccessDenied') : undefined);
  try {
    const writer = client.file('broken').writer();
    await writer.write(new Uint8Array(PART));
    await assert.rejects(writer.flush(), { code: 'AccessDenied' });
    await assert.rejects(writer.end(), { name: 'S3Error', code: 'AccessDenied' });
    assert.equal(s3.uploads.size, 0);
  } finally {
    s3.intercept = undefined;
  }
});

test('a server sends an object, and stores what it is sent', async () => {
  const bytes = bytesOf(2 * MIB);
  await client.write('served', bytes);
  const proxy = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    development: false,
    async fetch(request) {
      const file = client.file(new URL(request.url).pathname.slice(1));
      if (request.method === 'PUT') return new Response(`${await file.write(request)}`);
      return new Response(file.stream(), { headers: { 'Content-Type': 'a/b' } });
    },
    error: (e) => new Response(e.code, { status: 404 }),
  });
  try {
    const got = await fetch(new URL('/served', proxy.url));
    assert.equal(got.headers.get('content-type'), 'a/b');
    assert.ok(same(await got.bytes(), bytes));
    assert.equal(await (await fetch(new URL('/put', proxy.url), { method: 'PUT', body: bytes })).text(), `${bytes.length}`);
    assert.equal(sumOf(s3.objects.get('/b/put').bytes), sumOf(bytes));
    const missing = await fetch(new URL('/none', proxy.url));
    assert.equal(missing.status, 404);
    assert.equal(await missing.text(), 'NoSuchKey');
    assert.equal((await fetch(new URL('/served', proxy.url), { method: 'HEAD' })).status, 200);
  } finally {
    proxy.stop(true);
  }
});

test('an object is the body of a request, a form and a FileReader', async () => {
  await client.write('body', 'the body');
  const echo = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: (request) => new Response(request.body) });
  try {
    assert.equal(await (await fetch(echo.url, { method: 'POST', body: client.file('body') })).text(), 'the body');
    const reader = new FileReader();
    const done = new Promise((resolve) => { reader.onload = resolve; });
    reader.readAsText(client.file('body'));
    await done;
    assert.equal(reader.result, 'the body');
  } finally {
    echo.stop(true);
  }
});
