// The global WebSocket; what the web-platform-tests show besides needs their own server.
const received = [];
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch(request, that) {
    const headers = Object.fromEntries(request.headers);
    return that.upgrade(request, { data: headers }) ? undefined : new Response('no', { status: 403 });
  },
  websocket: {
    message(ws, message) {
      received.push(typeof message === 'string' ? message : new TextDecoder().decode(message));
      if (message === 'headers') ws.send(JSON.stringify(ws.data));
      else if (message === 'bytes') ws.send(new Uint8Array([1, 2, 3]));
      else if (message === 'close') ws.close(4000, 'asked for');
      else ws.send(message);
    },
  },
});
server.unref();
const url = `ws://127.0.0.1:${server.port}/path?query`;

const event = (socket, type) => new Promise((resolve) => socket.addEventListener(type, resolve, { once: true }));

async function open(...rest) {
  const socket = new WebSocket(url, ...rest);
  await event(socket, 'open');
  return socket;
}

test('its life', async () => {
  const socket = new WebSocket(url);
  assert.equal(socket.readyState, WebSocket.CONNECTING);
  assert.equal(socket.url, url);
  assert.equal(socket.protocol, '');
  assert.equal(socket.binaryType, 'blob');
  assert.throws(() => socket.send('x'), { name: 'InvalidStateError' });
  assert.ok((await event(socket, 'open')).isTrusted);
  assert.equal(socket.readyState, WebSocket.OPEN);
  socket.send('hello');
  assert.equal(socket.bufferedAmount, 5);
  const message = await event(socket, 'message');
  assert.equal(message.data, 'hello');
  assert.equal(message.origin, `ws://127.0.0.1:${server.port}`);
  assert.equal(socket.bufferedAmount, 0);
  socket.close(3000, 'done');
  assert.equal(socket.readyState, WebSocket.CLOSING);
  socket.send('kept');
  assert.equal(socket.bufferedAmount, 4);
  const close = await event(socket, 'close');
  assert.ok(close instanceof CloseEvent);
  assert.deepEqual([close.code, close.reason, close.wasClean], [3000, 'done', true]);
  assert.equal(socket.readyState, WebSocket.CLOSED);
  socket.send('more');
  assert.equal(socket.bufferedAmount, 8);
  socket.close();
});

test('event handler attributes are called, too', async () => {
  const { promise, resolve } = Promise.withResolvers();
  const socket = new WebSocket(url);
  const seen = [];
  socket.onopen = () => (seen.push('open'), socket.send('close'));
  socket.onmessage = () => seen.push('message');
  socket.onerror = () => seen.push('error');
  socket.onclose = (e) => resolve([...seen, e.code, e.reason]);
  assert.deepEqual(await promise, ['open', 4000, 'asked for']);
});

test('bytes come as binaryType says', async () => {
  const socket = await open();
  socket.send('bytes');
  const blob = (await event(socket, 'message')).data;
  assert.ok(blob instanceof Blob);
  assert.deepEqual([...(await blob.bytes())], [1, 2, 3]);
  socket.binaryType = 'arraybuffer';
  socket.binaryType = 'nonsense';
  socket.send('bytes');
  const buffer = (await event(socket, 'message')).data;
  assert.ok(buffer instanceof ArrayBuffer);
  assert.equal(structuredClone(buffer, { transfer: [buffer] }).byteLength, 3);
  socket.close();
});

test('messages keep their order, files among them', async () => {
  const socket = await open();
  socket.binaryType = 'arraybuffer';
  const path = `${tempDir}/file`;
  await Bun.write(path, 'from a file');
  const got = [];
  const all = new Promise((resolve) => {
    socket.onmessage = ({ data }) => {
      got.push(typeof data === 'string' ? data : new TextDecoder().decode(data));
      if (got.length === 6) resolve();
    };
  });
  const bytes = new TextEncoder().encode('bytes');
  socket.send('first');
  socket.send(new Blob(['in memory']));
  socket.send(Bun.file(path));
  socket.send('text');
  socket.send(bytes);
  bytes.fill(0);
  socket.send(new Blob(['last']));
  assert.equal(socket.bufferedAmount, 5 + 9 + 11 + 4 + 5 + 4);
  await all;
  assert.deepEqual(got, ['first', 'in memory', 'from a file', 'text', 'bytes', 'last']);
  assert.equal(socket.bufferedAmount, 0);
  received.length = 0;
  socket.onmessage = () => assert.fail('nothing is told of while it closes');
  socket.send(Bun.file(path));
  socket.close();
  assert.equal(socket.readyState, WebSocket.CLOSING);
  assert.ok((await event(socket, 'close')).wasClean);
  assert.deepEqual(received, ['from a file']);
});

