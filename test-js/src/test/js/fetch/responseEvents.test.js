// Response.events(): event streams of what iterables and streams give.
const text = (events, init) => Response.events(events, init).text();

test('strings and objects are events', async () => {
  const events = [
    'one',
    'two\nlines',
    { data: 'three', event: 'add', id: '7', retry: 500, comment: 'hi' },
    { data: { token: 'x', n: [1, null] } },
    { data: '' },
    { comment: 'alone' },
    { id: 8 },
    { retry: 0 },
    { event: 'ping' },
    5,
    false,
  ];
  assert.equal(
    await text(events),
    'data: one\n\n' +
      'data: two\ndata: lines\n\n' +
      ': hi\nevent: add\nid: 7\nretry: 500\ndata: three\n\n' +
      'data: {"token":"x","n":[1,null]}\n\n' +
      'data: \n\n' +
      ': alone\n\n' +
      'id: 8\n\n' +
      'retry: 0\n\n' +
      'event: ping\ndata:\n\n' +
      'data: 5\n\n' +
      'data: false\n\n',
  );
});

test('no data can be taken for another field', async () => {
  assert.equal(await text(['a\r\nid: 1\rretry: 2\n\nb\n']), 'data: a\ndata: id: 1\ndata: retry: 2\ndata: \ndata: b\ndata: \n\n');
  assert.equal(await text([{ comment: 'a\ndata: b' }]), ': a\n: data: b\n\n');
  for (const bad of ['a\nb', 'a\rb', 'a\0b']) {
    await assert.rejects(text([{ data: 'x', event: bad }]), { code: 'ERR_INVALID_ARG_VALUE' });
    await assert.rejects(text([{ data: 'x', id: bad }]), { code: 'ERR_INVALID_ARG_VALUE' });
  }
});

