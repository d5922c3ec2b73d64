// S3Client, Bun.s3 and S3File: what they take, what they ask for, what they give.
import { credentials, failure, startServer } from './server.mjs';

const s3 = startServer();
const client = s3.client();

for (const name of Object.keys(process.env)) if (/^(S3|AWS)_/.test(name)) delete process.env[name];

test('an object is written, read, looked at and deleted', async () => {
  const file = client.file('dir/a b+ä.txt');
  assert.equal(await file.exists(), false);
  assert.equal(await file.write('hello wörld'), 12);
  assert.equal(await file.text(), 'hello wörld');
  assert.equal(await file.exists(), true);
  assert.deepEqual(await file.stat(), {
    etag: s3.objects.get('/b/dir/a%20b%2B%C3%A4.txt').etag,
    lastModified: new Date('2013-05-24T00:00:00Z'),
    size: 12,
    type: 'text/plain;charset=utf-8',
  });
  assert.equal(await client.size('dir/a b+ä.txt'), 12);
  await file.delete();
  assert.equal(await file.exists(), false);
  await file.unlink();
});

test('all ways to read it', async () => {
  await client.write('data.json', '{"a":[1,2]}');
  const file = client.file('data.json');
  assert.deepEqual(await file.json(), { a: [1, 2] });
  assert.deepEqual(await file.bytes(), new TextEncoder().encode('{"a":[1,2]}'));
  assert.equal((await file.arrayBuffer()).byteLength, 11);
  assert.equal(await new Response(file.stream()).text(), '{"a":[1,2]}');
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of file.stream()) text += decoder.decode(chunk, { stream: true });
  assert.equal(text, '{"a":[1,2]}');
  await client.write('empty', '');
  assert.equal(await client.file('empty').text(), '');
});

