// `dataFile` is the path of a file of 64 MiB that the driver has made.
const size = 64 << 20;

async function consume(stream) {
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.byteLength;
  }
  check(bytes, size);
}

const openers = {
  sluice: [() => Bun.file(dataFile).stream()],
  bun: [() => Bun.file(dataFile).stream()],
  deno: [async () => (await Deno.open(dataFile)).readable],
  node: [
    async () => (await import('node:stream')).Readable.toWeb((await import('node:fs')).createReadStream(dataFile)),
    async () => (await (await import('node:fs')).openAsBlob(dataFile)).stream(),
  ],
};

for (const open of openers[runtimeName]) {
  bench('a file of 64 MiB by for await, per file', {
    n: 1,
    async run() {
      await consume(await open());
    },
  });
}
