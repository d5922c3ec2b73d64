// A script that writes for long lets others have their turn, and does not fill the memory.
const MB = 1 << 20;

/** Consumes until `isOver()`, which a timer brings about: it is due at once, and comes when the loop is free. */
const untilTimer = async (make, consume) => {
  let isOver = false;
  setTimeout(() => { isOver = true; }, 0);
  await consume(make(() => isOver));
};

const consumers = {
  text: (stream) => stream.text(),
  array: (stream) => Bun.readableStreamToArray(stream),
  async reader(stream) { for await (const chunk of stream) assert.ok(chunk.length > 0); },
  file: (stream) => Bun.write(`${tempDir}/turns`, stream),
};

for (const [name, consume] of Object.entries(consumers)) {
  test(`timers run while a script writes by microtasks alone: ${name}`, async () => {
    await untilTimer((isOver) => new ReadableStream({
      type: 'direct',
      async pull(c) {
        while (!isOver()) await c.write('x'.repeat(64));
        c.end();
      },
    }), consume);
    await untilTimer((isOver) => new Response(async function* () { while (!isOver()) yield 'x'; }).body, consume);
  });
}

test('timers run while a reader has pull() called again and again, also where it gives nothing', async () => {
  await untilTimer((isOver) => new ReadableStream({ type: 'direct', async pull(c) { if (isOver()) c.end(); } }), consumers.reader);
  await untilTimer((isOver) => new ReadableStream({
    type: 'direct',
    pull(c) {
      if (isOver()) c.end();
      else c.write('x');
    },
  }), consumers.reader);
});

test('a long text by many small writes is whole', async () => {
  const COUNT = 20_000;
  let waits = 0;
  const stream = new ReadableStream({
    type: 'direct',
    async pull(c) {
      for (let i = 0; i < COUNT; i++) {
        const written = c.write('0123456789');
        if (typeof written !== 'number') waits++;
        assert.equal(await written, 10);
      }
    },
  });
  assert.equal((await stream.text()).length, 10 * COUNT);
  assert.ok(waits > 0);
});

test('who does not wait for write() gets the same promise again', async () => {
  let first;
  const stream = new ReadableStream({
    type: 'direct',
    async pull(c) {
      assert.equal(c.write('read'), 4);
      c.flush();
      first = c.write(new Uint8Array(3000));
      assert.ok(first instanceof Promise);
      assert.equal(c.write('more'), first);
      assert.equal(await first, 3000);
      c.end();
    },
  });
  const reader = stream.getReader();
  const sizes = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) sizes.push(step.value.length);
  assert.deepEqual(sizes, [4, 3000, 4]);
});

test('who writes on and on into a stream that nobody reads is told so, before memory is full', async () => {
  const chunk = new Uint8Array(MB);
  let written = 0;
  let told;
  const stream = new ReadableStream({
    type: 'direct',
    pull(c) { while (written < 1000 && c.write(chunk) !== 0) written++; },
    cancel(reason) { told = reason; },
  });
  const reader = stream.getReader();
  const error = await assert.rejects(async () => { for (;;) await reader.read(); }, { name: 'Error', code: 'ENOBUFS', message: /64 MB/ });
  assert.equal(told, error);
  assert.ok(written >= 64 && written <= 66, `${written}`);
});

test('one write may be larger than that', async () => {
  const stream = new ReadableStream({ type: 'direct', pull(c) { c.write(new Uint8Array(70 * MB)); c.end(); } });
  let size = 0;
  for await (const chunk of stream) size += chunk.length;
  assert.equal(size, 70 * MB);
});
