// Scripts that patch intrinsics change their own world, not what is printed.
test('inspection does not notice what a script has patched', () => {
  const { get } = Map.prototype;
  const { split } = String.prototype;
  const iterator = Array.prototype[Symbol.iterator];
  const { exec } = RegExp.prototype;
  let text;
  try {
    Object.prototype.get = () => 1;
    Map.prototype.get = String.prototype.split = Array.prototype[Symbol.iterator] = null;
    RegExp.prototype.exec = () => { throw new Error('patched'); };
    text = Bun.inspect({ a: [1, { 'b-c': 'x' }] });
  } finally {
    delete Object.prototype.get;
    Map.prototype.get = get;
    String.prototype.split = split;
    Array.prototype[Symbol.iterator] = iterator;
    RegExp.prototype.exec = exec;
  }
  assert.equal(text, "{ a: [ 1, { 'b-c': 'x' } ] }");
});

test('what a script has put in the place of getters is not called', () => {
  const file = new File(['abc'], 'f.txt', { type: 'text/plain', lastModified: 5 });
  const form = new FormData();
  form.append('a', 'b');
  form.append('file', file);
  const headers = { 'X-A': '1' };
  // The engine asks for the name of an error when its stack is first looked at; without one there are brackets around.
  const volatile = /timeStamp: [\d.]+|\n +at .*|^\[|\]$/g;
  const show = () => [
    new Response('x', { status: 201, headers }), new Request('http://a/', { headers }), new Headers(headers),
    new URLSearchParams('a=b&a=c'),
    form, new Blob(['x'], { type: 'a/b' }), file, new AbortController(), new Event('x'), new URL('http://a/b?c#d'),
    new DOMException('m', 'AbortError'), new TextDecoder(), new ReadableStream(), new WritableStream(), new TransformStream(),
    new CountQueuingStrategy({ highWaterMark: 1 }), Bun.file('f'),
  ].map((value) => Bun.inspect(value).replace(volatile, ''));
  const before = show();
  const interfaces = [
    Response, Request, Headers, URLSearchParams, FormData, Blob, File, AbortController, AbortSignal, Event, URL, DOMException, TextDecoder,
    ReadableStream, WritableStream, TransformStream, CountQueuingStrategy,
  ];
  const { getOwnPropertyDescriptor, defineProperty } = Object;
  const saved = [];
  const bad = () => { throw new Error('called'); };
  let after;
  try {
    for (const { prototype } of interfaces) {
      for (const key of [...Reflect.ownKeys(prototype), 'own']) {
        if (key === 'constructor' || key === Symbol.toStringTag) continue;
        const descriptor = getOwnPropertyDescriptor(prototype, key);
        if (descriptor?.configurable === false) continue;
        saved.push([prototype, key, descriptor]);
        if (descriptor === undefined || descriptor.get !== undefined) {
          defineProperty(prototype, key, { get: bad, set: bad, enumerable: true, configurable: true });
        } else {
          defineProperty(prototype, key, { value: bad, writable: true, configurable: true });
        }
      }
    }
    after = show();
  } finally {
    for (const [prototype, key, descriptor] of saved) {
      if (descriptor === undefined) delete prototype[key];
      else defineProperty(prototype, key, descriptor);
    }
  }
  assert.deepEqual(after, before);
  assert.match(before[0], /^Response \{\n  type: 'default',\n  url: '',\n  redirected: false,\n  status: 201,\n  ok: true,/);
  assert.match(before[1], /^Request \{\n  method: 'GET',\n  url: 'http:\/\/a\/',\n  headers: Headers \{ x-a: '1' \},/);
  assert.equal(before[3], "URLSearchParams { a: [ 'b', 'c' ] }");
  assert.equal(before[10], 'AbortError: m');
  assert.match(before[4], /^FormData \{\n  a: 'b',\n  file: File \{/);
});
