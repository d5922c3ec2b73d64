// Streams whose chunks come from a script, read whole: the script way.
const script = ['JavaScript script: its chunks come from a script'];
const encode = (text) => new TextEncoder().encode(text);

/** A stream that holds all its chunks and is closed. */
const holding = (...chunks) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

/** A stream that gives a chunk a pull, each in a task of its own. */
function pulled(...chunks) {
  let next = 0;
  return new ReadableStream(
    {
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        if (next === chunks.length) controller.close();
        else controller.enqueue(chunks[next++]);
      },
    },
    { highWaterMark: 0 },
  );
}

test('strings and bytes mix in the order of their coming', async () => {
  const chunks = () => ['a', encode('b'), 'ü', encode('€').buffer, new DataView(encode('xyz').buffer, 1, 1), new Uint16Array([0x6867])];
  assert.equal(await holding(...chunks()).text(), 'abü€ygh');
  assert.equal(await pulled(...chunks()).text(), 'abü€ygh');
  assert.deepEqual(await holding(...chunks()).bytes(), encode('abü€ygh'));
  assert.deepEqual(await pulled(...chunks()).bytes(), encode('abü€ygh'));
}, { ways: [...script, ...script, ...script, ...script] });

test('a stream that holds all its chunks answers at once', () => {
  assert.equal(Bun.peek(holding('a', 'b').text()), 'ab');
  assert.deepEqual(Bun.peek(holding('{"a":', encode('1}')).json()), { a: 1 });
  assert.deepEqual(Bun.peek(holding('a').bytes()), encode('a'));
  assert.equal(Bun.peek(new ReadableStream({ start: (c) => c.close() }).text()), '');
}, { ways: [...script, ...script, ...script, ...script] });

test('a character whose UTF-8 lies in several chunks is decoded once', async () => {
  const bytes = encode('a€😀b');
  for (const make of [holding, pulled]) {
    assert.equal(await make(...Array.from(bytes, (byte) => Uint8Array.of(byte))).text(), 'a€😀b');
  }
});

test('a byte order mark is taken off bytes, even split, and left in strings and in bytes()', async () => {
  const mark = [Uint8Array.of(0xef), Uint8Array.of(0xbb, 0xbf), encode('x')];
  assert.equal(await holding(...mark).text(), 'x');
  assert.equal(await pulled(...mark).text(), 'x');
  assert.equal(await holding('\ufeffx').text(), '\ufeffx');
  assert.equal(await holding('a', ...mark).text(), 'a\ufeffx');
  assert.deepEqual(await holding(...mark).bytes(), Uint8Array.of(0xef, 0xbb, 0xbf, 0x78));
});

test('what is no UTF-8 becomes U+FFFD; so does a lone surrogate that has to become bytes', async () => {
  assert.equal(await holding(Uint8Array.of(0x61, 0xff)).text(), 'a\ufffd');
  assert.equal(await holding(Uint8Array.of(0xe2, 0x82), 'x').text(), '\ufffdx');
  assert.equal(await holding('\ud800').text(), '\ud800');
  assert.deepEqual(await holding('\ud800').bytes(), encode('\ufffd'));
});

test('a surrogate pair cut by the border of two strings is one character', async () => {
  for (const make of [holding, pulled]) {
    assert.deepEqual(await make('\ud83d', '\ude00').bytes(), encode('😀'));
    assert.equal(await make('\ud83d', '\ude00').text(), '😀');
  }
});

test('bytes() is the whole of a buffer of its own', async () => {
  const whole = new Uint8Array([1, 2, 3, 4]);
  for (const make of [holding, pulled]) {
    const bytes = await make(whole.subarray(1, 3)).bytes();
    assert.deepEqual(bytes, Uint8Array.of(2, 3));
    assert.equal(bytes.buffer.byteLength, 2);
    assert.notEqual(bytes.buffer, whole.buffer);
    assert.equal(bytes.buffer.transfer().byteLength, 2);
  }
});

test('a large chunk of a byte stream is handed over without a copy', async () => {
  const chunk = new Uint8Array(100_000).fill(7);
  const stream = new ReadableStream({
    type: 'bytes',
    start(controller) {
      controller.enqueue(chunk);
      controller.close();
    },
  });
  assert.equal(chunk.byteLength, 0);
  const bytes = await stream.bytes();
  assert.equal(bytes.byteLength, 100_000);
  assert.ok(bytes.every((byte) => byte === 7));
});

