const path = fixture('lines.txt');
const open = () => Bun.file(path).stream();

test('a file stream that was cancelled unread can be locked and released', async () => {
  const stream = open();
  await stream.cancel();
  const reader = stream.getReader();
  assert.deepEqual(await reader.read(), { value: undefined, done: true });
  reader.releaseLock();
  assert.equal(stream.locked, false);
});

test('for await over a cancelled file stream ends at once', async () => {
  const stream = open();
  await stream.cancel();
  for await (const chunk of stream) assert.fail(`a chunk of ${chunk.length} bytes`);
  assert.equal(stream.locked, false);
});

test('the branches of a cancelled file stream are at their end', async () => {
  const stream = open();
  await stream.cancel();
  for (const branch of stream.tee()) {
    assert.equal((await branch.getReader().read()).done, true);
  }
});

test('a pipe from a cancelled file stream closes its destination', async () => {
  const stream = open();
  await stream.cancel();
  let closed = false;
  await stream.pipeTo(new WritableStream({ close() { closed = true; } }));
  assert.ok(closed);
});

test('bytes that a BYOB reader asked for and did not wait for reach the next reader', async () => {
  const whole = await open().bytes();
  const stream = open();
  const byob = stream.getReader({ mode: 'byob' });
  const abandoned = byob.read(new Uint8Array(1 << 16));
  byob.releaseLock();
  await assert.rejects(abandoned, TypeError);
  const reader = stream.getReader();
  const bytes = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) break;
    bytes.push(...value);
  }
  assert.deepEqual(new Uint8Array(bytes), whole);
});

test('a path with a NUL is refused', () => {
  assert.throws(() => Bun.file('a\0b').stream(), TypeError);
  assert.throws(() => Bun.file('file:///a%00b').stream(), TypeError);
});
