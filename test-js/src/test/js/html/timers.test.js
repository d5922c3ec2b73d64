const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

test('timers of one delay fire in order of creation, and a shorter one first', async () => {
  const order = [];
  setTimeout(() => order.push('b'), 2);
  setTimeout(() => order.push('c'), 2);
  setTimeout(() => order.push('a'), 0);
  await after(3);
  assert.deepEqual(order, ['a', 'b', 'c']);
});

test('arguments are passed and this is the global object', async () => {
  const seen = await new Promise((resolve) => {
    setTimeout(function (...args) {
      resolve([this === globalThis, ...args]);
    }, 0, 1, 'two');
  });
  assert.deepEqual(seen, [true, 1, 'two']);
});

test('microtasks run between two timers that are due together', async () => {
  const order = [];
  setTimeout(() => {
    order.push('timer 1');
    queueMicrotask(() => order.push('microtask'));
  }, 0);
  setTimeout(() => order.push('timer 2'), 0);
  await after(1);
  assert.deepEqual(order, ['timer 1', 'microtask', 'timer 2']);
});

test('a timeout is cleared by itself, its number, the number as a string, and by either function', async () => {
  const fail = () => assert.fail('fired');
  clearTimeout(setTimeout(fail, 0));
  clearTimeout(+setTimeout(fail, 0));
  clearTimeout(`${+setTimeout(fail, 0)}`);
  clearInterval(setTimeout(fail, 0));
  clearTimeout(setInterval(fail, 0));
  clearImmediate(setImmediate(fail));
  clearTimeout(undefined);
  clearTimeout(null);
  clearTimeout('no timer');
  clearTimeout(123456789);
  await after(1);
});

test('an interval repeats until it is cleared, also from within', async () => {
  let count = 0;
  await new Promise((resolve) => {
    const interval = setInterval(() => {
      if (++count < 3) return;
      clearInterval(interval);
      resolve();
    });
  });
  assert.equal(count, 3);
});

test('refresh starts a timer that has fired once more', async () => {
  let count = 0;
  await new Promise((resolve) => {
    const timeout = setTimeout(() => {
      if (++count === 1) timeout.refresh();
      else resolve();
    }, 0);
  });
  assert.equal(count, 2);
});

test('ref, unref and hasRef', () => {
  const timeout = setTimeout(() => {}, 0);
  assert.ok(timeout.hasRef());
  assert.equal(timeout.unref(), timeout);
  assert.equal(timeout.hasRef(), false);
  assert.ok(timeout.ref().hasRef());
  clearTimeout(timeout);
});

test('an id is a positive integer and no two pending timers share one', () => {
  const a = setTimeout(() => {}, 0);
  const b = setTimeout(() => {}, 0);
  assert.ok(Number.isInteger(+a) && +a > 0);
  assert.notEqual(+a, +b);
  clearTimeout(a);
  clearTimeout(b);
});

test('a handler that is no function is refused', () => {
  assert.throws(() => setTimeout('1 + 1'), TypeError);
  assert.throws(() => setInterval(undefined, 5), TypeError);
  assert.throws(() => setTimeout(), TypeError);
});

test('delays are taken as 32-bit integers, below zero as zero', async () => {
  const order = [];
  setTimeout(() => order.push('2 ** 32 is 0'), 2 ** 32);
  setTimeout(() => order.push('negative'), -100);
  setTimeout(() => order.push('no number'), 'x');
  await after(1);
  assert.deepEqual(order, ['2 ** 32 is 0', 'negative', 'no number']);
});

test('refresh() does not revive a timer that was cleared, nor an immediate', async () => {
  const fired = [];
  const before = setTimeout(() => fired.push('before'), 0);
  clearTimeout(before);
  before.refresh();
  const late = setTimeout(() => fired.push('late'), 0);
  await after(1);
  clearTimeout(late);
  late.refresh();
  const immediate = setImmediate(() => fired.push('immediate'));
  await after(1);
  immediate.refresh();
  await after(1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(fired, ['late', 'immediate']);
});

test('refresh() starts a timer anew that has fired', async () => {
  let count = 0;
  await new Promise((resolve) => {
    const timer = setTimeout(() => {
      count++;
      if (count === 2) resolve();
      else timer.refresh();
    }, 0);
  });
  assert.equal(count, 2);
});
