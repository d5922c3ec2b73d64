// A script that patches what builtins might lean on sees no difference, and is not called.
test('patched intrinsics are not noticed', async () => {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, that) => (that.upgrade(request, { headers: { 'X-A': 'b' }, data: 1 }) ? undefined : new Response('no')),
    websocket: {
      perMessageDeflate: true,
      open: (ws) => void ws.subscribe('t'),
      async message(ws, message) {
        ws.send(message);
        ws.publish('t', message);
      },
    },
  });
  const url = `ws://127.0.0.1:${server.port}/`;
  const patched = [];
  const spy = (target, key) => {
    const descriptor = Object.getOwnPropertyDescriptor(target, key);
    const called = function () {
      throw new Error(`${String(key)} was called`);
    };
    patched[patched.length] = [target, key, descriptor];
    Object.defineProperty(target, key, descriptor.get ? { ...descriptor, get: called } : { ...descriptor, value: called });
  };
  const { defineProperty } = Object;
  const { promise, resolve, reject } = Promise.withResolvers();
  const socket = new WebSocket(url, ['p']);
  const got = [];
  const bytes = new Uint8Array([1, 2]);
  socket.binaryType = 'arraybuffer';
  socket.onerror = reject;
  socket.onopen = () => {
    socket.send('text');
    socket.send(bytes);
  };
  socket.onmessage = (event) => {
    got[got.length] = event.data;
    if (got.length === 2) socket.close(1000);
  };
  socket.onclose = resolve;
  const strings = ['includes', 'indexOf', 'slice', 'toLowerCase', 'split', 'toWellFormed'];
  const arrays = ['push', 'slice', 'join', 'map', 'forEach', 'shift', Symbol.iterator];
  const fields = ['data', 'type', 'code', 'native', 'state', 'room', 'wrapper'];
  for (let i = 0; i < strings.length; i++) spy(String.prototype, strings[i]);
  spy(Promise.prototype, 'then');
  spy(Object.getPrototypeOf(Uint8Array).prototype, 'buffer');
  for (let i = 0; i < fields.length; i++) {
    const set = () => {
      throw new Error(`${fields[i]} was set`);
    };
    defineProperty(Object.prototype, fields[i], { set, get: () => undefined, configurable: true });
    patched[patched.length] = [Object.prototype, fields[i], undefined];
  }
  for (let i = 0; i < arrays.length; i++) spy(Array.prototype, arrays[i]);
  let restored = false;
  const restore = () => {
    if (restored) return;
    restored = true;
    for (let i = patched.length - 1; i >= 0; i--) {
      const target = patched[i][0];
      const key = patched[i][1];
      const descriptor = patched[i][2];
      if (descriptor === undefined) delete target[key];
      else defineProperty(target, key, descriptor);
    }
  };
  const whenClosed = socket.onclose;
  socket.onclose = (event) => {
    restore();
    whenClosed(event);
  };
  setTimeout(restore, 10_000);
  const event = await promise;
  assert.equal(event.code, 1000);
  assert.equal(got[0], 'text');
  assert.equal(got[1].byteLength, 2);
  await server.stop(true);
});
