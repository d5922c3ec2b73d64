bench('read() that pulls each chunk, per chunk', {
  async run(_, n) {
    let made = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (made === n) {
          controller.close();
        } else {
          controller.enqueue(made++);
        }
      },
    });
    const reader = stream.getReader();
    let count = 0;
    while (!(await reader.read()).done) {
      count++;
    }
    check(count, n);
  },
});
