// A signal ends a fetch at every stage, with its own reason (Fetch §5.6).
let gone = Promise.withResolvers();
const server = Bun.serve({
  port: 0,
  fetch(request) {
    const url = new URL(request.url);
    gone = Promise.withResolvers();
    const { resolve } = gone;
    request.signal.addEventListener('abort', () => resolve(true));
    if (url.pathname === '/silent') return new Promise(() => {});
    if (url.pathname === '/all') return new Response('all of it');
    return new Response(new ReadableStream({
      start(controller) {
        controller.enqueue('first');
      },
      cancel() {
        resolve(true);
      },
    }));
  },
});
const at = (path) => new URL(path, server.url).href;

test('a signal that is aborted already starts nothing', async () => {
  const reason = { mine: true };
  let cancelled;
  const body = new ReadableStream({ cancel(why) { cancelled = why; } });
  const error = await fetch(at('/all'), { method: 'POST', body, duplex: 'half', signal: AbortSignal.abort(reason) }).catch((e) => e);
  assert.equal(error, reason);
  assert.equal(cancelled, reason);
});

test('while the server is silent', async () => {
  const controller = new AbortController();
  const earlier = gone;
  const fetched = fetch(at('/silent'), { signal: controller.signal });
  while (gone === earlier) await Bun.sleep(1);
  controller.abort();
  await assert.rejects(fetched, { name: 'AbortError' });
  assert.equal(await gone.promise, true);
});

test('while the body is gathered by Java', async () => {
  const controller = new AbortController();
  const response = await fetch(at('/stream'), { signal: controller.signal });
  const text = response.text();
  await Bun.sleep(20);
  controller.abort('why');
  assert.equal(await text.catch((e) => e), 'why');
  assert.equal(await gone.promise, true);
});

test('while a script reads it', async () => {
  const controller = new AbortController();
  const response = await fetch(at('/stream'), { signal: controller.signal });
  const reader = response.body.getReader();
  assert.equal((await reader.read()).value.length, 5);
  const read = reader.read();
  controller.abort();
  await assert.rejects(read, { name: 'AbortError' });
  await assert.rejects(reader.closed, { name: 'AbortError' });
});

test('when all has come and nobody has read it', async () => {
  const controller = new AbortController();
  const response = await fetch(at('/all'), { signal: controller.signal });
  controller.abort();
  await assert.rejects(response.text(), { name: 'AbortError' });
});

test('a reader that lets go tells the server', async () => {
  const response = await fetch(at('/stream'));
  await response.body.cancel();
  assert.equal(await gone.promise, true);
});

test('AbortSignal.timeout is a TimeoutError, the option timeout a TypeError', async () => {
  await assert.rejects(fetch(at('/silent'), { signal: AbortSignal.timeout(20) }), { name: 'TimeoutError' });
  const error = await fetch(at('/silent'), { timeout: 20 }).catch((e) => e);
  assert.equal(error instanceof TypeError, true);
  assert.equal(error.code, 'ETIMEDOUT');
  await assert.rejects(fetch(at('/silent'), { timeout: { head: 20 } }), { code: 'ETIMEDOUT' });
  const response = await fetch(at('/stream'), { timeout: { idle: 20 } });
  await assert.rejects(response.text(), { code: 'ETIMEDOUT' });
});

test('an abort cancels the body that is being sent', async () => {
  const controller = new AbortController();
  const cancelled = Promise.withResolvers();
  const body = new ReadableStream({
    pull(c) {
      c.enqueue(new Uint8Array(10));
      return Bun.sleep(5);
    },
    cancel: cancelled.resolve,
  });
  const fetched = fetch(at('/silent'), { method: 'POST', body, duplex: 'half', signal: controller.signal });
  await Bun.sleep(20);
  controller.abort('enough');
  assert.equal(await fetched.catch((e) => e), 'enough');
  assert.equal(await cancelled.promise, 'enough');
});

/** Collects until the server sees the end; each round may leave something over. */
async function endsAfterCollections(ended) {
  for (let i = 0; i < 100; i++) {
    Bun.gc(true);
    if (await Promise.race([ended, Bun.sleep(20)])) return true;
  }
  return false;
}

test('a response that a script forgets is given up, whether or not it has a signal that lives on', async () => {
  const { signal } = new AbortController();
  const statusOf = async (init) => (await fetch(at('/stream'), init)).status;
  for (const init of [{}, { signal }]) {
    assert.equal(await statusOf(init), 200);
    assert.ok(await endsAfterCollections(gone.promise));
  }
  assert.equal(signal.aborted, false);
});
