// WebSockets of Bun.serve, asked by our own client.

/** A server whose sockets tell a test what happens to them; `on` replaces handlers. */
function serve(on = {}, options = {}) {
  return Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, server) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === '/plain') return new Response('plain');
      if (server.upgrade(request, { data: { name: searchParams.get('name') } })) return undefined;
      return new Response('no WebSocket', { status: 426 });
    },
    websocket: { message() {}, ...on },
    ...options,
  });
}

const address = (server, path = '/') => `ws://127.0.0.1:${server.port}${path}`;

/** A client that is open, whose messages and end can be awaited. */
async function connect(server, path = '/', init = undefined) {
  const socket = new WebSocket(address(server, path), init);
  socket.binaryType = 'arraybuffer';
  const waiting = [];
  const messages = [];
  socket.addEventListener('message', ({ data }) => {
    if (waiting.length > 0) waiting.shift()(data);
    else messages.push(data);
  });
  const closed = new Promise((resolve) => socket.addEventListener('close', resolve));
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve);
    socket.addEventListener('error', reject);
  });
  const next = () => (messages.length > 0 ? Promise.resolve(messages.shift()) : new Promise((resolve) => waiting.push(resolve)));
  return { socket, next, closed, messages };
}

test('text and bytes go both ways', async () => {
  const kinds = [];
  const server = serve({
    message(ws, message) {
      kinds.push(typeof message === 'string' ? 'text' : message.constructor.name);
      assert.equal(ws.send(message), typeof message === 'string' ? new TextEncoder().encode(message).length : message.byteLength);
    },
  });
  const { socket, next } = await connect(server);
  for (const text of ['', 'plain', 'grüße, κόσμε 🚰', 'x'.repeat(70_000)]) {
    socket.send(text);
    assert.equal(await next(), text);
  }
  for (const length of [0, 1, 125, 126, 65_535, 65_536, 200_000]) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7);
    socket.send(bytes);
    assert.deepEqual(new Uint8Array(await next()), bytes);
  }
  assert.deepEqual([...new Set(kinds)], ['text', 'Uint8Array']);
  await server.stop(true);
});

test('a lone surrogate becomes U+FFFD', async () => {
  const server = serve({ message: (ws, message) => void ws.send(`${message}\udc00`) });
  const { socket, next } = await connect(server);
  socket.send('a\ud800b');
  assert.equal(await next(), 'a\ufffdb\ufffd');
  await server.stop(true);
});

test('all kinds of bytes may be sent, and are copied', async () => {
  const server = serve({
    open(ws) {
      const bytes = new Uint8Array([1, 2, 3, 4]);
      ws.send(bytes);
      ws.send(bytes.subarray(1, 3));
      ws.send(new DataView(bytes.buffer, 2));
      ws.send(bytes.buffer);
      ws.sendBinary(new Uint8Array(new SharedArrayBuffer(2)));
      ws.send(new Blob(['ab', bytes]).slice(1, 4));
      bytes.fill(9);
      ws.send(42);
      ws.sendText('text');
    },
  });
  const { next } = await connect(server);
  for (const expected of [[1, 2, 3, 4], [2, 3], [3, 4], [1, 2, 3, 4], [0, 0], [98, 1, 2]]) {
    assert.deepEqual([...new Uint8Array(await next())], expected);
  }
  assert.equal(await next(), '42');
  assert.equal(await next(), 'text');
  await server.stop(true);
});

test('handlers get binary messages as binaryType says', async () => {
  const server = serve({
    open: (ws) => assert.equal(ws.binaryType, 'nodebuffer'),
    message(ws, message) {
      if (typeof message === 'string') ws.binaryType = message;
      else ws.send(`${message.constructor.name} ${message.byteLength ?? message.size}`);
    },
  });
  const { socket, next } = await connect(server);
  const types = { nodebuffer: 'Uint8Array', uint8array: 'Uint8Array', arraybuffer: 'ArrayBuffer', blob: 'Blob' };
  for (const [type, expected] of Object.entries(types)) {
    socket.send(type);
    socket.send(new Uint8Array(3));
    assert.equal(await next(), `${expected} 3`);
  }
  await server.stop(true);
});

