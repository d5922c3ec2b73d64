// A million bodies, read, cloned, cancelled, aborted and errored: memory must stay flat. Run it with a small heap, which a leak would fill:
//
//   SLUICE_JAVA_OPTS=-Xmx128m bin/runtime test-js/src/soak/js/bodies.mjs [BODIES]
//
// Prints what is in use after a collection, ten times; ends with exit code 1 if that has grown by more than 8 MB since the first tenth.
const total = Number(process.argv[2] ?? 1_000_000);
const path = `${process.env.TMPDIR ?? '/tmp'}/sluice-soak-${process.pid}`;
await Bun.write(path, 'x'.repeat(4096));
const chunk = new Uint8Array(512).fill(0x61);

const pulled = (count) => {
  let made = 0;
  return new ReadableStream({
    pull(controller) {
      if (made++ === count) controller.close();
      else controller.enqueue(chunk);
    },
  });
};

const fails = async (promise) => {
  try {
    await promise;
  } catch {
    return;
  }
  throw new Error('did not fail');
};

/** Each does one body in one way, to its end. */
const lives = [
  () => new Response('text').text(),
  () => new Response(chunk).arrayBuffer(),
  () => new Response(pulled(4)).text(),
  () => new Response(pulled(4)).body.cancel('enough'),
  async () => {
    const response = new Response(pulled(4));
    await Promise.all([response.clone().text(), response.text()]);
  },
  async () => {
    const reader = new Response(pulled(4)).body.getReader();
    await reader.read();
    await reader.cancel();
  },
  () => fails(new Response(new ReadableStream({ pull(controller) { controller.error(new Error('broken')); } })).text()),
  () => fails(new Response(new ReadableStream({ pull() { throw new Error('broken'); } })).bytes()),
  () => fails(new Response('{').json()),
  async () => {
    const controller = new AbortController();
    const pipe = pulled(1e9).pipeTo(new WritableStream({ write() { controller.abort(); } }), { signal: controller.signal });
    await fails(pipe);
  },
  () => new Response(Bun.file(path)).text(),
  async () => {
    const reader = Bun.file(path).stream().getReader();
    await reader.read();
    await reader.cancel();
  },
  () => Bun.file(path).stream().cancel(),
  () => fails(Bun.file(`${path}-missing`).text()),
  async () => {
    const form = new FormData();
    form.append('file', new Blob([chunk]), 'name');
    await new Response(form).formData();
  },
];

/** The least of some looks: what a compilation holds that is under way, up to 20 MB, is nobody's leak. */
async function used() {
  let least = Infinity;
  for (let i = 0; i < 8; i++) {
    Bun.gc(true);
    least = Math.min(least, process.memoryUsage().heapUsed / 2 ** 20);
    await Bun.sleep(250);
  }
  return least;
}

let first;
let last;
for (let part = 1; part <= 10; part++) {
  for (let done = 0; done < total / 10; ) {
    const together = [];
    for (let i = 0; i < 60; i++, done++) together.push(lives[done % lives.length]());
    await Promise.all(together);
  }
  last = await used();
  first ??= last;
  console.log(`${part * total / 10} bodies: ${last.toFixed(1)} MB in use, ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB resident`);
}
await Bun.file(path).delete();
if (last > first + 8) {
  console.error(`memory grew from ${first.toFixed(1)} to ${last.toFixed(1)} MB`);
  process.exitCode = 1;
}
