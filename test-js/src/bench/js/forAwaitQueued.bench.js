bench('for await over queued chunks, per chunk', {
  prepare(n) {
    return new ReadableStream({
      start(controller) {
        for (let i = 0; i < n; i++) {
          controller.enqueue(i);
        }
        controller.close();
      },
    });
  },
  async run(stream, n) {
    let count = 0;
    for await (const chunk of stream) {
      count += chunk >= 0 ? 1 : 0;
    }
    check(count, n);
  },
});
