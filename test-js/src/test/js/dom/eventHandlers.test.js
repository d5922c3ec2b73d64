const { signal } = new AbortController();
const fire = (target) => target.dispatchEvent(new Event('abort', { cancelable: true }));

test('a handler keeps its place when it is replaced and takes a new one after null', () => {
  const order = [];
  signal.onabort = () => order.push('first handler');
  signal.addEventListener('abort', () => order.push('listener'), { once: true });
  signal.onabort = () => order.push('second handler');
  fire(signal);
  assert.deepEqual(order.splice(0), ['second handler', 'listener']);
  signal.onabort = null;
  signal.addEventListener('abort', () => order.push('listener'), { once: true });
  signal.onabort = () => order.push('third handler');
  fire(signal);
  assert.deepEqual(order, ['listener', 'third handler']);
});

test('what is no object reads back as null, and an object that is no function is kept but not called', () => {
  signal.onabort = 5;
  assert.equal(signal.onabort, null);
  const object = {};
  signal.onabort = object;
  assert.equal(signal.onabort, object);
  assert.ok(fire(signal));
});

test('a handler that returns false cancels the event', () => {
  signal.onabort = () => false;
  assert.equal(fire(signal), false);
});
