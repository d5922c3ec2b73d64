bench('create, read and close a stream of one chunk, per stream', {
  async run(_, n) {
    let count = 0;
    for (let i = 0; i < n; i++) {
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue(i);
          controller.close();
        },
      });
      const reader = stream.getReader();
      count += (await reader.read()).value === i ? 1 : 0;
      check((await reader.read()).done, true);
    }
    check(count, n);
  },
});
