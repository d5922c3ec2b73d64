// A script that replaces what intrinsics are made of changes its own world and not that of S3.
test('S3 does not notice a script that patches intrinsics', async () => {
  const listing =
    '<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><KeyCount>1</KeyCount><Contents><Key>k</Key><Size>3</Size>' +
    '<Owner><ID>me</ID></Owner></Contents><CommonPrefixes><Prefix>p/</Prefix></CommonPrefixes></ListBucketResult>';
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => new Response(request.url.endsWith('/k') ? 'abc' : listing, { headers: { ETag: '"1"' } }),
  });
  const options = {
    __proto__: null, accessKeyId: 'id', secretAccessKey: 'key', bucket: 'b', endpoint: server.url.href,
    acl: 'private', retry: 0, type: 'a/b',
  };
  const places = [
    [Array.prototype, Symbol.iterator], [Array.prototype, 'push'], [String.prototype, 'split'], [String.prototype, 'indexOf'],
    [String.prototype, 'slice'], [String.prototype, 'startsWith'], [RegExp.prototype, 'exec'], [Number.prototype, 'toString'],
    [Number, 'isInteger'], [Number, 'parseInt'], [Promise, 'resolve'], [Promise, 'reject'], [Promise.prototype, 'then'],
    [Object, 'defineProperty'], [globalThis, 'Date'], [globalThis, 'Uint8Array'], [globalThis, 'Blob'], [globalThis, 'Response'],
  ];
  // A setter that sees what is assigned, and a getter for what is not given.
  const inherited = ['method', 'expiresIn', 'tls', 'region', 'name', 'isTruncated', 'contents', 'owner', 'size', 'type', 'bucket'];
  const saved = places.map(([object, key]) => Reflect.getOwnPropertyDescriptor(object, key));
  const { defineProperty } = Object;
  const bad = () => { throw new Error('called'); };
  const replaced = { __proto__: null, value: bad, writable: true, configurable: true };
  const watched = { __proto__: null, get: bad, set: bad, configurable: true };
  const results = [];
  for (let i = 0; i < inherited.length; i++) defineProperty(Object.prototype, inherited[i], watched);
  for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], replaced);
  try {
    const client = new Bun.S3Client(options);
    const file = client.file('k', { __proto__: null, type: 'text/plain' });
    results[0] = file.presign();
    results[1] = client.list();
    results[2] = file.text();
    results[3] = client.size('k');
    results[4] = file.write('abc');
    results[5] = client.file('s3://b/k').exists();
    results[6] = file.writer().end();
  } finally {
    for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], saved[i]);
    for (let i = 0; i < inherited.length; i++) delete Object.prototype[inherited[i]];
  }
  assert.match(results[0], /X-Amz-Signature=/);
  assert.deepEqual(await results[1], {
    name: 'b', isTruncated: false, keyCount: 1, contents: [{ key: 'k', size: 3, owner: { id: 'me' } }], commonPrefixes: [{ prefix: 'p/' }],
  });
  assert.equal(await results[2], 'abc');
  assert.equal(await results[3], 3);
  assert.equal(await results[4], 3);
  assert.equal(await results[5], true);
  assert.equal(await results[6], 0);
  await server.stop(true);
});
