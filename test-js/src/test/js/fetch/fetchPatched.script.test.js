// A script that replaces what intrinsics are made of changes its own world and not that of Headers, Request and Response.
test('bodies and headers do not notice a script that patches intrinsics', async () => {
  const places = [
    [Array.prototype, Symbol.iterator], [Array.prototype, 'push'], [Array.prototype, 'sort'], [Array.prototype, 'map'],
    [String.prototype, 'toLowerCase'], [String.prototype, 'toUpperCase'], [String.prototype, 'trim'], [String.prototype, 'indexOf'],
    [String.prototype, 'slice'], [String.prototype, 'toWellFormed'], [String.prototype, 'charCodeAt'], [RegExp.prototype, 'exec'],
    [RegExp.prototype, 'test'], [Promise, 'resolve'], [Promise, 'reject'], [Promise.prototype, 'then'],
    [Object.getPrototypeOf(Uint8Array.prototype), 'set'], [Object.getPrototypeOf(Uint8Array.prototype), 'slice'],
    [JSON, 'parse'], [JSON, 'stringify'], [globalThis, 'Uint8Array'], [globalThis, 'ReadableStream'], [globalThis, 'Blob'],
    [globalThis, 'Headers'],
    [Map.prototype, 'get'], [ArrayBuffer, 'isView'], [Reflect, 'ownKeys'], [Object, 'defineProperty'],
  ];
  const inherited = ['get', 'status', 'headers', 'limit', 'body'];
  const source = new Uint8Array([0x41, 0x42]);
  const data = { a: 1 };
  const saved = places.map(([object, key]) => Reflect.getOwnPropertyDescriptor(object, key));
  const { defineProperty } = Object;
  const bad = () => { throw new Error('called'); };
  let results;
  const replaced = { __proto__: null, value: bad, writable: true, configurable: true };
  for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], replaced);
  for (let i = 0; i < inherited.length; i++) {
    defineProperty(Object.prototype, inherited[i], { __proto__: null, value: bad, writable: true, configurable: true });
  }
  try {
    const headers = { __proto__: null, 'X-A': ' 1 ', b: '2' };
    const response = new Response('{"a":1}', { __proto__: null, status: 201, headers });
    const request = new Request('http://a/b', { __proto__: null, method: 'post', body: source, headers });
    const json = Response.json(data);
    results = [
      response.headers.get('x-a'), request.headers.get('X-A'), request.method, request.url, response.status,
      response.clone().json(), response.text(), request.clone().bytes(), request.text(), json.text(), new Response('x').arrayBuffer(),
      new Response(source).body.locked,
    ];
  } finally {
    for (let i = 0; i < inherited.length; i++) delete Object.prototype[inherited[i]];
    for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], saved[i]);
  }
  const [a, b, method, url, status, parsed, text, bytes, ab, written, buffer, locked] = results;
  assert.deepEqual([a, b, method, url, status], ['1', '1', 'POST', 'http://a/b', 201]);
  assert.deepEqual(await parsed, { a: 1 });
  assert.equal(await text, '{"a":1}');
  assert.deepEqual(await bytes, source);
  assert.equal(await ab, 'AB');
  assert.equal(await written, '{"a":1}');
  assert.equal((await buffer).byteLength, 1);
  assert.equal(locked, false);
});

test('accessors that a script puts on Object.prototype do not stand in the way', async () => {
  const names = [
    'type', 'status', 'value', 'state', 'stream', 'url', 'method', 'body', 'headers', 'signal', 'options', 'list', 'name', 'table', 'index',
  ];
  const accessor = { __proto__: null, get() { throw new Error('called'); }, configurable: true };
  let results;
  for (let i = 0; i < names.length; i++) Object.defineProperty(Object.prototype, names[i], accessor);
  try {
    const response = new Response('x');
    const request = new Request('http://a/', { __proto__: null, method: 'POST', body: new Uint8Array(2) });
    const headers = new Headers();
    headers.append('a', 'b');
    results = [response.clone().text(), request.bytes(), headers.keys().next().value, new Response('x').blob()];
  } finally {
    for (let i = 0; i < names.length; i++) delete Object.prototype[names[i]];
  }
  assert.equal(await results[0], 'x');
  assert.equal((await results[1]).length, 2);
  assert.equal(results[2], 'a');
  assert.equal((await results[3]).size, 1);
});
