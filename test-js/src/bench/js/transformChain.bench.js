bench('three identity transforms in a chain, per chunk', {
  async run(_, n) {
    let made = 0;
    let count = 0;
    const stream = new ReadableStream({
      pull(controller) {
        if (made === n) {
          controller.close();
        } else {
          controller.enqueue(made++);
        }
      },
    })
      .pipeThrough(new TransformStream())
      .pipeThrough(new TransformStream())
      .pipeThrough(new TransformStream());
    for await (const chunk of stream) {
      count += chunk >= 0 ? 1 : 0;
    }
    check(count, n);
  },
});