test('a slice asks for its range', async () => {
  await client.write('digits', '0123456789');
  const file = client.file('digits');
  s3.requests.length = 0;
  assert.equal(await file.slice(2, 5).text(), '234');
  assert.equal(s3.requests[0].headers.range, 'bytes=2-4');
  assert.equal(await file.slice(7).text(), '789');
  assert.equal(s3.requests[1].headers.range, 'bytes=7-');
  assert.equal(await file.slice(2, 8).slice(1, 3).text(), '34');
  assert.equal(await file.slice(20, 30).text(), '');
  assert.equal(await file.slice(5, 5).text(), '');
  assert.equal(file.slice(0, 5, 'a/b').type, 'a/b');
  assert.throws(() => file.slice(-3), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => Bun.write(file.slice(0, 5), 'x'), { code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(file.slice(0, 5).write('x'), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('nothing is asked before somebody wants something', async () => {
  s3.requests.length = 0;
  const file = client.file('k');
  assert.equal(file.name, 'k');
  assert.equal(file.bucket, 'b');
  assert.ok(Number.isNaN(file.size));
  assert.ok(file instanceof Blob);
  assert.equal(Object.prototype.toString.call(file), '[object S3File]');
  file.stream();
  file.slice(1);
  structuredClone(file);
  assert.equal(s3.requests.length, 0);
});

test('what is missing is an S3Error', async () => {
  const error = await assert.rejects(client.file('none').text(), { name: 'S3Error', code: 'NoSuchKey', path: 'none' });
  assert.ok(error instanceof Error);
  assert.equal(error.message, 'No: NoSuchKey');
  await assert.rejects(client.stat('none'), { name: 'S3Error', code: 'NoSuchKey' });
  await assert.rejects(client.size('none'), { code: 'NoSuchKey' });
  await assert.rejects(async () => { for await (const _ of client.file('none').stream()); }, { code: 'NoSuchKey' });
});

test('static methods take all of it as options', async () => {
  const { S3Client } = Bun;
  const options = { ...credentials, bucket: 'b', endpoint: s3.endpoint };
  assert.equal(await S3Client.write('static', 'abc', { ...options, type: 'text/x' }), 3);
  assert.equal(await S3Client.file('static', options).text(), 'abc');
  assert.equal(await S3Client.exists('static', options), true);
  assert.equal(await S3Client.size('static', options), 3);
  assert.equal((await S3Client.stat('static', options)).type, 'text/x');
  assert.ok(S3Client.presign('static', options).startsWith(`${s3.endpoint}/b/static?`));
  assert.ok((await S3Client.list(null, options)).contents.some(({ key }) => key === 'static'));
  await S3Client.delete('static', options);
  await S3Client.unlink('static', options);
  assert.equal(await S3Client.exists('static', options), false);
});

test('the environment says what options do not', async () => {
  await assert.rejects(Bun.s3.file('b/k').text(), { name: 'S3Error', code: 'ERR_S3_MISSING_CREDENTIALS' });
  process.env.AWS_ACCESS_KEY_ID = 'other';
  process.env.S3_ACCESS_KEY_ID = credentials.accessKeyId;
  process.env.AWS_SECRET_ACCESS_KEY = credentials.secretAccessKey;
  process.env.S3_SESSION_TOKEN = 'token';
  process.env.S3_REGION = credentials.region;
  process.env.S3_ENDPOINT = s3.endpoint;
  process.env.AWS_BUCKET = 'nowhere';
  process.env.S3_BUCKET = 'b';
  try {
    s3.requests.length = 0;
    await new Bun.S3Client().write('env', 'x');
    const { path, headers } = s3.requests[0];
    assert.equal(path, '/b/env');
    assert.equal(headers['x-amz-security-token'], 'token');
    assert.match(headers.authorization, /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-test-1\/s3\/aws4_request, /);
    assert.equal(await Bun.file('s3://c/d').exists(), false);
    await Bun.write('s3://c/d', 'by URL');
    assert.equal(await Bun.file('s3://c/d').text(), 'by URL');
    assert.equal(await Bun.file('s3://c/d', { bucket: 'ignored' }).text(), 'by URL');
    assert.equal(await client.file('s3://c/d').text(), 'by URL');
    assert.equal(Bun.file('s3://c/d').name, 'd');
  } finally {
    for (const name of Object.keys(process.env)) if (/^(S3|AWS)_/.test(name)) delete process.env[name];
  }
});

test('a session token goes with the credentials that it has come with, and with no others', async () => {
  const tokenOf = async (made) => {
    s3.requests.length = 0;
    await made.write('token', 'x');
    return s3.requests[0].headers['x-amz-security-token'];
  };
  process.env.AWS_ACCESS_KEY_ID = 'of AWS';
  process.env.AWS_SESSION_TOKEN = 'of AWS';
  const explicit = { ...credentials, endpoint: s3.endpoint, bucket: 'b' };
  try {
    assert.equal(await tokenOf(new Bun.S3Client(explicit)), undefined);
    assert.equal(await tokenOf(new Bun.S3Client({ ...explicit, sessionToken: 'mine' })), 'mine');
    process.env.S3_ACCESS_KEY_ID = credentials.accessKeyId;
    const { accessKeyId, ...others } = explicit;
    assert.equal(await tokenOf(new Bun.S3Client(others)), undefined);
    process.env.AWS_ACCESS_KEY_ID = accessKeyId;
    delete process.env.S3_ACCESS_KEY_ID;
    assert.equal(await tokenOf(new Bun.S3Client(others)), 'of AWS');
    assert.equal(await tokenOf(new Bun.S3Client(explicit)), 'of AWS');
  } finally {
    for (const name of Object.keys(process.env)) if (/^(S3|AWS)_/.test(name)) delete process.env[name];
  }
});

test('Bun.s3 can be another client', () => {
  const before = Bun.s3;
  assert.ok(before instanceof Bun.S3Client);
  assert.equal(Bun.s3, before);
  Bun.s3 = client;
  assert.equal(Bun.s3, client);
  Bun.s3 = before;
});

test('a bucket is listed', async () => {
  s3.objects.clear();
  await client.write('p/1', 'a');
  await client.write('p/2', 'bc');
  s3.requests.length = 0;
  const listing = await client.list({
    prefix: 'p/', delimiter: '/', maxKeys: 7, startAfter: 'p', continuationToken: 'a b', fetchOwner: true, encodingType: 'url',
  });
  assert.equal(
    s3.requests[0].query,
    '?continuation-token=a%20b&delimiter=%2F&encoding-type=url&fetch-owner=true&list-type=2&max-keys=7&prefix=p%2F&start-after=p',
  );
  const entry = (key, size) => ({
    key, lastModified: '2013-05-24T00:00:00.000Z', eTag: '"1"', storageClass: 'STANDARD', size, owner: { id: 'me', displayName: 'Me & I' },
  });
  assert.deepEqual(listing, {
    name: 'b', prefix: 'p/', nextContinuationToken: 'to/ken', isTruncated: true, keyCount: 2, maxKeys: 7,
    contents: [entry('p/1', 1), entry('p/2', 2)], commonPrefixes: [{ prefix: 'p/' }],
  });
  await assert.rejects(client.list({ maxKeys: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  await assert.rejects(client.list({ encodingType: 'x' }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('a signed URL says what it is for', async () => {
  const file = client.file('signed.txt', { acl: 'public-read', storageClass: 'GLACIER', requestPayer: true });
  const url = new URL(file.presign({ method: 'PUT', expiresIn: 60 }));
  assert.equal(url.pathname, '/b/signed.txt');
  const query = Object.fromEntries(url.searchParams);
  assert.match(query['X-Amz-Signature'], /^[0-9a-f]{64}$/);
  assert.equal(query['X-Amz-Acl'], 'public-read');
  assert.equal(query['X-Amz-Expires'], '60');
  assert.equal(query['x-amz-storage-class'], 'GLACIER');
  assert.equal(query['x-amz-request-payer'], 'requester');
  assert.equal(query['X-Amz-SignedHeaders'], 'host');
  assert.equal((await fetch(url, { method: 'PUT', body: 'signed' })).status, 200);
  assert.equal(await (await fetch(client.presign('signed.txt'))).text(), 'signed');
  assert.equal(new URL(client.presign('k')).searchParams.get('X-Amz-Expires'), '86400');
  assert.equal(new URL(client.presign('k', { type: 'a/b' })).searchParams.get('response-content-type'), 'a/b');
  for (const expiresIn of [0, -1, 604_801, 1.5]) assert.throws(() => client.presign('k', { expiresIn }), { code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => client.presign('k', { method: 'PATCH' }), { name: 'S3Error', code: 'ERR_S3_INVALID_METHOD' });
  assert.throws(() => new Bun.S3Client({ bucket: 'b' }).presign('k'), { name: 'S3Error', code: 'ERR_S3_MISSING_CREDENTIALS' });
});

test('hosts of buckets and endpoints with a path', () => {
  const host = (options) => new URL(new Bun.S3Client({ ...credentials, bucket: 'b', ...options }).presign('k')).origin;
  assert.equal(host({}), 'https://s3.eu-test-1.amazonaws.com');
  assert.equal(host({ virtualHostedStyle: true }), 'https://b.s3.eu-test-1.amazonaws.com');
  assert.equal(host({ endpoint: 'x.example:8443' }), 'https://x.example:8443');
  const based = new Bun.S3Client({ ...credentials, bucket: 'b', endpoint: 'http://h/base/' });
  assert.ok(based.presign('k').startsWith('http://h/base/b/k?'));
});

test('a new Response of it is a redirect to it', async () => {
  await client.write('shown', 'redirected to');
  const response = new Response(client.file('shown'));
  assert.equal(response.status, 302);
  assert.equal(await (await fetch(response.headers.get('location'))).text(), 'redirected to');
  assert.equal(await new Response(client.file('shown'), { status: 201 }).text(), 'redirected to');
  assert.equal(await new Response(client.file('shown').slice(0, 3)).text(), 'red');
});

test('options that are none are refused', () => {
  const refused = (options, code) => assert.throws(() => new Bun.S3Client(options), { code });
  refused({ accessKeyId: 1 }, 'ERR_INVALID_ARG_TYPE');
  refused({ acl: 'nobody' }, 'ERR_INVALID_ARG_VALUE');
  refused({ storageClass: 'SHELF' }, 'ERR_INVALID_ARG_VALUE');
  refused({ partSize: 1024 }, 'ERR_OUT_OF_RANGE');
  refused({ queueSize: 0 }, 'ERR_OUT_OF_RANGE');
  refused({ retry: -1 }, 'ERR_OUT_OF_RANGE');
  refused({ retry: '1' }, 'ERR_INVALID_ARG_TYPE');
  refused({ contentDisposition: 'a\r\nX: b' }, 'ERR_INVALID_ARG_VALUE');
  refused({ endpoint: 'ftp://h' }, 'ERR_S3_INVALID_ENDPOINT');
  refused('text', 'ERR_INVALID_ARG_TYPE');
  new Bun.S3Client({ accessKeyId: undefined, region: null, endpoint: '' });
});

test('a path that is none', async () => {
  await assert.rejects(client.file('').text(), { name: 'S3Error', code: 'ERR_S3_INVALID_PATH' });
  await assert.rejects(Bun.S3Client.file('k', { ...credentials, endpoint: s3.endpoint }).text(), { code: 'ERR_S3_INVALID_PATH' });
});

test('nothing secret is shown', () => {
  const shown = Bun.inspect(client) + Bun.inspect(client.file('k')) + JSON.stringify(client);
  assert.ok(!shown.includes('secret'));
});

test('what passes is asked for again, what does not is told', async () => {
  await client.write('flaky', 'here');
  let left = 2;
  s3.intercept = () => (left-- > 0 ? failure(503, 'SlowDown') : undefined);
  assert.equal(await client.file('flaky').text(), 'here');
  left = 1;
  await assert.rejects(client.file('flaky', { retry: 0 }).text(), { name: 'S3Error', code: 'SlowDown' });
  s3.intercept = () => failure(403, 'AccessDenied');
  s3.requests.length = 0;
  await assert.rejects(client.file('flaky').text(), { name: 'S3Error', code: 'AccessDenied' });
  assert.equal(s3.requests.length, 1);
  s3.intercept = undefined;
});

test('methods know whose they are', async () => {
  const { prototype } = Bun.S3Client;
  assert.throws(() => prototype.file.call({}, 'k'), TypeError);
  await assert.rejects(prototype.write.call({}, 'k', 'x'), TypeError);
  const file = client.file('k');
  const s3File = Object.getPrototypeOf(file);
  await assert.rejects(s3File.stat.call(new Blob()), TypeError);
  await assert.rejects(s3File.write.call(Bun.file('x'), 'x'), TypeError);
  assert.throws(() => new s3File.constructor(), TypeError);
});

test('over TLS the payload is not hashed, and tls says whom to trust', async () => {
  const pem = (name) => Bun.file(`${fixture('')}../../../../../native-bridge/src/test/resources/tls/${name}`);
  const secure = startServer({ tls: { cert: pem('localhost.pem'), key: pem('localhost.key') } });
  const endpoint = `https://localhost:${secure.server.port}`;
  const ca = await pem('ca.pem').text();
  const trusting = secure.client({ endpoint, tls: { ca } });
  await trusting.write('k', 'over TLS');
  assert.equal(secure.requests[0].headers['x-amz-content-sha256'], 'UNSIGNED-PAYLOAD');
  assert.equal(await trusting.file('k').text(), 'over TLS');
  assert.equal(await (await fetch('s3://b/k', { s3: { ...credentials, endpoint, tls: { ca } } })).text(), 'over TLS');
  assert.throws(() => secure.client({ tls: { ca: 5 } }), { message: /^S3Client: options\.tls\.ca / });
  await assert.rejects(secure.client({ endpoint, retry: 0 }).file('k').text(), { code: /CERT|VERIFY|ISSUER/ });
  await client.write('k', 'plain');
  assert.match(s3.requests.at(-1).headers['x-amz-content-sha256'], /^[0-9a-f]{64}$/);
  secure.server.stop(true);
});

test('a proxy of the environment is asked', async () => {
  const asked = [];
  const proxy = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      asked.push(request.url);
      return new Response('by the proxy');
    },
  });
  process.env.http_proxy = proxy.url.href;
  try {
    const file = new Bun.S3Client({ ...credentials, bucket: 'b', endpoint: 'http://s3.invalid' }).file('k');
    assert.equal(await file.text(), 'by the proxy');
    assert.deepEqual(asked, ['http://s3.invalid/b/k']);
  } finally {
    delete process.env.http_proxy;
    proxy.stop(true);
  }
});
