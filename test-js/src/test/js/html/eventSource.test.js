// EventSource (HTML §9.2) against servers of our own; the parser itself is tested in Java.
const requests = [];
let answer;
const server = Bun.serve({
  port: 0,
  fetch(request) {
    requests.push(request);
    return answer(request);
  },
});
const at = (path) => new URL(path, server.url).href;

/** A response that is a text to its end. */
const stream = (text, init) => new Response(text, { headers: { 'Content-Type': 'text/event-stream' }, ...init });

/** A response that stays open: what is given to `write`, and `end()`. */
function open(first = '') {
  const { promise, resolve } = Promise.withResolvers();
  const gone = Promise.withResolvers();
  let controller;
  const body = new ReadableStream({
    start(c) {
      controller = c;
      if (first !== '') c.enqueue(first);
      resolve(c);
    },
    cancel: gone.resolve,
  });
  return { response: stream(body), write: (text) => controller.enqueue(text), end: () => controller.close(), gone: gone.promise, promise };
}

/** The next event of a type. */
const next = (source, type) => new Promise((resolve) => source.addEventListener(type, resolve, { once: true }));

/** The next `count` messages. */
function messages(source, count, type = 'message') {
  return new Promise((resolve) => {
    const all = [];
    source.addEventListener(type, function listen(event) {
      all.push(event);
      if (all.length !== count) return;
      source.removeEventListener(type, listen);
      resolve(all);
    });
  });
}

test('it opens, brings its events, and is closed', async () => {
  requests.length = 0;
  const connection = open('id: 7\ndata: a\ndata: b\n\n');
  answer = () => connection.response;
  const source = new EventSource(at('/stream?x#y'));
  assert.equal(source.readyState, EventSource.CONNECTING);
  assert.equal(source.url, at('/stream?x#y'));
  assert.equal(source.withCredentials, false);
  const first = messages(source, 1);
  const opened = await next(source, 'open');
  assert.equal(opened.constructor, Event);
  assert.equal(opened.isTrusted, true);
  assert.equal(source.readyState, EventSource.OPEN);
  const [event] = await first;
  assert.ok(event instanceof MessageEvent);
  assert.equal(event.isTrusted, true);
  assert.equal(event.data, 'a\nb');
  assert.equal(event.lastEventId, '7');
  assert.equal(event.origin, server.url.origin);
  assert.equal(event.target, source);
  source.close();
  assert.equal(source.readyState, EventSource.CLOSED);
  await connection.gone;
  const { headers } = requests[0];
  assert.equal(headers.get('accept'), 'text/event-stream');
  assert.equal(headers.get('cache-control'), 'no-cache');
  assert.equal(headers.get('last-event-id'), null);
  assert.equal(requests[0].url, at('/stream?x'));
});

test('events have names, and handlers are attributes', async () => {
  answer = () => open('event: add\ndata: 1\n\ndata: 2\n\n').response;
  const source = new EventSource(server.url);
  const heard = [];
  source.onopen = function (event) {
    heard.push(event.type, this === source);
  };
  source.addEventListener('add', (event) => heard.push(event.type, event.data));
  await new Promise((resolve) => {
    source.onmessage = (event) => {
      heard.push(event.type, event.data);
      resolve();
    };
  });
  assert.deepEqual(heard, ['open', true, 'add', '1', 'message', '2']);
  assert.equal(typeof source.onopen, 'function');
  source.onopen = 3;
  assert.equal(source.onopen, null);
  source.close();
});

test('microtasks run between two events of one packet', async () => {
  answer = () => open('data: 1\n\ndata: 2\n\n').response;
  const source = new EventSource(server.url);
  const heard = [];
  await new Promise((resolve) => {
    source.onmessage = async ({ data }) => {
      heard.push(data);
      await undefined;
      heard.push(`after ${data}`);
      if (data === '2') resolve();
    };
  });
  assert.deepEqual(heard, ['1', 'after 1', '2', 'after 2']);
  source.close();
});

test('a listener that throws harms no other event', async () => {
  answer = () => open('data: 1\n\ndata: 2\n\n').response;
  const reported = [];
  const onError = (event) => {
    event.preventDefault();
    reported.push(event.error);
  };
  addEventListener('error', onError);
  const source = new EventSource(server.url);
  await new Promise((resolve) => {
    source.onmessage = ({ data }) => {
      if (data === '2') resolve();
      throw data;
    };
  });
  source.close();
  removeEventListener('error', onError);
  assert.deepEqual(reported, ['1', '2']);
});

