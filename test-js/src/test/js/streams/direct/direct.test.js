// Streams of type "direct": the script writes into whatever consumes them.
const direct = 'Direct script: a script writes its chunks';
const later = () => new Promise((resolve) => setTimeout(resolve, 0));
const decode = (bytes) => new TextDecoder().decode(bytes);

test('a consumer of the whole calls pull() once, and a fulfilled promise ends the stream', async () => {
  let pulls = 0;
  const stream = new ReadableStream({
    type: 'direct',
    start() { assert.fail('start() is never called'); },
    async pull(controller) {
      pulls++;
      assert.equal(controller.write('ab'), 2);
      assert.equal(controller.write(Uint8Array.of(0xc3)), 1);
      await later();
      assert.equal(controller.write(Uint8Array.of(0xa9).buffer), 1);
      assert.equal(controller.write('€'), 3);
    },
  });
  assert.equal(pulls, 0);
  const text = stream.text();
  assert.equal(stream.locked, true);
  assert.equal(await text, 'abé€');
  assert.equal(pulls, 1);
  assert.equal(stream.locked, false);
}, { ways: [direct] });

test('one that ends within pull() answers at once', () => {
  const make = () => new ReadableStream({ type: 'direct', pull(c) { c.write('[1]'); c.end(); } });
  assert.equal(Bun.peek(make().text()), '[1]');
  assert.deepEqual(Bun.peek(make().json()), [1]);
  assert.deepEqual(Bun.peek(make().bytes()), new TextEncoder().encode('[1]'));
  assert.deepEqual(Bun.peek(Bun.readableStreamToArray(make())), ['[1]']);
}, { ways: [direct, direct, direct, direct] });

test('the controller may be kept and written to later', async () => {
  let kept;
  const stream = new ReadableStream({ type: 'direct', pull(controller) { kept = controller; } });
  const text = stream.text();
  await later();
  kept.write('late');
  kept.end();
  assert.equal(await text, 'late');
  assert.equal(kept.write('x'), 0);
  assert.equal(kept.flush(), 0);
});

test('close(error), error(error), a throw and a rejection fail the stream, and cancel() is not called', async () => {
  const error = new Error('bad');
  const pulls = [
    (c) => { c.write('a'); c.close(error); },
    (c) => { c.write('a'); c.error(error); },
    () => { throw error; },
    async () => { await later(); throw error; },
  ];
  for (const pull of pulls) {
    const closed = [];
    const make = () =>
      new ReadableStream({ type: 'direct', pull, cancel() { assert.fail('cancel() is for the consumer'); }, close: (e) => closed.push(e) });
    const stream = make();
    assert.equal(await assert.rejects(stream.text()), error);
    assert.equal(await assert.rejects(stream.getReader().closed), error);
    const reader = make().getReader();
    assert.equal(await assert.rejects(async () => { for (;;) await reader.read(); }), error);
    assert.deepEqual(closed, [error, error]);
  }
});

test('what is neither text nor bytes cannot be written', async () => {
  for (const chunk of [5, null, undefined, {}, [1]]) {
    const stream = new ReadableStream({ type: 'direct', pull: (c) => { c.write(chunk); } });
    await assert.rejects(stream.text(), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  }
});

test('bytes are copied when they are written', async () => {
  const bytes = Uint8Array.of(0x61);
  const make = () =>
    new ReadableStream({
      type: 'direct',
      pull(c) {
        c.write(bytes.fill(0x61));
        c.write(bytes.fill(0x62));
        c.end();
        bytes.fill(0x63);
      },
    });
  assert.equal(await make().text(), 'ab');
  assert.equal(decode((await make().getReader().read()).value), 'ab');
  assert.deepEqual(await Bun.readableStreamToArray(make()), [Uint8Array.of(0x61), Uint8Array.of(0x62)]);
});

test('a reader calls pull() for each read that finds nothing', async () => {
  let pulls = 0;
  const stream = new ReadableStream({
    type: 'direct',
    pull(c) {
      c.write(`a${++pulls}`);
      if (pulls === 3) c.end();
    },
  });
  const reader = stream.getReader();
  assert.equal(pulls, 0);
  const texts = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) texts.push(decode(step.value));
  assert.deepEqual(texts, ['a1', 'a2', 'a3']);
});

