test('peek gives what is in a settled promise, the very value', () => {
  const object = { a: 1 };
  for (const value of [object, 5, 1.5, 'text', `rope ${object.a}${'x'.repeat(100)}`, true, null, undefined, 10n, Symbol.iterator, NaN]) {
    assert.equal(Bun.peek(Promise.resolve(value)), value);
  }
});

test('peek gives anything else as it is', () => {
  const pending = new Promise(() => {});
  assert.equal(Bun.peek(pending), pending);
  const thenable = { then() { assert.fail('then() was called'); } };
  assert.equal(Bun.peek(thenable), thenable);
  assert.equal(Bun.peek(7), 7);
  assert.equal(Bun.peek(undefined), undefined);
  const proxy = new Proxy(Promise.resolve(1), {});
  assert.equal(Bun.peek(proxy), proxy);
});

test('peek gives the reason of a rejection and leaves it unhandled or handled as it was', async () => {
  const reason = new Error('x');
  const promise = Promise.reject(reason);
  assert.equal(Bun.peek(promise), reason);
  assert.equal(Bun.peek.status(promise), 'rejected');
  assert.equal(await assert.rejects(promise), reason);
});

test('status follows the promise', async () => {
  const { promise, resolve } = Promise.withResolvers();
  assert.equal(Bun.peek.status(promise), 'pending');
  resolve('x');
  assert.equal(Bun.peek.status(promise), 'fulfilled');
  assert.equal(Bun.peek(promise), 'x');
  assert.equal(Bun.peek.status(3), 'fulfilled');
  assert.equal(Bun.peek.status({ then() {} }), 'fulfilled');
  class Derived extends Promise {}
  assert.equal(Bun.peek.status(Derived.reject(1).catch(() => {})), 'pending');
  assert.equal(Bun.peek(Derived.resolve(4)), 4);
});

test('no code of the script runs', () => {
  const promise = Promise.resolve(1);
  Object.defineProperty(promise, 'then', { get() { assert.fail('then was read'); } });
  Object.defineProperty(promise, 'constructor', { get() { assert.fail('constructor was read'); } });
  assert.equal(Bun.peek(promise), 1);
});