test('an event in which it is closed is the last', async () => {
  const connection = open('data: 1\n\ndata: 2\n\n');
  answer = () => connection.response;
  const source = new EventSource(server.url);
  const heard = [];
  source.onmessage = ({ data }) => {
    heard.push(data);
    source.close();
  };
  await connection.gone;
  assert.deepEqual(heard, ['1']);
});

test('it connects again after the end, with the last id and the time that the server wants', async () => {
  requests.length = 0;
  answer = () => (requests.length === 1 ? stream('retry: 1\nid: …7\ndata: a\n\nid: lost\ndata: lost') : stream('data: b\n\nid: 8\n\n'));
  const source = new EventSource(server.url);
  const states = [];
  source.onopen = () => states.push('open');
  source.onerror = (event) => states.push(`${event.constructor.name} ${source.readyState}`);
  const [a, b, c] = await messages(source, 3);
  source.close();
  assert.deepEqual([a.data, a.lastEventId], ['a', '…7']);
  assert.deepEqual([b.data, b.lastEventId], ['b', '…7']);
  assert.deepEqual([c.data, c.lastEventId], ['b', '8']);
  assert.deepEqual(states, ['open', 'Event 0', 'open', 'Event 0', 'open']);
  // A header is bytes, which Headers shows one by one: UTF-8.
  const sent = requests.map(({ headers }) => headers.get('last-event-id'));
  assert.deepEqual(sent.slice(0, 3), [null, '\u00e2\u0080\u00a67', '8']);
});

test('a connection that is cut is made again, and the event tells why', async () => {
  requests.length = 0;
  answer = () => {
    if (requests.length > 1) return open('data: again\n\n').response;
    return stream(new ReadableStream({
      async pull(controller) {
        controller.enqueue('retry: 1\ndata: first\n\ndata: half');
        await Bun.sleep(5);
        controller.error(new Error('the server has a fault'));
      },
    }));
  };
  addEventListener('error', (event) => event.preventDefault(), { once: true });
  const source = new EventSource(server.url);
  const lost = next(source, 'error');
  const [first, again] = await messages(source, 2);
  assert.deepEqual([first.data, again.data], ['first', 'again']);
  const event = await lost;
  assert.ok(event instanceof ErrorEvent);
  assert.equal(event.error.code, 'ECONNRESET');
  source.close();
});

test('a server that is not there is tried again and again', async () => {
  const gone = Bun.serve({ port: 0, fetch: () => new Response() });
  const { port } = gone;
  await gone.stop(true);
  const source = new EventSource(`http://127.0.0.1:${port}/`);
  const event = await next(source, 'error');
  assert.equal(event.error.code, 'ECONNREFUSED');
  assert.equal(event.message, event.error.message);
  assert.equal(source.readyState, EventSource.CONNECTING);
  source.close();
  assert.equal(source.readyState, EventSource.CLOSED);
});

const failures = {
  'status 204': [() => new Response(null, { status: 204 }), 'ERR_EVENT_SOURCE_STATUS'],
  'status 500': [() => stream('data: a\n\n', { status: 500 }), 'ERR_EVENT_SOURCE_STATUS'],
  'another type': [() => new Response('data: a\n\n'), 'ERR_EVENT_SOURCE_TYPE'],
  'no type': [() => new Response(new Blob(['data: a\n\n'])), 'ERR_EVENT_SOURCE_TYPE'],
  'redirects without end': [() => new Response(null, { status: 302, headers: { Location: '/' } }), 'ERR_TOO_MANY_REDIRECTS'],
  'a redirect to nowhere': [() => new Response(null, { status: 302, headers: { Location: 'ftp://a/' } }), 'ERR_INVALID_REDIRECT'],
  'an event without end': [() => stream(`data: ${'x'.repeat(2000)}`), 'ERR_EVENT_TOO_LARGE'],
};
for (const [what, [response, code]] of Object.entries(failures)) {
  test(`${what} closes it for good`, async () => {
    answer = response;
    const source = new EventSource(server.url, { maxEventSize: 1000 });
    source.onmessage = () => assert.fail('there is no event');
    const event = await next(source, 'error');
    assert.equal(source.readyState, EventSource.CLOSED);
    assert.equal(event.error.code, code);
    assert.equal(Object.hasOwn(event, 'data'), false);
  });
}

test('a type may have parameters, and the charset is UTF-8 whatever they say', async () => {
  answer = () => new Response('data: ok…\n\n', { headers: { 'Content-Type': 'Text/Event-Stream;charset=windows-1252' } });
  const source = new EventSource(server.url);
  const [event] = await messages(source, 1);
  assert.equal(event.data, 'ok…');
  source.close();
});

