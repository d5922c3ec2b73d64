// The state machine of bodies, by the table of docs/bodies.md.
const used = { name: 'TypeError', code: 'ERR_BODY_ALREADY_USED' };
const bytes = (...values) => new Uint8Array(values);
const post = (body, init) => new Request('http://a/', { method: 'POST', body, duplex: 'half', ...init });

/** A stream of chunks, all of them here. */
const streamOf = (...chunks) => new ReadableStream({
  start(controller) {
    for (const chunk of chunks) controller.enqueue(chunk);
    controller.close();
  },
});

/** A body in each state that has content, each of the text «{"a":1}». */
const text = '{"a":1}';
const bodies = {
  string: () => text,
  bytes: () => new TextEncoder().encode(text),
  blob: () => new Blob([text]),
  stream: () => streamOf(new TextEncoder().encode(text)),
  'a stream of strings': () => streamOf('{"a"', ':1}'),
};

const fulfilled = async (promise) => {
  let settled = false;
  promise.then(() => { settled = true; });
  await undefined;
  return settled;
};

for (const [name, make] of Object.entries(bodies)) {
  for (const create of [(body) => new Response(body), post]) {
    const owner = create(null).constructor.name;

    test(`${owner} of ${name}: every reader gives the whole, once`, async () => {
      assert.equal(await create(make()).text(), text);
      assert.deepEqual(await create(make()).json(), { a: 1 });
      assert.deepEqual(await create(make()).bytes(), new TextEncoder().encode(text));
      const buffer = await create(make()).arrayBuffer();
      assert.deepEqual(new Uint8Array(buffer), new TextEncoder().encode(text));
      assert.equal(await (await create(make()).blob()).text(), text);
      const body = create(make());
      assert.equal(body.bodyUsed, false);
      const first = body.text();
      assert.equal(body.bodyUsed, true);
      await assert.rejects(body.text(), used);
      assert.equal(await first, text);
      for (const reader of ['text', 'json', 'bytes', 'arrayBuffer', 'blob', 'formData']) await assert.rejects(body[reader](), used);
      assert.throws(() => body.clone(), used);
      assert.throws(() => body.textStream(), used);
    });

    test(`${owner} of ${name}: what bytes() and arrayBuffer() give can be transferred`, async () => {
      const buffer = await create(make()).arrayBuffer();
      assert.equal(buffer.transfer().byteLength, text.length);
      assert.equal((await create(make()).bytes()).buffer.transfer().byteLength, text.length);
    });

    test(`${owner} of ${name}: .body is a stream, the same each time, and reading it whole is still possible`, async () => {
      const body = create(make());
      const stream = body.body;
      assert.ok(stream instanceof ReadableStream);
      assert.equal(body.body, stream);
      assert.equal(body.bodyUsed, false);
      assert.equal(await body.text(), text);
      assert.equal(body.bodyUsed, true);
      assert.equal(body.body, stream);
      assert.equal(stream.locked, true);
    });

    test(`${owner} of ${name}: .body after use is a closed, locked stream`, async () => {
      const body = create(make());
      await body.text();
      assert.equal(body.body.locked, true);
      assert.equal(body.body, body.body);
      assert.throws(() => body.body.getReader(), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
    });

    test(`${owner} of ${name}: a reader locks it, the first read uses it`, async () => {
      const body = create(make());
      const reader = body.body.getReader();
      assert.equal(body.bodyUsed, false);
      await assert.rejects(body.text(), used);
      assert.throws(() => body.clone(), used);
      reader.read();
      assert.equal(body.bodyUsed, true);
      await assert.rejects(body.text(), used);
    });

    test(`${owner} of ${name}: a lock that is let go leaves it as it was`, async () => {
      const body = create(make());
      body.body.getReader().releaseLock();
      assert.equal(await body.text(), text);
    });

    test(`${owner} of ${name}: cancel() uses it`, async () => {
      const body = create(make());
      await body.body.cancel();
      assert.equal(body.bodyUsed, true);
      await assert.rejects(body.text(), used);
    });

    test(`${owner} of ${name}: both of a clone give the whole, also after .body`, async () => {
      const body = create(make());
      const clone = body.clone();
      assert.equal(await clone.text(), text);
      assert.equal(await body.text(), text);
      const looked = create(make());
      const stream = looked.body;
      const second = looked.clone();
      assert.equal(stream.locked, true);
      assert.notEqual(looked.body, stream);
      assert.notEqual(looked.body, second.body);
      const [a, b] = await Promise.all([looked.text(), second.text()]);
      assert.equal(a + b, text + text);
    });

    test(`${owner} of ${name}: clones of clones are whole as well`, async () => {
      const body = create(make());
      const all = [body, body.clone(), body.clone(), body.clone().clone()];
      for (const one of await Promise.all(all.map((each) => each.text()))) assert.equal(one, text);
    });

    test(`${owner} of ${name}: textStream() gives the text in strings`, async () => {
      const body = create(make());
      if (name === 'a stream of strings') return; // a TextDecoderStream takes bytes only
      const stream = body.textStream();
      assert.equal(body.bodyUsed, true);
      let all = '';
      for await (const chunk of stream) {
        assert.equal(typeof chunk, 'string');
        all += chunk;
      }
      assert.equal(all, text);
    });
  }
}

test('a null body reads as nothing, again and again', async () => {
  for (const body of [new Response(), new Response(null), new Response(undefined), new Request('http://a/')]) {
    assert.equal(body.body, null);
    for (let i = 0; i < 2; i++) {
      assert.equal(await body.text(), '');
      assert.equal((await body.bytes()).length, 0);
      assert.equal((await body.arrayBuffer()).byteLength, 0);
      assert.equal((await body.blob()).size, 0);
      await assert.rejects(body.json(), SyntaxError);
      await assert.rejects(body.formData(), { name: 'TypeError', code: 'ERR_FORMDATA_PARSE_ERROR' });
      assert.equal(body.bodyUsed, false);
    }
    for await (const chunk of body.textStream()) assert.fail(chunk);
    assert.equal(body.clone().body, null);
  }
});

test('an empty body reads as nothing, once, and has a stream', async () => {
  for (const empty of ['', new Uint8Array(), new ArrayBuffer(0), new Blob([])]) {
    const response = new Response(empty);
    assert.equal(response.bodyUsed, false);
    assert.equal(await response.text(), '');
    assert.equal(response.bodyUsed, true);
    await assert.rejects(response.text(), used);
    const { body } = new Response(empty);
    assert.ok(body instanceof ReadableStream);
    assert.equal((await body.getReader().read()).done, true);
  }
});

test('a body that is given as a stream is that stream', () => {
  const stream = new ReadableStream();
  assert.equal(new Response(stream).body, stream);
});

test('a stream that is locked or was read is no body', async () => {
  const locked = new ReadableStream();
  locked.getReader();
  assert.throws(() => new Response(locked), TypeError);
  const read = streamOf('a');
  const reader = read.getReader();
  await reader.read();
  reader.releaseLock();
  assert.throws(() => new Response(read), TypeError);
  assert.throws(() => post(read), TypeError);
});

test('the stream of one body can be the body of another', async () => {
  for (const make of Object.values(bodies)) {
    const inner = new Response(make());
    assert.equal(await new Response(inner.body).text(), text);
    assert.equal(inner.bodyUsed, true);
    await assert.rejects(inner.text(), used);
  }
});

test('a string stays as it came, a byte order mark and lone surrogates too', async () => {
  assert.equal(await new Response('\ufeffa').text(), '\ufeffa');
  assert.equal(await new Response('\ud800a').text(), '\ud800a');
  assert.equal(await new Response('\ud800a').clone().text(), '\ud800a');
  await assert.rejects(new Response('\ufeff{}').json(), SyntaxError);
  assert.deepEqual(await new Response('\ud800a').bytes(), bytes(0xef, 0xbf, 0xbd, 0x61));
  assert.deepEqual(await new Response('\ufeffa').bytes(), bytes(0xef, 0xbb, 0xbf, 0x61));
});

test('bytes lose a byte order mark as text and keep it as bytes', async () => {
  const marked = () => bytes(0xef, 0xbb, 0xbf, 0x7b, 0x7d);
  assert.equal(await new Response(marked()).text(), '{}');
  assert.deepEqual(await new Response(marked()).json(), {});
  assert.equal(await new Response(new Blob([marked()])).text(), '{}');
  assert.deepEqual(await new Response(marked()).bytes(), marked());
  assert.equal(await new Response(streamOf(bytes(0xef), bytes(0xbb), bytes(0xbf, 0x41))).text(), 'A');
  assert.equal(await new Response(bytes(0xef, 0xbb)).text(), '\ufffd');
});

test('malformed UTF-8 becomes U+FFFD', async () => {
  assert.equal(await new Response(bytes(0x61, 0xff, 0xc3)).text(), 'a\ufffd\ufffd');
});

test('bytes are copied when the body is made', async () => {
  const source = bytes(1, 2, 3, 4);
  const response = new Response(source.subarray(1, 3));
  source.fill(9);
  const result = await response.bytes();
  assert.deepEqual(result, bytes(2, 3));
  assert.equal(result.buffer.byteLength, 2);
  assert.deepEqual(await new Response(new DataView(bytes(5, 6, 7).buffer, 1)).bytes(), bytes(6, 7));
  assert.deepEqual(await new Response(new Uint16Array([0x0201])).bytes(), bytes(1, 2));
  assert.deepEqual(await new Response(new SharedArrayBuffer(2)).bytes(), bytes(0, 0));
});

test('what one clone is given, the other does not see changed', async () => {
  const response = new Response(bytes(1, 2));
  const clone = response.clone();
  (await response.bytes()).fill(9);
  assert.deepEqual(await clone.bytes(), bytes(1, 2));
});

test('what is nothing known is a string', async () => {
  const textOf = (body) => new Response(body).text();
  assert.equal(await textOf(1), '1');
  assert.equal(await textOf({}), '[object Object]');
  assert.equal(await textOf(true), 'true');
  assert.equal(await textOf({ toString: () => 'q' }), 'q');
  assert.equal(await textOf(new URL('http://a/')), 'http://a/');
  assert.equal(await textOf((function* () { yield 'a'; })()), '[object Generator]');
  assert.throws(() => new Response(Symbol('a')), TypeError);
  assert.throws(() => new Response({ toString() { throw new RangeError('mine'); } }), RangeError);
});

test('promises are fulfilled already where the bytes are here', async () => {
  assert.ok(await fulfilled(new Response('x').text()));
  assert.ok(await fulfilled(new Response('{}').json()));
  assert.ok(await fulfilled(new Response('x').bytes()));
  assert.ok(await fulfilled(new Response('x').arrayBuffer()));
  assert.ok(await fulfilled(new Response('x').blob()));
  assert.ok(await fulfilled(new Response(bytes(1)).text()));
  assert.ok(await fulfilled(new Response(bytes(1)).arrayBuffer()));
  assert.ok(await fulfilled(new Response(new Blob(['x'])).text()));
  assert.ok(await fulfilled(new Response(new Blob(['x']).stream()).text()));
  assert.ok(await fulfilled(new Response(new URLSearchParams('a=b')).formData()));
  assert.ok(await fulfilled(new Response(null).text()));
  assert.equal(Bun.peek.status(new Response('x').text()), 'fulfilled');
  assert.equal(Bun.peek(new Response('x').text()), 'x');
});

test('a locked or used body rejects and never throws at once', async () => {
  const response = new Response('x');
  response.body.getReader();
  for (const reader of ['text', 'json', 'bytes', 'arrayBuffer', 'blob', 'formData']) {
    const promise = response[reader]();
    assert.ok(promise instanceof Promise);
    await assert.rejects(promise, used);
  }
});

test('JSON that is none rejects with a SyntaxError and uses the body', async () => {
  for (const make of [() => '{', () => bytes(0x7b), () => new Blob(['{']), () => streamOf('{'), () => '']) {
    const response = new Response(make());
    await assert.rejects(response.json(), SyntaxError);
    assert.equal(response.bodyUsed, true);
  }
});

test('json() of a string that has a then does what a promise does', async () => {
  assert.equal((await new Response('{"then":1}').json()).then, 1);
});

test('the error of a stream is the error of its reader, and the body is used', async () => {
  const error = new RangeError('mine');
  for (const reader of ['text', 'json', 'bytes', 'arrayBuffer', 'blob']) {
    const response = new Response(new ReadableStream({ start(c) { c.enqueue('a'); c.error(error); } }));
    assert.equal(await assert.rejects(response[reader]()), error);
    assert.equal(response.bodyUsed, true);
    await assert.rejects(response.text(), used);
  }
  const late = new Response(new ReadableStream({
    pull(c) {
      if (this.count++ < 3) c.enqueue(bytes(1));
      else throw error;
    },
    count: 0,
  }));
  assert.equal(await assert.rejects(late.bytes()), error);
});

test('a chunk that is neither a string nor bytes is a TypeError and cancels the stream', async () => {
  let reason;
  const response = new Response(new ReadableStream({
    pull(controller) { controller.enqueue(1); },
    cancel(why) { reason = why; },
  }));
  const error = await assert.rejects(response.text(), TypeError);
  assert.equal(reason, error);
});

test('UTF-8 that is cut between chunks is put together', async () => {
  const euro = new TextEncoder().encode('€𝄞');
  const chunks = [...euro].map((byte) => bytes(byte));
  assert.equal(await new Response(streamOf(...chunks)).text(), '€𝄞');
});

test('async iterables and async generator functions are streams', async () => {
  assert.equal(await new Response((async function* () { yield 'a'; yield bytes(0x62); })()).text(), 'ab');
  assert.equal(await new Response(async function* () { yield 'a'; }).text(), 'a');
  const iterable = { async *[Symbol.asyncIterator]() { yield 'x'; yield 'y'; } };
  assert.equal(await new Response(iterable).text(), 'xy');
  assert.ok(new Response(iterable).body instanceof ReadableStream);
  assert.equal(new Response(iterable).headers.get('content-type'), null);
});

test('blob() has the MIME type of the headers', async () => {
  const typeOf = async (body, type) => {
    const response = new Response(body, type === undefined ? {} : { headers: { 'Content-Type': type } });
    return (await response.blob()).type;
  };
  assert.equal(await typeOf('x'), 'text/plain;charset=utf-8');
  assert.equal(await typeOf('x', 'Text/HTML; Charset=ABC'), 'text/html;charset=abc');
  assert.equal(await typeOf(new Blob(['x'], { type: 'a/b' })), 'a/b');
  assert.equal(await typeOf(bytes(1)), '');
  assert.equal(await typeOf(bytes(1), 'nonsense'), '');
  assert.equal(await typeOf(null, 'a/b'), 'a/b');
});

test('blob() of a Blob is another Blob of the same bytes', async () => {
  const blob = new Blob(['x'], { type: 'a/b' });
  const other = await new Response(blob).blob();
  assert.notEqual(other, blob);
  assert.equal(await other.text(), 'x');
});

test('a file as the body is not read before the body is', async () => {
  const path = `${tempDir}/later.txt`;
  const response = new Response(Bun.file(path));
  await Bun.write(path, 'first');
  assert.equal(await response.clone().text(), 'first');
  await Bun.write(path, 'second, and longer');
  assert.equal(await response.text(), 'second, and longer');
  await assert.rejects(new Response(Bun.file(`${tempDir}/missing`)).text(), { code: 'ENOENT' });
});

test('forms go through a body and back', async () => {
  const form = new FormData();
  form.append('a', 'ü\r\n');
  form.append('f', new File(['bytes'], 'n.txt', { type: 'x/y' }));
  for (const create of [(body) => new Response(body), post]) {
    const back = await create(form).formData();
    assert.equal(back.get('a'), 'ü\r\n');
    assert.equal(back.get('f').name, 'n.txt');
    assert.equal(back.get('f').type, 'x/y');
    assert.equal(await back.get('f').text(), 'bytes');
  }
  const plain = new FormData();
  plain.append('a', 'b');
  const response = new Response(plain);
  const streamed = new Response(response.body, { headers: response.headers });
  assert.equal((await streamed.formData()).get('a'), 'b');
});

test('urlencoded forms are read from every kind of body', async () => {
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = 'a=b+c&a=%C3%BC';
  for (const body of [form, new TextEncoder().encode(form), new Blob([form]), streamOf(form)]) {
    assert.deepEqual((await new Response(body, { headers }).formData()).getAll('a'), ['b c', 'ü']);
  }
  assert.deepEqual([...await new Response(null, { headers }).formData()], []);
  assert.deepEqual([...await new Response('', { headers }).formData()], []);
});

test('what is no form is a TypeError with a code', async () => {
  const broken = { name: 'TypeError', code: 'ERR_FORMDATA_PARSE_ERROR' };
  const multipart = (type) => ({ headers: { 'content-type': type } });
  await assert.rejects(new Response('a').formData(), broken);
  await assert.rejects(new Response('a', multipart('multipart/form-data')).formData(), broken);
  await assert.rejects(new Response('a', multipart('multipart/form-data; boundary=x')).formData(), broken);
  await assert.rejects(new Response(new Blob(['a']), multipart('multipart/form-data; boundary=x')).formData(), broken);
  await assert.rejects(new Response(streamOf('a'), multipart('multipart/form-data; boundary=x')).formData(), broken);
  await assert.rejects(new Response(streamOf('a')).formData(), broken);
});

test('URLSearchParams are written when the body is made', async () => {
  const params = new URLSearchParams('a=b');
  const response = new Response(params);
  params.append('c', 'd');
  assert.equal(await response.text(), 'a=b');
});

test('a body can be read with a BYOB reader', async () => {
  for (const body of [text, new TextEncoder().encode(text), new Blob([text])]) {
    const reader = new Response(body).body.getReader({ mode: 'byob' });
    let all = '';
    for (;;) {
      const { value, done } = await reader.read(new Uint8Array(3));
      if (done) break;
      all += new TextDecoder().decode(value);
    }
    assert.equal(all, text);
  }
});

test('many bodies are read and dropped', async () => {
  for (let i = 0; i < 2000; i++) {
    const response = new Response(i % 2 ? `${i}` : bytes(i));
    if (i % 3 === 0) await response.body.cancel();
    else if (i % 3 === 1) await response.text();
    else response.clone();
  }
});
