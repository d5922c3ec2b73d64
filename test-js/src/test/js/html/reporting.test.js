const heard = (type) => new Promise((resolve) => {
  addEventListener(type, (event) => {
    event.preventDefault();
    resolve(event);
  }, { once: true });
});

test('an exception in a timer becomes an error event with its place', async () => {
  const event = heard('error');
  const error = new TypeError('in a timer');
  setTimeout(() => {
    throw error;
  }, 0);
  const { message, filename, lineno, error: seen, isTrusted } = await event;
  assert.equal(seen, error);
  assert.equal(message, 'Uncaught TypeError: in a timer');
  assert.match(filename, /reporting\.test\.js$/);
  assert.equal(lineno, 10);
  assert.ok(isTrusted);
});

test('an exception in a microtask becomes an error event', async () => {
  const event = heard('error');
  queueMicrotask(() => {
    throw 'text';
  });
  const { message, error } = await event;
  assert.equal(error, 'text');
  assert.equal(message, 'Uncaught text');
});

test('onerror is called with five arguments, and true cancels', async () => {
  const error = new Error('five');
  const seen = await new Promise((resolve) => {
    globalThis.onerror = (...args) => {
      resolve(args);
      return true;
    };
    reportError(error);
  });
  globalThis.onerror = null;
  assert.equal(seen.length, 5);
  assert.equal(seen[0], 'Uncaught Error: five');
  assert.equal(seen[4], error);
});

test('a rejection without a handler becomes an unhandledrejection event, and its late handler a rejectionhandled event', async () => {
  const reason = new Error('late');
  const unhandled = heard('unhandledrejection');
  const promise = Promise.reject(reason);
  const event = await unhandled;
  assert.equal(event.promise, promise);
  assert.equal(event.reason, reason);
  const handled = heard('rejectionhandled');
  // What the event's listener resolved runs before the promise counts as outstanding: handle it in a task of its own.
  await new Promise((resolve) => setTimeout(resolve, 0));
  promise.catch(() => {});
  assert.equal((await handled).promise, promise);
  assert.equal(Object.hasOwn(promise, 'constructor'), false);
});

test('a rejection that is handled in its own task is not reported', async () => {
  const listener = () => assert.fail('reported');
  addEventListener('unhandledrejection', listener);
  const promise = Promise.reject(new Error('handled'));
  queueMicrotask(() => promise.catch(() => {}));
  await new Promise((resolve) => setTimeout(resolve, 0));
  removeEventListener('unhandledrejection', listener);
});

test('a rejection that a listener of process.on(\'unhandledRejection\') takes is not reported', async () => {
  const reason = new Error('taken');
  const taken = new Promise((resolve) => {
    process.once('unhandledRejection', (...args) => resolve(args));
  });
  const promise = Promise.reject(reason);
  const [seenReason, seenPromise] = await taken;
  assert.equal(seenReason, reason);
  assert.equal(seenPromise, promise);
});

test('an event that is cancelled keeps a rejection from the listeners of process', async () => {
  const event = heard('unhandledrejection');
  const listener = () => assert.fail('asked');
  process.on('unhandledRejection', listener);
  Promise.reject(new Error('cancelled'));
  await event;
  await new Promise((resolve) => setTimeout(resolve, 0));
  process.off('unhandledRejection', listener);
});
