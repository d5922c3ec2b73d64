// Small and middle responses, fetched one after the other from a server in the driver's process, `upstreamUrl`. Its body is ASCII.
for (const [name, path, length] of [['1 KB', '/bytes/1024', 1024], ['1 MB', '/bytes/1048576', 1 << 20]]) {
  bench(`fetch of ${name}, text()`, {
    first: 10,
    async run(_, n) {
      for (let i = 0; i < n; i++) check((await (await fetch(upstreamUrl + path)).text()).length, length);
    },
  });
  bench(`fetch of ${name}, arrayBuffer()`, {
    first: 10,
    async run(_, n) {
      for (let i = 0; i < n; i++) check((await (await fetch(upstreamUrl + path)).arrayBuffer()).byteLength, length);
    },
  });
}
