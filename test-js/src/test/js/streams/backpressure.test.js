// Whoever is slow holds back who is quick, however many stand between them: memory stays bounded.
const turn = () => new Promise((done) => setTimeout(done));

/** A source that never waits, and tells how often it was asked. */
function endless() {
  const source = { pulls: 0 };
  source.stream = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array([source.pulls++])) });
  return source;
}

/** A sink that takes one chunk and then keeps it until it is let go; from then on it takes one each turn of the event loop. */
function stuck() {
  const sink = { chunks: 0 };
  const gate = new Promise((open) => (sink.release = open));
  sink.stream = new WritableStream({
    write() {
      sink.chunks++;
      return sink.chunks === 1 ? gate : turn();
    },
  });
  return sink;
}

const upper = () => new TransformStream({ transform: (chunk, controller) => controller.enqueue(chunk) });

const ways = {
  'a pipe': (stream) => stream,
  'identity transforms': (stream) => stream.pipeThrough(new TransformStream()).pipeThrough(new TransformStream()),
  'transforms of a script': (stream) => stream.pipeThrough(upper()).pipeThrough(upper()).pipeThrough(upper()),
  'a transform that doubles': (stream) =>
    stream.pipeThrough(
      new TransformStream({
        transform(chunk, controller) {
          controller.enqueue(chunk);
          controller.enqueue(chunk);
        },
      }),
    ),
  'bodies': (stream) => new Response(new Request('http://host/', { method: 'POST', body: stream, duplex: 'half' }).body).body,
  'a text decoder and encoder': (stream) => stream.pipeThrough(new TextDecoderStream()).pipeThrough(new TextEncoderStream()),
};

for (const [name, through] of Object.entries(ways)) {
  test(`a sink that is stuck holds back the source, through ${name}`, async () => {
    const source = endless();
    const sink = stuck();
    const stop = new AbortController();
    const pipe = through(source.stream).pipeTo(sink.stream, { signal: stop.signal });
    while (sink.chunks === 0) await turn();
    let before;
    do {
      before = source.pulls;
      for (let i = 0; i < 10; i++) await turn();
    } while (source.pulls !== before && before <= 20);
    assert.equal(sink.chunks, 1);
    assert.ok(before <= 20, `${before} chunks were taken from the source for one that was written`);
    // Not for good: when the sink goes on, so does the source.
    sink.release();
    while (sink.chunks < 40) await turn();
    stop.abort();
    await assert.rejects(pipe, { name: 'AbortError' });
  });
}

test('a script reader that pauses holds back a file', async () => {
  const path = `${tempDir}/large`;
  await Bun.write(path, new Uint8Array(20_000_000));
  const reader = Bun.file(path).stream().pipeThrough(new TransformStream()).getReader();
  const { value } = await reader.read();
  for (let i = 0; i < 50; i++) await turn();
  // What the reader has not asked for is still in the file, but for the buffers that read ahead.
  await Bun.write(path, 'short');
  let rest = value.length;
  for (;;) {
    const step = await reader.read();
    if (step.done) break;
    rest += step.value.length;
  }
  assert.ok(rest < 10_000_000, `${rest} bytes had been read`);
});
