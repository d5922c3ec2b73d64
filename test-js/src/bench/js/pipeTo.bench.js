bench('pipeTo of 100,000 chunks, per chunk', {
  n: 100_000,
  async run(_, n) {
    let made = 0;
    let count = 0;
    const readable = new ReadableStream({
      pull(controller) {
        if (made === n) {
          controller.close();
        } else {
          controller.enqueue(made++);
        }
      },
    });
    const writable = new WritableStream({
      write() {
        count++;
      },
    });
    await readable.pipeTo(writable);
    check(count, n);
  },
});