test('what is no event fails the stream', async () => {
  for (const bad of [{}, { token: 1 }]) await assert.rejects(text([bad]), { code: 'ERR_INVALID_ARG_VALUE' });
  const others = [Symbol('a'), () => {}, 1n, { data: () => {} }, { data: new Uint8Array(1) }, { event: {}, data: 'x' }, { comment: 1 }];
  for (const bad of others) await assert.rejects(text([bad]), TypeError);
  for (const retry of [-1, 1.5, '5', 2 ** 31]) await assert.rejects(text([{ retry }]), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
});

test('iterables of every kind', async () => {
  async function* generator() {
    yield 'a';
    await undefined;
    yield { data: 'b' };
  }
  const expected = 'data: a\n\ndata: b\n\n';
  assert.equal(await text(generator), expected);
  assert.equal(await text(generator()), expected);
  assert.equal(await text(new Set(['a', 'b'])), expected);
  assert.equal(await text([Promise.resolve('a'), 'b']), expected);
  assert.equal(await text(ReadableStream.from(['a', { data: 'b' }])), expected);
  assert.equal(await text(['a', undefined, null, 'b']), expected);
  assert.equal(await text([]), '');
});

test('what is no iterable is refused at once', () => {
  for (const bad of [undefined, null, 'text', 5, {}, () => {}]) {
    assert.throws(() => Response.events(bad), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  }
  assert.throws(() => Response.events(), TypeError);
  const locked = new ReadableStream();
  locked.getReader();
  assert.throws(() => Response.events(locked), { code: 'ERR_BODY_ALREADY_USED' });
});

test('headers are those of an event stream, unless the script has others', () => {
  const plain = Response.events([]);
  assert.deepEqual([...plain.headers], [['cache-control', 'no-store'], ['content-type', 'text/event-stream'], ['x-accel-buffering', 'no']]);
  assert.equal(plain.status, 200);
  const own = Response.events([], { status: 201, headers: { 'Cache-Control': 'no-cache', 'X-Accel-Buffering': 'yes', 'X-A': '1' } });
  assert.equal(own.status, 201);
  assert.deepEqual([...own.headers].map((pair) => pair.join(': ')), [
    'cache-control: no-cache',
    'content-type: text/event-stream',
    'x-a: 1',
    'x-accel-buffering: yes',
  ]);
});

test('a first retry, and options that are wrong', async () => {
  assert.equal(await text(['a'], { retry: 250 }), 'retry: 250\n\ndata: a\n\n');
  assert.throws(() => Response.events([], { retry: -1 }), RangeError);
  assert.throws(() => Response.events([], { keepAlive: -1 }), RangeError);
  assert.throws(() => Response.events([], { keepAlive: NaN }), TypeError);
});

let answer;
const server = Bun.serve({ port: 0, fetch: (request) => answer(request), error: () => new Response('failed', { status: 500 }) });

test('an EventSource hears them as they are made', async () => {
  const go = Promise.withResolvers();
  answer = () => Response.events(async function* () {
    yield { data: 'first', id: '1', event: 'x' };
    yield 'second\nline';
    await go.promise;
    yield { data: { third: true } };
    await new Promise(() => {});
  });
  const source = new EventSource(server.url);
  const heard = [];
  const { promise, resolve } = Promise.withResolvers();
  source.addEventListener('x', ({ data, lastEventId }) => heard.push(data, lastEventId));
  source.onmessage = ({ data }) => {
    heard.push(data);
    go.resolve();
    if (heard.length === 4) resolve();
  };
  await promise;
  source.close();
  assert.deepEqual(heard, ['first', '1', 'second\nline', '{"third":true}']);
});

test('when the client goes, return() runs', async () => {
  const returned = Promise.withResolvers();
  answer = () => Response.events((async function* () {
    try {
      for (let i = 0; ; i++) {
        yield `${i}`;
        await Bun.sleep(1);
      }
    } finally {
      returned.resolve('returned');
    }
  })());
  const source = new EventSource(server.url);
  await new Promise((resolve) => {
    source.onmessage = resolve;
  });
  source.close();
  assert.equal(await returned.promise, 'returned');
});

test('when the client goes, a stream is cancelled, also while it is silent', async () => {
  const cancelled = Promise.withResolvers();
  answer = () => Response.events(new ReadableStream({
    start(controller) {
      controller.enqueue({ data: 'one' });
    },
    cancel: cancelled.resolve,
  }));
  const source = new EventSource(server.url);
  await new Promise((resolve) => {
    source.onmessage = resolve;
  });
  source.close();
  assert.equal((await cancelled.promise).name, 'AbortError');
});

test('a stream that nobody gets is cancelled', async () => {
  let cancelled = 0;
  answer = () => Response.events(new ReadableStream({
    cancel() {
      cancelled++;
    },
  }));
  const head = await fetch(server.url, { method: 'HEAD' });
  assert.equal(head.headers.get('content-type'), 'text/event-stream');
  assert.equal(cancelled, 1);
  await Response.events(new ReadableStream({
    cancel() {
      cancelled++;
    },
  })).body.cancel();
  assert.equal(cancelled, 2);
});

test('an error before the first event is for error(), one after it cuts', async () => {
  addEventListener('error', (event) => event.preventDefault(), { once: true });
  answer = () => Response.events((async function* () {
    throw new Error('at once');
  })());
  assert.equal((await fetch(server.url)).status, 500);
  answer = () => Response.events((async function* () {
    yield 'one';
    await Bun.sleep(5);
    yield { id: 'a\nb' };
  })());
  const response = await fetch(server.url);
  await assert.rejects(response.text(), { code: 'ECONNRESET' });
});

test('an event that is no event runs the finally of its generator', async () => {
  let ran = false;
  const events = (async function* () {
    try {
      yield {};
    } finally {
      ran = true;
    }
  })();
  await assert.rejects(text(events), TypeError);
  assert.equal(ran, true);
});

test('silence is kept alive by comments, and only silence', async () => {
  const go = Promise.withResolvers();
  answer = () => Response.events(async function* () {
    await go.promise;
    yield 'late';
  }, { keepAlive: 10 });
  const response = await fetch(server.url);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let received = '';
  while (received.length < 6) received += (await reader.read()).value;
  go.resolve();
  for (let step = await reader.read(); !step.done; step = await reader.read()) received += step.value;
  assert.match(received, /^(:\n\n){2,}data: late\n\n$/);
});

test('the id that a client comes back with', async () => {
  answer = (request) => {
    const from = Number(request.headers.get('last-event-id') ?? 0);
    return Response.events([{ id: from + 1, data: `${from + 1}` }], { retry: 1 });
  };
  const source = new EventSource(server.url);
  const heard = [];
  await new Promise((resolve) => {
    source.onmessage = ({ data }) => {
      heard.push(data);
      if (heard.length === 3) resolve();
    };
  });
  source.close();
  assert.deepEqual(heard, ['1', '2', '3']);
});
