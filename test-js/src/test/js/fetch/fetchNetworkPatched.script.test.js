// A script that replaces what intrinsics are made of changes its own world and not that of fetch().
test('fetches do not notice a script that patches intrinsics', async () => {
  const server = Bun.serve({
    port: 0,
    fetch(request) {
      if (!request.url.endsWith('/moved')) return new Response('{"a":1}');
      return new Response(null, { status: 302, headers: { Location: '/\u00e4', 'Referrer-Policy': 'origin' } });
    },
  });
  const integrity = 'sha256-LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=';
  const url = server.url.href;
  // Once before, so that the server's own scripts, which are none of ours, are not what is found.
  await (await fetch(`${url}moved`)).text();
  const places = [
    [Array.prototype, Symbol.iterator], [Array.prototype, 'push'], [Array.prototype, 'map'], [String.prototype, 'toLowerCase'],
    [String.prototype, 'split'], [String.prototype, 'indexOf'], [String.prototype, 'slice'], [String.prototype, 'charCodeAt'],
    [String.prototype, 'replaceAll'], [RegExp.prototype, 'exec'], [Number.prototype, 'toString'], [Promise, 'resolve'],
    [Promise.prototype, 'then'], [JSON, 'parse'], [globalThis, 'Uint8Array'], [globalThis, 'Response'], [globalThis, 'Request'],
    [globalThis, 'Headers'], [globalThis, 'WeakRef'], [globalThis, 'AbortSignal'], [WeakRef.prototype, 'deref'], [Object, 'defineProperty'],
  ];
  const inherited = ['get', 'status', 'type', 'url', 'tls', 'proxy', 'signal', 'start'];
  const saved = places.map(([object, key]) => Reflect.getOwnPropertyDescriptor(object, key));
  const { defineProperty } = Object;
  const bad = () => { throw new Error('called'); };
  const init = { __proto__: null, method: 'POST', body: 'x', headers: { __proto__: null, a: 'b' } };
  const checked = { __proto__: null, integrity };
  const fetches = [];
  const replaced = { __proto__: null, value: bad, writable: true, configurable: true };
  for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], replaced);
  for (let i = 0; i < inherited.length; i++) defineProperty(Object.prototype, inherited[i], replaced);
  try {
    fetches[0] = fetch('data:text/plain;base64,aGVsbG8=', checked);
    fetches[1] = fetch(`${url}moved`, init);
  } finally {
    for (let i = 0; i < inherited.length; i++) delete Object.prototype[inherited[i]];
    for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], saved[i]);
  }
  assert.equal(await (await fetches[0]).text(), 'hello');
  const response = await fetches[1];
  assert.equal(response.url, `${url}%E4`);
  assert.deepEqual(await response.json(), { a: 1 });
  await server.stop(true);
});