test('it follows redirects, and events are from where they lead', async () => {
  requests.length = 0;
  const other = Bun.serve({ port: 0, fetch: () => open('data: a\n\n').response });
  answer = () => Response.redirect(other.url, 307);
  const source = new EventSource(server.url);
  const [event] = await messages(source, 1);
  assert.equal(event.origin, other.url.origin);
  assert.equal(source.url, server.url.href);
  source.close();
  await other.stop(true);
});

test('a body in a coding is decoded as it comes', async () => {
  const text = new Response('data: coded\n\n').body.pipeThrough(new CompressionStream('gzip'));
  const bytes = await new Response(text).bytes();
  answer = () => new Response(bytes, { headers: { 'Content-Type': 'text/event-stream', 'Content-Encoding': 'gzip' } });
  const source = new EventSource(server.url);
  assert.equal((await messages(source, 1))[0].data, 'coded');
  source.close();
});

test('headers of ours are sent with each connection', async () => {
  requests.length = 0;
  answer = () => stream('retry: 1\ndata: a\n\n');
  const init = { headers: { Authorization: 'Bearer x', 'Last-Event-ID': '5', Accept: 'text/event-stream, */*' }, withCredentials: 1 };
  const source = new EventSource(server.url, init);
  await messages(source, 2);
  source.close();
  assert.equal(source.withCredentials, true);
  for (const { headers } of requests.slice(0, 2)) {
    assert.equal(headers.get('authorization'), 'Bearer x');
    assert.equal(headers.get('last-event-id'), '5');
    assert.equal(headers.get('accept'), 'text/event-stream, */*');
  }
});

test('URLs that need no network', async () => {
  const source = new EventSource('data:text/event-stream,data:%20a%0A%0A');
  assert.equal((await messages(source, 1))[0].data, 'a');
  source.close();
  for (const url of ['ftp://example.test/', 'about:blank', 'mailto:a@example.test']) {
    const failed = new EventSource(url);
    await next(failed, 'error');
    assert.equal(failed.readyState, EventSource.CLOSED);
  }
});

test('what is wrong with its arguments', () => {
  assert.throws(() => new EventSource(), TypeError);
  assert.throws(() => EventSource(server.url), TypeError);
  assert.throws(() => new EventSource('http://this is invalid/'), { name: 'SyntaxError' });
  assert.throws(() => new EventSource('/relative'), { name: 'SyntaxError' });
  assert.throws(() => new EventSource(server.url, 1), TypeError);
  assert.throws(() => new EventSource(server.url, { headers: { 'a b': 'c' } }), TypeError);
  assert.throws(() => new EventSource(server.url, { maxEventSize: 0 }), { code: 'ERR_OUT_OF_RANGE' });
  const named = { code: 'ERR_INVALID_ARG_VALUE', message: /^EventSource constructor: / };
  assert.throws(() => new EventSource(server.url, { proxy: 'ftp://a' }), named);
  assert.throws(() => EventSource.prototype.close(), TypeError);
  assert.throws(() => EventSource.prototype.url, TypeError);
});

test('closing at once says nothing to anybody', async () => {
  requests.length = 0;
  answer = () => stream('data: a\n\n');
  const source = new EventSource(server.url);
  source.onopen = source.onerror = source.onmessage = () => assert.fail('it is closed');
  source.close();
  source.close();
  const other = new EventSource(server.url);
  await messages(other, 1);
  other.close();
});

test('ten thousand events in one go', async () => {
  let text = '';
  for (let i = 0; i < 10_000; i++) text += `id: ${i}\ndata: {"token":"…${i}"}\n\n`;
  answer = () => stream(text);
  const source = new EventSource(server.url);
  const all = await messages(source, 10_000);
  source.close();
  assert.equal(all[9999].data, '{"token":"…9999"}');
  assert.equal(all[9999].lastEventId, '9999');
  assert.equal(all.every(({ lastEventId }, i) => lastEventId === `${i}`), true);
});

test('the shape of the interface', () => {
  assert.equal(Object.prototype.toString.call(EventSource.prototype), '[object EventSource]');
  assert.equal(Object.getPrototypeOf(EventSource), EventTarget);
  assert.equal(EventSource.length, 1);
  assert.deepEqual([EventSource.CONNECTING, EventSource.OPEN, EventSource.CLOSED], [0, 1, 2]);
  assert.equal(EventSource.prototype.OPEN, 1);
});
