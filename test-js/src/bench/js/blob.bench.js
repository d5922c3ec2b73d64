// Blobs in memory.
const text = 'abcdefghijklmno '.repeat(64);
bench('Blob of 1 KB .text()', {
  prepare: () => new Blob([text]),
  async run(blob, n) {
    for (let i = 0; i < n; i++) {
      check((await blob.text()).length, text.length);
    }
  },
});

const size = 64 << 20;
let large;
bench('slice() of a Blob of 64 MB, per slice', {
  n: 100_000,
  prepare: () => (large ??= new Blob([new Uint8Array(size)])),
  run(blob, n) {
    let total = 0;
    for (let i = 0; i < n; i++) {
      total += blob.slice(i, i + 16).size;
    }
    check(total, 16 * n);
  },
});
