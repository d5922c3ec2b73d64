// A buffer of autoAllocateChunkSize that cannot be had fails the read, and leaves the stream readable.
const unallocatable = () => new ReadableStream({ type: 'bytes', autoAllocateChunkSize: 2 ** 53 - 1, pull() {} });

test('a pipe whose read fails ends with that error and aborts its destination', async () => {
  let reason;
  const error = await assert.rejects(unallocatable().pipeTo(new WritableStream({ abort(r) { reason = r; } })), RangeError);
  assert.equal(reason, error);
});

test('a pipe whose read fails leaves its destination alone if preventAbort', async () => {
  const destination = new WritableStream({ abort() { assert.fail('aborted'); } });
  await assert.rejects(unallocatable().pipeTo(destination, { preventAbort: true }), RangeError);
  await destination.getWriter().close();
});

test('other pipes go on after one whose read has failed', async () => {
  await assert.rejects(unallocatable().pipeTo(new WritableStream()), RangeError);
  const seen = [];
  await ReadableStream.from(['a', 'b']).pipeTo(new WritableStream({ write(chunk) { seen.push(chunk); } }));
  assert.deepEqual(seen, ['a', 'b']);
});

test('text() rejects when its read fails', async () => {
  await assert.rejects(unallocatable().text(), RangeError);
});

test('both branches of a tee are errored when its read fails', async () => {
  const [one, two] = unallocatable().tee();
  const error = await assert.rejects(one.getReader().read(), RangeError);
  assert.equal(await assert.rejects(two.getReader().read()), error);
});

test('text() of a stream with a useless chunk rejects with a TypeError alone, though cancel() throws', async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(5);
    },
    cancel() {
      throw new Error('cancel');
    },
  });
  await assert.rejects(stream.text(), TypeError);
  await new Promise((resolve) => setTimeout(resolve, 0));
});

test('readMany does not look at the byteLength that a chunk claims to have', async () => {
  const chunk = { get byteLength() { throw new Error('byteLength'); } };
  let controller;
  const stream = new ReadableStream({ start(c) { controller = c; } });
  const reader = stream.getReader();
  const many = reader.readMany();
  controller.enqueue(chunk);
  const { value, done } = await many;
  assert.equal(value.length, 1);
  assert.equal(value[0], chunk);
  assert.equal(done, false);
  const bytes = reader.readMany();
  controller.enqueue(new Uint8Array(7));
  assert.equal((await bytes).size, 7);
});
