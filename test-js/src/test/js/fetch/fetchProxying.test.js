// A server of this program that passes requests on to another: pace, ends and faults go through it, both ways.
const CHUNK = 65_536;
const ENOUGH = 400;
let begun = Promise.withResolvers();
let ended = Promise.withResolvers();
let goOn = Promise.withResolvers();

/** What becomes of a request's body. */
async function read(request) {
  const reader = request.body.getReader();
  let { value } = await reader.read();
  begun.resolve();
  await goOn.promise;
  let length = 0;
  while (value !== undefined) {
    length += value.length;
    ({ value } = await reader.read());
  }
  return length;
}

const upstream = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  development: false,
  async fetch(request) {
    switch (new URL(request.url).pathname) {
      case '/slow':
        try {
          const length = await read(request);
          ended.resolve('read');
          return new Response(`${length}`);
        } catch (e) {
          ended.resolve(e.name);
          throw e;
        }
      case '/closing':
        return new Response('the last', { headers: { Connection: 'close' } });
      case '/refuse':
        return new Response('too much', { status: 413 });
      case '/chunked':
        return new Response(failing());
      case '/length':
        return new Response(failing(), { headers: { 'Content-Length': '1000' } });
      default:
        request.signal.addEventListener('abort', () => ended.resolve('aborted'));
        begun.resolve();
        return new Promise(() => {});
    }
  },
});

function failing() {
  let left = 2;
  return new ReadableStream({
    async pull(c) {
      await Bun.sleep(1);
      if (left-- > 0) c.enqueue(new Uint8Array(10));
      else c.error(new Error('mine'));
    },
  });
}

const direct = (path) => new URL(path, upstream.url).href;
const proxy = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  development: false,
  fetch({ url, method, headers, body, signal }) {
    return fetch(direct(new URL(url).pathname), { method, headers, body, signal, duplex: 'half' });
  },
});
const at = (path) => new URL(path, proxy.url).href;

function start() {
  begun = Promise.withResolvers();
  ended = Promise.withResolvers();
  goOn = Promise.withResolvers();
}

async function settled(count) {
  let last = -1;
  for (let same = 0; same < 10;) {
    await Bun.sleep(20);
    same = count() === last ? same + 1 : 0;
    last = count();
  }
  return last;
}

function upload(signal = undefined) {
  const stream = { made: 0, cancelled: false };
  const body = new ReadableStream({
    pull: (c) => (stream.made++ < ENOUGH ? c.enqueue(new Uint8Array(CHUNK)) : c.close()),
    cancel() {
      stream.cancelled = true;
    },
  });
  return [stream, (path) => fetch(at(path), { method: 'POST', body, duplex: 'half', signal })];
}

test('a slow upstream slows the upload of the client, and gets all of it', async () => {
  start();
  const [stream, send] = upload();
  const answer = send('/slow');
  await begun.promise;
  const held = await settled(() => stream.made);
  assert.ok(held < ENOUGH - 50, `${held} chunks were asked for`);
  goOn.resolve();
  assert.equal(await (await answer).text(), `${ENOUGH * CHUNK}`);
});

test('a client that goes amid its upload takes the upstream along', async () => {
  start();
  const controller = new AbortController();
  const [, send] = upload(controller.signal);
  const answer = send('/slow');
  await begun.promise;
  controller.abort();
  await assert.rejects(answer, { name: 'AbortError' });
  goOn.resolve();
  assert.notEqual(await ended.promise, 'read');
});

test('a client that goes before the answer aborts the upstream by its signal', async () => {
  start();
  const controller = new AbortController();
  const answer = fetch(at('/silent'), { signal: controller.signal });
  await begun.promise;
  controller.abort();
  await assert.rejects(answer, { name: 'AbortError' });
  assert.equal(await ended.promise, 'aborted');
});

test('an upstream that refuses amid the upload is heard by the client', async () => {
  const [stream, send] = upload();
  const response = await send('/refuse');
  assert.equal(response.status, 413);
  assert.equal(await response.text(), 'too much');
  assert.ok(stream.made < ENOUGH);
});

test('a body that breaks off is an error in every framing, at first hand and through a proxy', async () => {
  for (const url of [direct('/chunked'), direct('/length'), at('/chunked'), at('/length')]) {
    const response = await fetch(url);
    assert.equal(response.status, 200);
    await assert.rejects(response.text(), { name: 'TypeError', code: 'ECONNRESET' });
    const { body } = await fetch(url);
    await assert.rejects((async () => { for await (const _ of body); })(), { name: 'TypeError', code: 'ECONNRESET' });
    await assert.rejects(Bun.write(`${tempDir}/body`, await fetch(url)), { code: 'ECONNRESET' });
  }
});

test('hundreds that are given up leave nothing behind', async () => {
  start();
  for (let round = 0; round < 5; round++) {
    const controllers = Array.from({ length: 40 }, () => new AbortController());
    const all = controllers.map(({ signal }, i) => fetch(i % 2 === 0 ? at('/silent') : direct('/silent'), { signal }).catch((e) => e.name));
    while (upstream.pendingRequests < controllers.length) await Bun.sleep(1);
    controllers.forEach((controller) => controller.abort());
    assert.deepEqual(new Set(await Promise.all(all)), new Set(['AbortError']));
    while (upstream.pendingRequests + proxy.pendingRequests > 0) await Bun.sleep(1);
  }
});

test("an upstream that closes its connection does not close the client's", async () => {
  assert.equal((await fetch(direct('/closing'))).headers.get('connection'), 'close');
  const response = await fetch(at('/closing'));
  assert.equal(response.headers.get('connection'), null);
  assert.equal(await response.text(), 'the last');
});
