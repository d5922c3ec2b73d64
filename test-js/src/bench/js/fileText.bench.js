// A whole file as a string. `textFile` (64 MiB) and `smallTextFile` (1 KiB) are paths of files of ASCII that the driver has made.
const readers = {
  sluice: [(path) => Bun.file(path).text()],
  bun: [(path) => Bun.file(path).text()],
  deno: [(path) => Deno.readTextFile(path)],
  node: [async (path) => (await import('node:fs/promises')).readFile(path, 'utf8')],
};

for (const read of readers[runtimeName]) {
  for (const [name, path, length, first] of [['1 KB', smallTextFile, 1024, 100], ['64 MB', textFile, 64 << 20, 1]]) {
    bench(`text() of a file of ${name}`, {
      first,
      async run(_, n) {
        for (let i = 0; i < n; i++) {
          check((await read(path)).length, length);
        }
      },
    });
  }
}
