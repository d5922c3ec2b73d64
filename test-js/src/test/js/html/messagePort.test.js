const next = (port) => new Promise((resolve) => port.addEventListener('message', resolve, { once: true }));

test('messages arrive in order, each in a task of its own', async () => {
  const { port1, port2 } = new MessageChannel();
  const log = [];
  port1.postMessage(1);
  port1.postMessage(2);
  await new Promise((resolve) => {
    port2.onmessage = ({ data }) => {
      log.push(data);
      queueMicrotask(() => log.push(`after ${data}`));
      if (data === 2) queueMicrotask(resolve);
    };
  });
  port2.close();
  assert.deepEqual(log, [1, 'after 1', 2, 'after 2']);
});

test('a message is cloned when it is posted', async () => {
  const { port1, port2 } = new MessageChannel();
  const value = { x: 1 };
  port1.postMessage(value);
  value.x = 2;
  const message = next(port2);
  port2.start();
  assert.equal((await message).data.x, 1);
  port1.close();
});

test('nothing is delivered before start', async () => {
  const { port1, port2 } = new MessageChannel();
  let started = false;
  port1.postMessage('a');
  const message = next(port2);
  const other = new MessageChannel();
  const turn = next(other.port2);
  other.port2.start();
  other.port1.postMessage(0);
  await turn;
  other.port1.close();
  started = true;
  port2.start();
  assert.equal((await message).data, 'a');
  assert.ok(started);
  port1.close();
});

test('a transferred port takes its queue along and its old object is dead', async () => {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage('before');
  port2.start();
  const moved = structuredClone(port2, { transfer: [port2] });
  port1.postMessage('after');
  const log = [];
  await new Promise((resolve) => {
    moved.onmessage = ({ data }) => {
      log.push(data);
      if (data === 'after') resolve();
    };
    port2.onmessage = () => log.push('old port');
  });
  assert.deepEqual(log, ['before', 'after']);
  assert.throws(() => structuredClone(port2, { transfer: [port2] }), { name: 'DataCloneError' });
  moved.close();
});

test('a port travels with a message', async () => {
  const carrier = new MessageChannel();
  const cargo = new MessageChannel();
  const message = next(carrier.port2);
  carrier.port2.start();
  carrier.port1.postMessage({ port: cargo.port2 }, [cargo.port2]);
  const { data, ports } = await message;
  assert.equal(data.port, ports[0]);
  assert.ok(Object.isFrozen(ports));
  const answer = next(cargo.port1);
  cargo.port1.start();
  ports[0].postMessage('hello');
  assert.equal((await answer).data, 'hello');
  carrier.port1.close();
  cargo.port1.close();
});

test('a port cannot be sent through itself', () => {
  const { port1, port2 } = new MessageChannel();
  assert.throws(() => port1.postMessage(1, [port1]), { name: 'DataCloneError' });
  port2.close();
});

test('closing one side fires close on the other, after the messages sent before', async () => {
  const { port1, port2 } = new MessageChannel();
  const log = [];
  port1.onclose = () => log.push('close on the closing side');
  const closed = new Promise((resolve) => {
    port2.onclose = () => {
      log.push('close');
      resolve();
    };
  });
  port2.onmessage = ({ data }) => log.push(data);
  port1.postMessage('last');
  port1.close();
  await closed;
  assert.deepEqual(log, ['last', 'close']);
});

test('what is under way is delivered though the receiver closes', async () => {
  const { port1, port2 } = new MessageChannel();
  const log = [];
  await new Promise((resolve) => {
    port2.onmessage = ({ data }) => {
      log.push(data);
      port2.close();
      if (data === 2) resolve();
    };
    port1.postMessage(1);
    port1.postMessage(2);
  });
  assert.deepEqual(log, [1, 2]);
});

test('MessagePort cannot be constructed', () => {
  assert.throws(() => new MessagePort(), TypeError);
});