test('upgrade() gives the socket its data and the answer its headers', async () => {
  const opened = Promise.withResolvers();
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, that) {
      const headers = new Headers({ 'Set-Cookie': 'a=b', 'Sec-WebSocket-Protocol': 'second' });
      const answer = that.upgrade(request, { headers, data: { path: new URL(request.url).pathname } });
      assert.equal(that.upgrade(request), false);
      return answer ? undefined : new Response('no');
    },
    websocket: {
      open: opened.resolve,
    },
  });
  const { socket } = await connect(server, '/room', ['first', 'second']);
  assert.equal(socket.protocol, 'second');
  const ws = await opened.promise;
  assert.deepEqual(ws.data, { path: '/room' });
  ws.data = 3;
  assert.equal(ws.data, 3);
  assert.equal(ws.remoteAddress, '127.0.0.1');
  assert.equal(ws.readyState, WebSocket.OPEN);
  assert.equal(String(ws), '[object ServerWebSocket]');
  assert.match(Bun.inspect(ws), /^ServerWebSocket \{/);
  assert.throws(() => new ws.constructor(), TypeError);
  await server.stop(true);
});

test('upgrade() may come after an await, and in a route', async () => {
  const server = serve({ message: (ws, text) => void ws.send(`${ws.data.id} ${text}`) }, {
    routes: {
      '/room/:id': async (request, that) => {
        await Bun.sleep(1);
        return that.upgrade(request, { data: { id: request.params.id } }) ? undefined : new Response('no');
      },
    },
  });
  const { socket, next } = await connect(server, '/room/7');
  socket.send('hi');
  assert.equal(await next(), '7 hi');
  await server.stop(true);
});

test('a request that asks for no WebSocket is answered by its handler', async () => {
  const server = serve();
  const response = await fetch(server.url);
  assert.equal(response.status, 426);
  assert.equal(await response.text(), 'no WebSocket');
  assert.throws(() => server.upgrade(new Request(server.url)), { code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => server.upgrade({}), { code: 'ERR_INVALID_ARG_TYPE' });
  await server.stop(true);
});

test('without handlers upgrade() says what is missing', async () => {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, that) {
      const error = assert.throws(() => that.upgrade(request), { code: 'ERR_INVALID_STATE' });
      return new Response(error.message);
    },
  });
  assert.match(await (await fetch(server.url)).text(), /websocket/);
  assert.equal(server.publish('topic', 'nobody'), 0);
  assert.equal(server.subscriberCount('topic'), 0);
  await server.stop(true);
});

test('a message reaches the subscribers of its topic', async () => {
  const server = serve({
    open: (ws) => ws.subscribe('news') && ws.subscribe(`for ${ws.data.name}`),
    message(ws, text) {
      const { name } = ws.data;
      if (text === 'leave') ws.send(`${ws.unsubscribe('news')} ${ws.unsubscribe('news')} ${ws.isSubscribed('news')} ${ws.subscriptions}`);
      else ws.send(`${ws.publish('news', `${name}: ${text}`)} ${ws.isSubscribed('news')} ${ws.subscriptions}`);
    },
  });
  const a = await connect(server, '/?name=a');
  const b = await connect(server, '/?name=b');
  assert.equal(server.subscriberCount('news'), 2);
  assert.equal(server.pendingWebSockets, 2);
  a.socket.send('hello');
  assert.equal(await a.next(), '8 true news,for a');
  assert.equal(await b.next(), 'a: hello');
  assert.equal(server.publish('for b', new Uint8Array([1, 2])), 2);
  assert.equal((await b.next()).byteLength, 2);
  assert.equal(server.publish('nobody', 'x'), 0);
  assert.equal(server.publish('news', 'to all', true), 6);
  assert.equal(await a.next(), 'to all');
  assert.equal(await b.next(), 'to all');
  b.socket.send('leave');
  assert.equal(await b.next(), 'true false false for b');
  a.socket.close();
  await a.closed;
  while (server.pendingWebSockets > 1) await Bun.sleep(1);
  assert.equal(server.subscriberCount('news'), 0);
  assert.equal(server.subscriberCount('for a'), 0);
  await server.stop(true);
});

test('publishToSelf reaches the sender too', async () => {
  const server = serve({
    publishToSelf: true,
    open: (ws) => void ws.subscribe('t'),
    message: (ws, text) => void ws.publishText('t', text),
  });
  const { socket, next } = await connect(server);
  socket.send('mine');
  assert.equal(await next(), 'mine');
  await server.stop(true);
});

test('a client that closes is told of, with its code and reason', async () => {
  const told = Promise.withResolvers();
  const server = serve({
    close: (ws, code, reason) => told.resolve([code, reason, ws.readyState, ws.send('late'), ws.subscribe('t')]),
  });
  const { socket, closed } = await connect(server);
  socket.close(4001, 'günstig');
  assert.deepEqual(await told.promise, [4001, 'günstig', WebSocket.CLOSED, 0, false]);
  const event = await closed;
  assert.deepEqual([event.code, event.reason, event.wasClean], [4001, 'günstig', true]);
  await server.stop();
});

