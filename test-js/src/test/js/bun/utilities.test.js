test('sleep waits for milliseconds or for a Date', async () => {
  assert.equal(await Bun.sleep(1), undefined);
  assert.equal(await Bun.sleep(new Date()), undefined);
  assert.equal(await Bun.sleep(-5), undefined);
  for (const wrong of ['1', undefined, NaN, {}]) assert.throws(() => Bun.sleep(wrong), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
});

test('nanoseconds never go back', () => {
  const first = Bun.nanoseconds();
  assert.ok(Number.isInteger(first));
  assert.ok(Bun.nanoseconds() >= first);
});

test('concatArrayBuffers joins buffers and views', () => {
  const views = () => [
    Uint8Array.of(1, 2),
    Uint8Array.of(3, 4, 5).buffer,
    new Uint8Array([9, 6, 9]).subarray(1, 2),
    new DataView(new ArrayBuffer(1)),
  ];
  assert.deepEqual(Bun.concatArrayBuffers(views()), Uint8Array.of(1, 2, 3, 4, 5, 6, 0).buffer);
  assert.deepEqual(Bun.concatArrayBuffers(new Set(views()), 3), Uint8Array.of(1, 2, 3).buffer);
  assert.deepEqual(Bun.concatArrayBuffers(views(), Infinity, true), Uint8Array.of(1, 2, 3, 4, 5, 6, 0));
  assert.deepEqual(Bun.concatArrayBuffers([]), new ArrayBuffer(0));
  assert.deepEqual(Bun.concatArrayBuffers(views(), 0, true), new Uint8Array(0));
  assert.throws(() => Bun.concatArrayBuffers([5]), TypeError);
  assert.throws(() => Bun.concatArrayBuffers(5), TypeError);
  assert.throws(() => Bun.concatArrayBuffers([], -1), RangeError);
});

test('argv, env and main are those of the process', () => {
  assert.equal(Bun.argv, process.argv);
  assert.equal(Bun.env, process.env);
  assert.equal(typeof Bun.main, 'string');
});

test('gc tells how much of the heap is used', () => {
  assert.ok(Bun.gc(true) > 0);
});

test('a long sleep is not a short one', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 5);
  const woken = await Promise.race([
    Bun.sleep(2 ** 31).then(() => true),
    new Promise((resolve) => { controller.signal.addEventListener('abort', () => resolve(false)); }),
  ]);
  assert.equal(woken, false);
  assert.throws(() => Bun.sleep(new Date(NaN)), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
});
