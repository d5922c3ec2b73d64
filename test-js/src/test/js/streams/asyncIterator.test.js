const unhandled = () => new Promise((resolve) => {
  addEventListener('unhandledrejection', (event) => {
    event.preventDefault();
    resolve(event);
  }, { once: true });
});

test('a rejection of return() that nobody looks at is reported', async () => {
  const event = unhandled();
  const promise = new ReadableStream({ cancel() { throw new Error('lost'); } }).values().return();
  const { reason, promise: seen } = await event;
  assert.equal(reason.message, 'lost');
  assert.equal(seen, promise);
});

test('a rejection of a next() that took its turn behind another is reported', async () => {
  let controller;
  const iterator = new ReadableStream({ start(c) { controller = c; } }).values();
  const first = iterator.next();
  const second = iterator.next();
  const event = unhandled();
  controller.enqueue('a');
  assert.deepEqual(await first, { value: 'a', done: false });
  controller.error(new Error('lost'));
  assert.equal((await event).promise, second);
});

test('the rejection of a chunk that is a thenable is reported', async () => {
  const event = unhandled();
  const stream = new ReadableStream({ start(c) { c.enqueue({ then(_, reject) { reject(new Error('lost')); } }); } });
  const promise = stream.values().next();
  assert.equal((await event).promise, promise);
});

test('concurrent calls are answered in order', async () => {
  const order = [];
  const iterator = ReadableStream.from(['a', Promise.resolve('b'), 'c', 'd']).values();
  const note = ({ value, done }) => order.push(done ? `end ${value}` : value);
  await Promise.all([
    iterator.next().then(note), iterator.next().then(note), iterator.next().then(note), iterator.return('x').then(note),
    iterator.next().then(note), iterator.return('y').then(note),
  ]);
  assert.deepEqual(order, ['a', 'b', 'c', 'end x', 'end undefined', 'end y']);
  assert.deepEqual(await iterator.next(), { value: undefined, done: true });
});

test('next and return reject for a receiver that is no object', async () => {
  const { next, return: end } = Object.getPrototypeOf(new ReadableStream().values());
  for (const receiver of [undefined, 1, {}]) {
    await assert.rejects(next.call(receiver), TypeError);
    await assert.rejects(end.call(receiver), TypeError);
  }
});
