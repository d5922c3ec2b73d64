// A file of 1 GiB, `largeFile`, copied by the way a runtime has for it; and by `cp`, which Node runs.
const destination = `${scratchFolder}/copy`;
const copiers = {
  sluice: [() => Bun.write(Bun.file(destination), Bun.file(largeFile))],
  bun: [() => Bun.write(Bun.file(destination), Bun.file(largeFile))],
  deno: [() => Deno.copyFile(largeFile, destination)],
  node: [
    async () => (await import('node:fs/promises')).copyFile(largeFile, destination),
    async () => (await import('node:child_process')).execFileSync('cp', [largeFile, destination]),
  ],
};

for (const copy of copiers[runtimeName]) {
  bench('copy of a file of 1 GB', { n: 1, run: copy });
}