test('a server that closes says why', async () => {
  const ended = Promise.withResolvers();
  const server = serve({
    message(ws, text) {
      if (text === 'cut') {
        ws.terminate();
      } else {
        ws.send('last');
        ws.close(4002, text);
        assert.equal(ws.readyState, WebSocket.CLOSING);
        assert.equal(ws.send('too late'), 0);
      }
    },
    close: (ws, code, reason) => ended.resolve([code, reason]),
  });
  const first = await connect(server);
  first.socket.send('enough');
  const event = await first.closed;
  assert.deepEqual([event.code, event.reason, event.wasClean, first.messages], [4002, 'enough', true, ['last']]);
  assert.deepEqual(await ended.promise, [4002, 'enough']);
  const second = await connect(server);
  second.socket.send('cut');
  const cut = await second.closed;
  assert.deepEqual([cut.code, cut.wasClean], [1006, false]);
  await server.stop();
});

test('pings and pongs are told of, and answered', async () => {
  const pings = Promise.withResolvers();
  const pongs = Promise.withResolvers();
  const server = serve({
    open: (ws) => assert.equal(ws.ping('from the server'), 15),
    ping: (ws, bytes) => pings.resolve(new TextDecoder().decode(bytes)),
    pong: (ws, bytes) => pongs.resolve(new TextDecoder().decode(bytes)),
  });
  const { socket } = await connect(server);
  const answer = new Promise((resolve) => socket.addEventListener('pong', ({ data }) => resolve(new TextDecoder().decode(data))));
  socket.ping(new TextEncoder().encode('from the client'));
  assert.equal(await pings.promise, 'from the client');
  assert.equal(await pongs.promise, 'from the server');
  assert.equal(await answer, 'from the client');
  await server.stop(true);
});

test('what is sent in one task arrives in its order, corked or not', async () => {
  const server = serve({
    message(ws) {
      ws.send('1');
      const given = ws.cork((same) => {
        assert.equal(same, ws);
        same.send('2');
        same.send(new Uint8Array(40_000));
        return 'given';
      });
      ws.send(given);
    },
  });
  const { socket, next } = await connect(server);
  socket.send('go');
  assert.equal(await next(), '1');
  assert.equal(await next(), '2');
  assert.equal((await next()).byteLength, 40_000);
  assert.equal(await next(), 'given');
  await server.stop(true);
});

test('messages are compressed if both sides want it', async () => {
  const server = serve({ perMessageDeflate: true, message: (ws, message) => void ws.send(message, true) });
  const { socket, next } = await connect(server);
  assert.match(socket.extensions, /permessage-deflate/);
  const text = 'again and again, '.repeat(5000);
  socket.send(text);
  assert.equal(await next(), text);
  const plain = await connect(server, '/', { perMessageDeflate: false });
  assert.equal(plain.socket.extensions, '');
  plain.socket.send(text);
  assert.equal(await plain.next(), text);
  await server.stop(true);
});

test('a message beyond maxPayloadLength ends its connection', async () => {
  const ended = Promise.withResolvers();
  const server = serve({ maxPayloadLength: 1000, perMessageDeflate: true, close: (ws, code) => ended.resolve(code) });
  const { socket, closed } = await connect(server);
  // Compressed it is short.
  socket.send('0'.repeat(1001));
  const event = await closed;
  assert.equal(event.code, 1009);
  assert.equal(await ended.promise, 1009);
  await server.stop(true);
});

test('what a handler throws leaves the socket as it is', async () => {
  const errors = [];
  const server = serve({
    error: (e) => void errors.push(e.message),
    open() {
      throw new Error('open');
    },
    message(ws, text) {
      ws.send(`got ${text}`);
      if (text === 'throw') throw new Error('message');
      return text === 'reject' ? Promise.reject(new Error('rejected')) : undefined;
    },
  });
  const { socket, next } = await connect(server);
  for (const text of ['throw', 'reject', 'on']) {
    socket.send(text);
    assert.equal(await next(), `got ${text}`);
  }
  assert.deepEqual(errors, ['open', 'message', 'rejected']);
  await server.stop(true);
});

test('reload() replaces the handlers of sockets that are open', async () => {
  const server = serve({ message: (ws) => void ws.send('old') });
  const { socket, next } = await connect(server);
  socket.send('');
  assert.equal(await next(), 'old');
  server.reload({ fetch: () => new Response('new'), websocket: { message: (ws) => void ws.send('new') } });
  socket.send('');
  assert.equal(await next(), 'new');
  await server.stop(true);
});