test('many chunks of many sizes arrive whole', async () => {
  const sizes = [0, 1, 15, 16, 17, 997, 1024, 4095, 4096, 4097, 100_003];
  let seed = 1;
  const chunks = sizes.concat(sizes.toReversed()).map((size) => {
    const chunk = new Uint8Array(size);
    for (let i = 0; i < size; i++) chunk[i] = seed = (seed * 75) % 65537;
    return chunk;
  });
  const expected = new Uint8Array(await new Blob(chunks).arrayBuffer());
  for (const type of [undefined, 'bytes']) {
    // A byte stream takes no empty chunks.
    const given = type === 'bytes' ? chunks.filter(({ length }) => length > 0) : chunks;
    for (const isPulled of [false, true]) {
      let next = 0;
      const give = (controller) => {
        controller.enqueue(given[next++].slice());
        if (next === given.length) controller.close();
      };
      const source = isPulled
        ? { type, pull: give }
        : { type, start: (controller) => { while (next < given.length) give(controller); } };
      assert.deepEqual(await new ReadableStream(source).bytes(), expected);
    }
  }
});

test('a script that reuses or transfers its buffer after enqueue() changes nothing that was read', async () => {
  const buffer = new Uint8Array(4);
  let round = 0;
  const stream = new ReadableStream(
    {
      pull(controller) {
        if (round === 3) {
          buffer.buffer.transfer();
          controller.close();
          return;
        }
        controller.enqueue(buffer.fill(0x61 + round++));
      },
    },
    { highWaterMark: 0 },
  );
  assert.equal(await stream.text(), 'aaaabbbbcccc');
});

test('a chunk whose buffer was transferred before anybody read it is empty', async () => {
  const make = () =>
    new ReadableStream({
      start(controller) {
        const chunks = [new ArrayBuffer(4), new Uint8Array(4), new Uint16Array(4), new DataView(new ArrayBuffer(4))];
        for (const chunk of chunks) {
          controller.enqueue(chunk);
          (chunk.buffer ?? chunk).transfer();
        }
        controller.enqueue('a');
        controller.close();
      },
    });
  assert.equal(await make().text(), 'a');
  assert.deepEqual(await make().bytes(), encode('a'));
});

test('a chunk that is neither text nor bytes rejects, cancels the source and frees the stream', async () => {
  for (const chunk of [5, null, undefined, {}, [1], Symbol('x')]) {
    for (const method of ['text', 'bytes', 'json', 'blob']) {
      let reason;
      const stream = new ReadableStream({
        start(controller) {
          controller.enqueue('a');
          controller.enqueue(chunk);
        },
        cancel(why) { reason = why; },
      });
      const error = await assert.rejects(stream[method](), TypeError);
      assert.equal(reason, error);
      assert.equal(stream.locked, false);
    }
  }
});

test('an error of the stream is the rejection; what JSON.parse throws is one too', async () => {
  const error = new RangeError('x');
  assert.equal(await assert.rejects(new ReadableStream({ start: (c) => c.error(error) }).text()), error);
  const later = pulled('a');
  const failing = later.pipeThrough(new TransformStream({ transform() { throw error; } }));
  assert.equal(await assert.rejects(failing.text()), error);
  await assert.rejects(holding('{').json(), SyntaxError);
  await assert.rejects(holding('').json(), SyntaxError);
});

test('a stream is read once, and not while somebody else reads it', async () => {
  const stream = holding('a');
  const first = stream.text();
  await assert.rejects(stream.text(), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
  assert.equal(await first, 'a');
  await assert.rejects(stream.bytes(), { code: 'ERR_INVALID_STATE' });
  const locked = holding('a');
  locked.getReader();
  for (const method of ['text', 'json', 'bytes', 'blob']) {
    await assert.rejects(locked[method](), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
  }
});

test('a stream is locked while it is read, and free after it', async () => {
  const stream = pulled('a');
  const text = stream.text();
  assert.equal(stream.locked, true);
  assert.throws(() => stream.getReader(), TypeError);
  assert.equal(await text, 'a');
  assert.equal(stream.locked, false);
  assert.deepEqual(await stream.getReader().read(), { value: undefined, done: true });
});

test('a source that enqueues within its pull is pulled once a microtask, not drained in a loop', async () => {
  let pulls = 0;
  const stream = new ReadableStream({
    pull(controller) {
      if (++pulls === 1000) controller.close();
      else controller.enqueue('x');
    },
  });
  assert.equal((await stream.text()).length, 999);
});

test('blob() and json() of a script stream', async () => {
  const blob = await pulled('a', encode('é')).blob();
  assert.ok(blob instanceof Blob);
  assert.equal(blob.size, 3);
  assert.equal(await blob.text(), 'aé');
  assert.deepEqual(await pulled('[1,', encode('2]')).json(), [1, 2]);
});

test('the readable side of a TransformStream says so', async () => {
  const { readable, writable } = new TransformStream();
  const writer = writable.getWriter();
  writer.write('a');
  writer.close();
  assert.equal(await readable.text(), 'a');
}, { ways: ['JavaScript script: it is the readable side of a TransformStream'] });