test('a reader gets what was flushed in chunks of their own, and small writes together', async () => {
  const stream = new ReadableStream({
    type: 'direct',
    async pull(c) {
      c.write('a');
      c.write('b');
      await c.flush();
      await later();
      c.write('c');
      await later();
      c.write('d');
      c.end();
    },
  });
  const texts = [];
  for await (const chunk of stream) texts.push(decode(chunk));
  assert.deepEqual(texts, ['ab', 'c', 'd']);
});

test('a reader that waits for a pull whose promise is fulfilled has it called again', async () => {
  let pulls = 0;
  const stream = new ReadableStream({
    type: 'direct',
    async pull(c) {
      await later();
      if (++pulls === 3) c.write('third');
      if (pulls === 4) c.end();
    },
  });
  const reader = stream.getReader();
  assert.equal(decode((await reader.read()).value), 'third');
  assert.equal((await reader.read()).done, true);
});

test('a writer waits while the reader is behind', async () => {
  const order = [];
  const stream = new ReadableStream(
    {
      type: 'direct',
      async pull(c) {
        for (let i = 0; i < 3; i++) {
          const written = c.write(new Uint8Array(1000));
          order.push(typeof written === 'number' ? `wrote ${i}` : `waits ${i}`);
          assert.equal(await written, 1000);
        }
        c.end();
      },
    },
    { highWaterMark: 1000 },
  );
  const reader = stream.getReader();
  await reader.read();
  await later();
  assert.deepEqual(order, ['wrote 0', 'waits 1']);
  await reader.read();
  await later();
  assert.deepEqual(order, ['wrote 0', 'waits 1']);
  // This read finds nothing and so lets the writer go on.
  assert.equal((await reader.read()).value.length, 1000);
  assert.deepEqual(order, ['wrote 0', 'waits 1', 'wrote 2']);
  assert.equal((await reader.read()).done, true);
});

test('cancel() reaches the script, ends its waiting, and makes writes vain', async () => {
  const seen = [];
  let waited;
  const stream = new ReadableStream(
    {
      type: 'direct',
      async pull(c) {
        c.write(new Uint8Array(10));
        waited = await c.write(new Uint8Array(10));
        seen.push(c.write('x'));
      },
      cancel(reason) { seen.push(reason); return 'ignored'; },
      close() { assert.fail('close() is for the script\'s own end'); },
    },
    { highWaterMark: 10 },
  );
  const reader = stream.getReader();
  await reader.read();
  assert.equal(await reader.cancel('why'), undefined);
  await later();
  assert.deepEqual(seen, ['why', 0]);
  assert.equal(waited, 0);
});

test('a cancelled stream that nobody has read never calls pull()', async () => {
  let reason;
  const stream = new ReadableStream({ type: 'direct', pull() { assert.fail('pulled'); }, cancel(why) { reason = why; } });
  await stream.cancel('unread');
  assert.equal(reason, 'unread');
  await assert.rejects(stream.text(), { code: 'ERR_INVALID_STATE' });
});

test('an error of cancel() rejects the cancellation', async () => {
  const stream = new ReadableStream({ type: 'direct', pull() {}, cancel() { throw new RangeError('x'); } });
  await assert.rejects(stream.cancel(), RangeError);
});

test('tee, pipe and transform work as with any stream', async () => {
  const make = () => new ReadableStream({ type: 'direct', pull(c) { c.write('piped'); c.end(); } });
  const [one, two] = make().tee();
  assert.equal(await one.text(), 'piped');
  assert.equal(await two.text(), 'piped');
  assert.equal(await make().pipeThrough(new TextDecoderStream()).text(), 'piped');
  assert.equal(await make().pipeThrough(new TransformStream()).text(), 'piped');
});

test('a direct source needs a pull()', () => {
  assert.throws(() => new ReadableStream({ type: 'direct' }), TypeError);
  assert.throws(() => new ReadableStream({ type: 'direct', pull: 5 }), TypeError);
});

test('what fails after the end is nobody\'s error', async () => {
  const stream = new ReadableStream({
    type: 'direct',
    async pull(c) {
      c.write('a');
      c.end();
      throw new Error('too late');
    },
  });
  assert.equal(await stream.text(), 'a');
  await later();
});

test('an object that pull() returns is no promise: the script may go on writing', async () => {
  let controller;
  const text = new Response(new ReadableStream({ type: 'direct', pull(given) { return (controller = given); } })).text();
  setTimeout(() => {
    controller.write('a');
    controller.end();
  }, 0);
  assert.equal(await text, 'a');
});