test('stop() waits for WebSockets, stop(true) does not', async () => {
  const codes = [];
  const server = serve({ message: (ws, text) => void ws.send(text), close: (ws, code) => void codes.push(code) });
  const { socket, next, closed } = await connect(server);
  let stopped = false;
  const stop = server.stop().then(() => (stopped = true));
  socket.send('still there');
  assert.equal(await next(), 'still there');
  assert.equal(stopped, false);
  server.stop(true);
  assert.equal((await closed).code, 1001);
  await stop;
  assert.deepEqual(codes, [1001]);
});

test('a client that does not read is waited for, and drained', async () => {
  const drained = Promise.withResolvers();
  let sent = 0;
  let result;
  const server = serve({
    backpressureLimit: 1 << 20,
    message(ws) {
      const piece = new Uint8Array(100_000);
      while ((result = ws.send(piece)) === piece.length) sent++;
      // It is kept all the same.
      sent++;
      assert.ok(ws.getBufferedAmount() > 0);
    },
    drain: (ws) => drained.resolve(ws.getBufferedAmount()),
  });
  const { socket } = await connect(server);
  let got = 0;
  socket.addEventListener('message', () => got++);
  socket.send('go');
  assert.ok((await drained.promise) < 100_000);
  assert.equal(result, -1);
  while (got < sent) await Bun.sleep(1);
  await server.stop(true);
});

test('server.stats counts messages and their bytes', async () => {
  const server = serve({ open: (ws) => void ws.subscribe('all'), message: (ws, text) => void ws.publish('all', text) });
  const first = await connect(server);
  const second = await connect(server);
  const third = await connect(server);
  const before = server.stats;
  first.socket.send('x'.repeat(1000));
  await second.next();
  await third.next();
  const { bytesIn, bytesOut, webSocketMessagesIn, webSocketMessagesOut, webSocketMessagesDropped } = server.stats;
  assert.deepEqual([webSocketMessagesIn, webSocketMessagesOut, webSocketMessagesDropped], [1, 2, 0]);
  // A frame has a head of 4 bytes; a client's a key of 4 besides.
  assert.deepEqual([bytesIn - before.bytesIn, bytesOut - before.bytesOut], [1008, 2008]);
  await server.stop(true);
});

test('what is wrong with an option is told by its name and a code', () => {
  const start = (websocket) => () => Bun.serve({ port: 0, fetch: () => new Response(), websocket });
  const message = () => {};
  const wrong = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
  for (const [options, text] of [
    [3, /options\.websocket must be an object/], [{}, /`message`/], [{ message: 3 }, /websocket\.message/],
    [{ message, open: 'x' }, /websocket\.open/], [{ message, maxPayloadLength: '1' }, /maxPayloadLength/],
    [{ message, closeOnBackpressureLimit: 1 }, /closeOnBackpressureLimit/], [{ message, sendPings: 'no' }, /sendPings/],
    [{ message, perMessageDeflate: 3 }, /perMessageDeflate/], [{ message, publishToSelf: 0 }, /publishToSelf/],
    [{ message, perMessageDeflate: { compress: '5KB' } }, /perMessageDeflate\.compress/],
  ]) assert.throws(start(options), { ...wrong, message: text });
  for (const options of [{ idleTimeout: -1 }, { idleTimeout: 1e9 }, { maxPayloadLength: 1.5 }, { backpressureLimit: -1 }]) {
    assert.throws(start({ message, ...options }), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE', message: /options\.websocket\./ });
  }
});

test('what is wrong with an argument is told', async () => {
  const checked = Promise.withResolvers();
  const wrong = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
  const range = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };
  const server = serve({
    open(ws) {
      for (const call of [
        () => ws.send(), () => ws.send({}), () => ws.send(null), () => ws.send('x', 1), () => ws.sendText(3), () => ws.sendBinary('x'),
        () => ws.send(Bun.file('/etc/passwd')), () => ws.ping(3), () => ws.close('1000'), () => ws.subscribe(), () => ws.subscribe(''),
        () => ws.publish('', 'x'), () => ws.publish('t'), () => ws.cork(3), () => (ws.binaryType = 'text'), () => server.publish(3, 'x'),
      ]) assert.throws(call, wrong, String(call));
      for (const code of [0, 999, 1005, 1006, 1015, 2999, 5000]) assert.throws(() => ws.close(code), range);
      assert.throws(() => ws.ping(new Uint8Array(126)), range);
      assert.throws(() => ws.pong('ä'.repeat(63)), range);
      assert.throws(() => ws.constructor.prototype.send.call({}, 'x'), TypeError);
      checked.resolve();
    },
    error: checked.reject,
  });
  await connect(server);
  await checked.promise;
  await server.stop(true);
});
