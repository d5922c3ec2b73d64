bench('read() over queued chunks, per chunk', {
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
    const reader = stream.getReader();
    let count = 0;
    while (!(await reader.read()).done) {
      count++;
    }
    check(count, n);
  },
});
