// A script that patches what it can reach changes its own world, not that of EventSource and Response.events().
const { serve } = Bun;
const events = Response.events;
const Source = EventSource;
const server = serve({ port: 0, fetch: () => events([{ data: 'a\nb', id: '1' }, 'c'], { retry: 1, keepAlive: 1000 }) });
const url = server.url.href;

const seen = [];
const trap = (object, name) => Object.defineProperty(object, name, {
  configurable: true,
  get() {
    return undefined;
  },
  set(value) {
    seen.push(name, typeof value);
  },
});
const names = ['url', 'slots', 'connection', 'timer', 'stream', 'iterator', 'data', 'origin', 'purpose', 'reader', 'error'];

test('nothing of it is seen', async () => {
  const saved = {
    then: Promise.prototype.then,
    indexOf: String.prototype.indexOf,
    slice: String.prototype.slice,
    stringify: JSON.stringify,
    setTimeout: globalThis.setTimeout,
    fetch: globalThis.fetch,
  };
  const { addEventListener } = EventTarget.prototype;
  const heard = [];
  const done = Promise.withResolvers();
  const patched = () => {
    seen.push('called');
    throw new Error('patched');
  };
  for (const name of names) trap(Object.prototype, name);
  String.prototype.indexOf = patched;
  String.prototype.slice = patched;
  JSON.stringify = patched;
  globalThis.setTimeout = patched;
  globalThis.fetch = patched;
  Response.events = patched;
  globalThis.EventSource = patched;
  try {
    const source = new Source(url);
    addEventListener.call(source, 'message', (event) => {
      heard[heard.length] = `${event.data} ${event.lastEventId}`;
      if (heard.length === 4) {
        source.close();
        done.resolve();
      }
    });
    await done.promise;
  } finally {
    for (const name of names) delete Object.prototype[name];
    String.prototype.indexOf = saved.indexOf;
    String.prototype.slice = saved.slice;
    JSON.stringify = saved.stringify;
    globalThis.setTimeout = saved.setTimeout;
    globalThis.fetch = saved.fetch;
  }
  assert.deepEqual(heard, ['a\nb 1', 'c 1', 'a\nb 1', 'c 1']);
  assert.deepEqual(seen, []);
  await server.stop(true);
});
