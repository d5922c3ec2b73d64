// Async iterables as bodies.
const later = () => new Promise((resolve) => setTimeout(resolve, 0));
const direct = 'Direct script: a script writes its chunks';
const decode = (bytes) => new TextDecoder().decode(bytes);

test('an async generator function is called when the body is read, and yields into the consumer', async () => {
  let called = false;
  const response = new Response(async function* () {
    called = true;
    yield 'a';
    await later();
    yield Uint8Array.of(0xc3);
    yield Uint8Array.of(0xa9);
    yield undefined;
    yield null;
    yield '';
    return 'not written';
  });
  assert.equal(called, false);
  assert.equal(await response.text(), 'aé');
}, { ways: [direct] });

test('an async generator, and any object with Symbol.asyncIterator, is a body', async () => {
  assert.equal(await new Response((async function* () { yield '1'; yield '2'; })()).text(), '12');
  const self = { async *[Symbol.asyncIterator]() { assert.equal(this, self); yield 'x'; } };
  assert.equal(await new Response(self).text(), 'x');
  let i = 0;
  const plain = { [Symbol.asyncIterator]: () => ({ next: () => ({ value: `n${i}`, done: i++ === 2 }) }) };
  assert.equal(await new Response(plain).text(), 'n0n1');
  assert.equal(await new Request('http://localhost/', { method: 'POST', body: async function* () { yield 'q'; } }).text(), 'q');
});

test('a generator that is not asynchronous becomes a string, as anything else does', async () => {
  assert.equal(await new Response((function* () { yield 'a'; })()).text(), '[object Generator]');
});

test('yield gives the controller', async () => {
  const response = new Response(async function* () {
    const controller = yield 'a';
    controller.write('b');
    controller.end();
    yield 'c';
    assert.fail('the stream has ended');
  });
  assert.equal(await response.text(), 'ab');
});

test('a generator that throws fails the body; a value that is no chunk ends it with a TypeError', async () => {
  const error = new Error('mid');
  assert.equal(await assert.rejects(new Response(async function* () { yield 'a'; throw error; }).text()), error);
  let returned = 0;
  const response = new Response(async function* () { try { yield 5; } finally { returned++; } });
  await assert.rejects(response.text(), TypeError);
  await later();
  assert.equal(returned, 1);
});

test('a reader that goes calls return(), once', async () => {
  let returned = 0;
  const generator = async function* () {
    try {
      for (;;) {
        yield 'x';
        await later();
      }
    } finally {
      returned++;
    }
  };
  const reader = new Response(generator).body.getReader();
  assert.equal(decode((await reader.read()).value), 'x');
  await reader.cancel();
  await later();
  assert.equal(returned, 1);
  for await (const chunk of new Response(generator).body) {
    assert.equal(decode(chunk), 'x');
    break;
  }
  await later();
  assert.equal(returned, 2);
});

test('a generator is not run ahead of its reader', async () => {
  let given = 0;
  const response = new Response(async function* () {
    for (;;) {
      given++;
      yield new Uint8Array(10_000);
    }
  });
  const reader = response.body.getReader();
  assert.equal(given, 0);
  await reader.read();
  await later();
  assert.ok(given <= 2, `${given} chunks were made for one read`);
  await reader.cancel();
});

test('a clone gets the same', async () => {
  const response = new Response(async function* () { yield 'a'; yield 'b'; });
  const clone = response.clone();
  assert.equal(await response.text(), 'ab');
  assert.equal(await clone.text(), 'ab');
});
