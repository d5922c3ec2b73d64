// A script that replaces what intrinsics are made of changes its own world and not that of CompressionStream.
test('compression does not notice a script that patches intrinsics', async () => {
  const places = [
    [Array.prototype, Symbol.iterator], [Array.prototype, 'push'], [Promise, 'resolve'], [Promise.prototype, 'then'],
    [Object.getPrototypeOf(Uint8Array.prototype), 'set'], [globalThis, 'Uint8Array'], [globalThis, 'ArrayBuffer'],
    [globalThis, 'TransformStream'], [ArrayBuffer, 'isView'],
  ];
  const inherited = ['coder', 'format', 'coding', 'whenWanted', 'blob', 'source', 'start', 'get'];
  const data = new TextEncoder().encode('patched');
  const saved = places.map(([object, key]) => Reflect.getOwnPropertyDescriptor(object, key));
  const { defineProperty } = Object;
  const bad = () => { throw new Error('called'); };
  const replaced = { __proto__: null, value: bad, writable: true, configurable: true };
  let promise;
  let native;
  let writer;
  let decompressed;
  for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], replaced);
  for (let i = 0; i < inherited.length; i++) {
    defineProperty(Object.prototype, inherited[i], { __proto__: null, set: bad, get: () => undefined, configurable: true });
  }
  try {
    const stream = new CompressionStream('gzip');
    writer = stream.writable.getWriter();
    writer.write(data);
    writer.close();
    promise = stream.readable.bytes();
    native = new Response('patched').body.pipeThrough(new CompressionStream('deflate')).bytes();
    decompressed = new DecompressionStream('gzip');
  } finally {
    for (let i = 0; i < inherited.length; i++) delete Object.prototype[inherited[i]];
    for (let i = 0; i < places.length; i++) defineProperty(places[i][0], places[i][1], saved[i]);
  }
  assert.equal(await new Blob([await promise]).stream().pipeThrough(decompressed).text(), 'patched');
  assert.equal(await new Blob([await native]).stream().pipeThrough(new DecompressionStream('deflate')).text(), 'patched');
});
