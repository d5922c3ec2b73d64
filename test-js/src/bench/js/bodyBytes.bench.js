// arrayBuffer() and bytes() of bodies that are here.
for (const [size, length, first] of [['1 KB', 1 << 10], ['64 KB', 1 << 16, 100], ['1 MB', 1 << 20, 10]]) {
  const prepare = () => new Uint8Array(length).fill(7);
  bench(`Response(bytes of ${size}).arrayBuffer()`, {
    first,
    prepare,
    async run(body, n) {
      for (let i = 0; i < n; i++) {
        check((await new Response(body).arrayBuffer()).byteLength, length);
      }
    },
  });
  // Not every runtime has bytes().
  if ('bytes' in Response.prototype) {
    bench(`Response(bytes of ${size}).bytes()`, {
      first,
      prepare,
      async run(body, n) {
        for (let i = 0; i < n; i++) {
          check((await new Response(body).bytes()).length, length);
        }
      },
    });
  }
}
