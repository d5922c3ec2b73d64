// A file of 1 GiB, `largeFile`, sent to a server, `upstreamUrl`, and one of the same length fetched into a file, by the way that a runtime
// has for it. The server answers an upload with its length.
const GIGABYTE = 1 << 30;
const destination = `${scratchFolder}/fetched`;
const url = `${upstreamUrl}/bytes/${GIGABYTE}`;
const put = async (body) => check(Number(await (await fetch(url, { method: 'PUT', body, duplex: 'half' })).text()), GIGABYTE);

const ways = {
  sluice: { upload: () => put(Bun.file(largeFile)), download: async () => Bun.write(destination, await fetch(url)) },
  bun: { upload: () => put(Bun.file(largeFile)), download: async () => Bun.write(destination, await fetch(url)) },
  deno: {
    upload: async () => put((await Deno.open(largeFile)).readable),
    download: async () => Deno.writeFile(destination, (await fetch(url)).body),
  },
  node: {
    upload: async () => put(await (await import('node:fs')).openAsBlob(largeFile)),
    async download() {
      const { pipeline } = await import('node:stream/promises');
      const { createWriteStream } = await import('node:fs');
      const { Readable } = await import('node:stream');
      await pipeline(Readable.fromWeb((await fetch(url)).body), createWriteStream(destination));
    },
  },
}[runtimeName];

bench('upload of a file of 1 GB', { n: 1, run: ways.upload });
bench('download of 1 GB to a file', { n: 1, run: ways.download });