test('a file that cannot be read ends the connection', async () => {
  const socket = await open();
  const closed = event(socket, 'close');
  socket.send(Bun.file(`${tempDir}/missing`));
  socket.send('behind it');
  assert.equal((await event(socket, 'error')).error.code, 'ENOENT');
  assert.equal((await closed).code, 1006);
});

test('a server that is not there is an error and then a close', async () => {
  const socket = new WebSocket('ws://127.0.0.1:1/');
  const error = await event(socket, 'error');
  assert.equal(socket.readyState, WebSocket.CLOSED);
  assert.equal(error.error.code, 'ECONNREFUSED');
  const close = await event(socket, 'close');
  assert.deepEqual([close.code, close.reason, close.wasClean], [1006, '', false]);
});

test('so is a server that refuses', async () => {
  const refusing = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response('no', { status: 403 }) });
  const socket = new WebSocket(refusing.url);
  assert.equal(socket.url, `ws://127.0.0.1:${refusing.port}/`);
  const closed = event(socket, 'close');
  const { error } = await event(socket, 'error');
  assert.equal(error.code, 'ERR_WEBSOCKET_HANDSHAKE');
  assert.match(error.message, /403/);
  assert.equal((await closed).code, 1006);
  await refusing.stop();
});

test('close() before it is open gives up', async () => {
  const socket = new WebSocket(url);
  socket.close();
  assert.equal(socket.readyState, WebSocket.CLOSING);
  socket.onopen = () => assert.fail('it is open');
  const closed = event(socket, 'close');
  await event(socket, 'error');
  const close = await closed;
  assert.deepEqual([close.code, close.wasClean, socket.readyState], [1006, false, WebSocket.CLOSED]);
});

test('options in the place of subprotocols, as Bun and undici have them', async () => {
  const socket = await open({ protocols: ['chat', 'other'], headers: { 'X-Mine': 'yes', Origin: 'http://mine.test' } });
  assert.equal(socket.protocol, 'chat');
  socket.send('headers');
  const headers = JSON.parse((await event(socket, 'message')).data);
  assert.equal(headers['x-mine'], 'yes');
  assert.equal(headers.origin, 'http://mine.test');
  assert.match(headers['user-agent'], /^Sluice\//);
  socket.close();
  assert.throws(() => new WebSocket(url, { headers: { 'x y': '1' } }), TypeError);
  const says = (message) => ({ name: 'TypeError', message });
  assert.throws(() => new WebSocket(url, { proxy: 'nonsense' }), says(/^WebSocket constructor: options\.proxy is no http: or https: URL$/));
  assert.throws(() => new WebSocket(url, { tls: 5 }), says(/^WebSocket constructor: options\.tls is not an object$/));
  assert.throws(() => new WebSocket(url, { tls: { ca: 5 } }), says(/^WebSocket constructor: options\.tls\.ca is neither/));
});

test('user name and password of the URL become Authorization', async () => {
  const socket = new WebSocket(url.replace('//', '//me:secret@'));
  await event(socket, 'open');
  socket.send('headers');
  assert.equal(JSON.parse((await event(socket, 'message')).data).authorization, `Basic ${btoa('me:secret')}`);
  socket.close();
});

test('wrong arguments are refused as the standard says', () => {
  for (const wrong of ['nonsense', 'ftp://x/', 'ws://x/#', 'ws://x/#a', '/relative']) {
    assert.throws(() => new WebSocket(wrong), { name: 'SyntaxError' }, wrong);
  }
  for (const protocols of ['', 'a b', 'a,b', ['a', 'a'], ['a', 'A'], ['ä']]) {
    assert.throws(() => new WebSocket(url, protocols), { name: 'SyntaxError' }, String(protocols));
  }
  assert.throws(() => new WebSocket(), TypeError);
  assert.throws(() => WebSocket(url), TypeError);
  const socket = new WebSocket(url);
  for (const code of [0, 999, 1001, 2999, 5000, 'x', null]) assert.throws(() => socket.close(code), { name: 'InvalidAccessError' });
  assert.throws(() => socket.close(1000, 'ä'.repeat(62)), { name: 'SyntaxError' });
  assert.throws(() => WebSocket.prototype.send.call({}, 'x'), TypeError);
  socket.terminate();
});

test('CloseEvent', () => {
  const made = new CloseEvent('close', { wasClean: true, code: 65_537, reason: 'r' });
  assert.deepEqual([made.type, made.wasClean, made.code, made.reason, made.isTrusted], ['close', true, 1, 'r', false]);
  assert.throws(() => new CloseEvent(), TypeError);
  assert.throws(() => Object.getOwnPropertyDescriptor(CloseEvent.prototype, 'code').get.call(new Event('x')), TypeError);
});
