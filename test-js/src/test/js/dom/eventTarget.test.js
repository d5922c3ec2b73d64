test('listeners that capture run before the others, each kind in order of registration', () => {
  const target = new EventTarget();
  const order = [];
  target.addEventListener('x', () => order.push('a'));
  target.addEventListener('x', () => order.push('b'), true);
  target.addEventListener('x', () => order.push('c'));
  target.addEventListener('x', () => order.push('d'), { capture: true });
  target.dispatchEvent(new Event('x'));
  assert.deepEqual(order, ['b', 'd', 'a', 'c']);
});

test('a listener added during dispatch waits for the next event, one removed does not run', () => {
  const target = new EventTarget();
  const order = [];
  const removed = () => order.push('removed');
  target.addEventListener('x', () => {
    order.push('first');
    target.addEventListener('x', () => order.push('added'));
    target.removeEventListener('x', removed);
  }, { once: true });
  target.addEventListener('x', removed);
  target.dispatchEvent(new Event('x'));
  assert.deepEqual(order, ['first']);
  target.dispatchEvent(new Event('x'));
  assert.deepEqual(order, ['first', 'added']);
});

test('handleEvent is looked up at each call, and its object is this', () => {
  const target = new EventTarget();
  const seen = [];
  const listener = { name: 'object' };
  target.addEventListener('x', listener);
  listener.handleEvent = function (event) {
    seen.push(this.name, event.type);
  };
  target.dispatchEvent(new Event('x'));
  assert.deepEqual(seen, ['object', 'x']);
});

test('what a listener throws is reported, and the next listener runs', () => {
  const target = new EventTarget();
  const reported = [];
  const onError = (event) => {
    reported.push(event.error);
    event.preventDefault();
  };
  addEventListener('error', onError);
  const boom = new Error('boom');
  let ran = false;
  target.addEventListener('x', () => {
    throw boom;
  });
  target.addEventListener('x', () => (ran = true));
  target.dispatchEvent(new Event('x'));
  removeEventListener('error', onError);
  assert.ok(ran);
  assert.equal(reported.length, 1);
  assert.equal(reported[0], boom);
});

test('an event that is being dispatched cannot be dispatched again', () => {
  const target = new EventTarget();
  let error;
  target.addEventListener('x', (event) => {
    error = assert.throws(() => target.dispatchEvent(event), DOMException);
  });
  target.dispatchEvent(new Event('x'));
  assert.equal(error.name, 'InvalidStateError');
  assert.equal(error.code, DOMException.INVALID_STATE_ERR);
});

test('a listener goes from the target when its signal is aborted', () => {
  const target = new EventTarget();
  const controller = new AbortController();
  let count = 0;
  target.addEventListener('x', () => count++, { signal: controller.signal });
  target.dispatchEvent(new Event('x'));
  controller.abort();
  target.dispatchEvent(new Event('x'));
  assert.equal(count, 1);
});

test('isTrusted is an own accessor that cannot be redefined', () => {
  const event = new Event('x');
  assert.ok(Object.hasOwn(event, 'isTrusted'));
  assert.throws(() => Object.defineProperty(event, 'isTrusted', { value: true }), TypeError);
});

test('methods called without a receiver act on the global object', () => {
  const { addEventListener: add, dispatchEvent: dispatch } = EventTarget.prototype;
  let target;
  add('something of our own', (event) => (target = event.target), { once: true });
  dispatch(new Event('something of our own'));
  assert.equal(target, globalThis);
});

test('patched intrinsics do not disturb dispatch', () => {
  const { push } = Array.prototype;
  const { get } = Map.prototype;
  let count = 0;
  try {
    Array.prototype.push = Map.prototype.get = () => assert.fail('called');
    const target = new EventTarget();
    target.addEventListener('x', () => count++);
    target.dispatchEvent(new Event('x'));
  } finally {
    Array.prototype.push = push;
    Map.prototype.get = get;
  }
  assert.equal(count, 1);
});
