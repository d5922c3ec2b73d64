// Streams of a script, read whole: chunks that wait are taken in one go, others are pulled one by one.
const chunk = new Uint8Array(64).fill(0x61);

bench('new Response(stream).text() of 10,000 chunks that wait, per chunk', {
  n: 10_000,
  prepare: (n) => new ReadableStream({
    start(controller) {
      for (let i = 0; i < n; i++) controller.enqueue(chunk);
      controller.close();
    },
  }),
  async run(stream, n) {
    check((await new Response(stream).text()).length, n * 64);
  },
});

bench('new Response(stream).text() of 10,000 chunks, each from its pull(), per chunk', {
  n: 10_000,
  prepare(n) {
    let i = 0;
    return new ReadableStream({
      pull(controller) {
        controller.enqueue(chunk);
        if (++i === n) controller.close();
      },
    });
  },
  async run(stream, n) {
    check((await new Response(stream).text()).length, n * 64);
  },
});
