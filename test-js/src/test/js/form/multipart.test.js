const malformed = { name: 'TypeError', code: 'ERR_FORMDATA_PARSE_ERROR' };
const multipart = 'multipart/form-data; boundary=b';
const parse = (body, type = multipart) => new Response(body, { headers: { 'content-type': type } }).formData();
const part = (header, body) => `--b\r\n${header}\r\n\r\n${body}\r\n`;
const field = (name, body) => part(`Content-Disposition: form-data; name="${name}"`, body);

/** A stream of a text's bytes, `size` at a time. */
const inPieces = (text, size, onCancel = () => {}) => {
  const bytes = new TextEncoder().encode(text);
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, (at += size)));
    },
    cancel: onCancel,
  });
};

test('a form is written as the standard says', async () => {
  const form = new FormData();
  form.append('a"\r\n\n', 'x\ny\r\nz\r');
  form.append('f', new File(['content'], 'q"uo\nte.txt', { type: 'text/css' }));
  form.append('g', new Blob([new Uint8Array([1])]));
  const response = new Response(form);
  const type = response.headers.get('content-type');
  const boundary = type.match(/^multipart\/form-data; boundary=([-\w]{1,70})$/)[1];
  assert.equal(await response.text(), [
    `--${boundary}`,
    'Content-Disposition: form-data; name="a%22%0D%0A%0D%0A"',
    '',
    'x\r\ny\r\nz\r\n',
    `--${boundary}`,
    'Content-Disposition: form-data; name="f"; filename="q%22uo%0Ate.txt"',
    'Content-Type: text/css',
    '',
    'content',
    `--${boundary}`,
    'Content-Disposition: form-data; name="g"; filename="blob"',
    'Content-Type: application/octet-stream',
    '',
    '\u0001',
    `--${boundary}--`,
    '',
  ].join('\r\n'));
});

test('what is written is read again, from every kind of body', async () => {
  const form = new FormData();
  form.append('grüß', 'täxt 😀');
  form.append('back\\', 'x');
  form.append('f', new File([new Uint8Array(70000).fill(13)], 'ä"\n\\.bin', { type: 'image/png' }));
  form.append('empty', new File([], ''));
  const response = new Response(form);
  const type = response.headers.get('content-type');
  const bytes = await response.bytes();
  const bodies = [
    bytes,
    new Blob([bytes]),
    new Blob([bytes]).stream(),
    new ReadableStream({ type: 'bytes', start(c) { c.enqueue(bytes.slice()); c.close(); } }),
    form,
  ];
  await Bun.write(`${tempDir}/form`, bytes);
  bodies.push(Bun.file(`${tempDir}/form`), Bun.file(`${tempDir}/form`).stream());
  for (const body of bodies) {
    const read = body === form ? await new Response(form).formData() : await parse(body, type);
    assert.deepEqual([...read.keys()], ['grüß', 'back\\', 'f', 'empty']);
    assert.equal(read.get('grüß'), 'täxt 😀');
    const file = read.get('f');
    assert.equal(`${file.name} ${file.type} ${file.size}`, 'ä"\n\\.bin image/png 70000');
    assert.ok((await file.bytes()).every((byte) => byte === 13));
    assert.equal(read.get('empty').name, '');
    assert.equal(read.get('empty').size, 0);
  }
});

test('a form that comes in pieces is the same wherever it is cut', async () => {
  const text = `${field('a', 'é\r\n--')}${field('b', '\r\n--b')}--b--\r\n`.replace('\r\n--b\r\n--b', '\r\n--\r\n--b');
  const whole = [...(await parse(text))];
  assert.equal(whole.length, 2);
  for (let size = 1; size < 40; size++) assert.deepEqual([...(await parse(inPieces(text, size)))], whole);
});

test('chunks that are strings, and whole chunks at once, are read too', async () => {
  const stream = new ReadableStream({
    start(controller) {
      controller.enqueue(field('a', 'ä'));
      controller.enqueue(new TextEncoder().encode(field('b', '2')).buffer);
      controller.enqueue('--b--');
      controller.close();
    },
  });
  assert.deepEqual([...(await parse(stream))], [['a', 'ä'], ['b', '2']]);
});

test('what is no form is refused with a reason', async () => {
  for (const [body, type, message] of [
    ['', multipart, /no boundary/],
    ['--b', multipart, /does not close/],
    [field('a', 'x'), multipart, /does not close|missing/],
    [field('a', 'x').slice(0, -3), multipart, /closing boundary after part 1 is missing/],
    [`${part('Content-Type: text/plain', 'x')}--b--`, multipart, /part 1 has no Content-Disposition/],
    ['--b--', 'multipart/form-data', /has no boundary/],
    ['a=b', 'text/plain', /text\/plain/],
    ['a=b', 'nonsense', /no valid Content-Type/],
  ]) {
    await assert.rejects(parse(body, type), { ...malformed, message });
    await assert.rejects(parse(new TextEncoder().encode(body), type), malformed);
    await assert.rejects(parse(inPieces(body, 3), type), { ...malformed, message });
    await assert.rejects(parse(new Blob([body]).stream(), type), malformed);
    await Bun.write(`${tempDir}/broken`, body);
    await assert.rejects(parse(Bun.file(`${tempDir}/broken`).stream(), type), { ...malformed, message });
  }
});

test('a malformed form cancels the stream that it came by', async () => {
  let reason;
  const stream = inPieces('--b\r\nno header\r\n\r\n'.padEnd(1000), 10, (why) => { reason = why; });
  const error = await assert.rejects(parse(stream), malformed);
  assert.equal(reason, error);
});

test('an error of the stream rejects, and a chunk that is no bytes does', async () => {
  const boom = new Error('boom');
  const failing = new ReadableStream({ start: (c) => c.enqueue('--b\r\n'), pull: (c) => c.error(boom) }, { highWaterMark: 0 });
  assert.equal(await assert.rejects(parse(failing)), boom);
  const numbers = new ReadableStream({ start: (c) => c.enqueue(1) });
  await assert.rejects(parse(numbers), TypeError);
});

test('the body is used and its stream locked, also when it was no form', async () => {
  const response = new Response(inPieces('nothing', 2), { headers: { 'content-type': multipart } });
  const { body } = response;
  await assert.rejects(response.formData(), malformed);
  assert.equal(response.bodyUsed, true);
  assert.equal(body.locked, true);
});

test('large files of a stream are kept on disk, and can be sliced, streamed and written', async () => {
  const size = 3 << 20;
  const chunk = new Uint8Array(65536).map((_, i) => i % 251);
  let sent = 0;
  const stream = new ReadableStream({
    start: (c) => c.enqueue('--b\r\nContent-Disposition: form-data; name="f"; filename="large.bin"\r\n\r\n'),
    pull(c) {
      if (sent < size) {
        c.enqueue(chunk);
        sent += chunk.length;
      } else {
        c.enqueue(`\r\n${field('after', 'x')}--b--`);
        c.close();
      }
    },
  }, { highWaterMark: 0 });
  const form = await parse(stream);
  assert.equal(form.get('after'), 'x');
  const file = form.get('f');
  assert.equal(`${file.name} ${file.size} ${file.type}`, `large.bin ${size} text/plain`);
  assert.deepEqual(await file.slice(size - 65536, size - 65530).bytes(), chunk.slice(0, 6));
  let streamed = 0;
  for await (const piece of file.stream()) streamed += piece.length;
  assert.equal(streamed, size);
  assert.equal(await Bun.write(`${tempDir}/copy.bin`, file), size);
  assert.deepEqual(await Bun.file(`${tempDir}/copy.bin`).slice(65536, 2 * 65536).bytes(), chunk);
  const again = await new Response((() => {
    const copy = new FormData();
    copy.append('f', file);
    return copy;
  })()).formData();
  assert.equal(again.get('f').size, size);
});

test('the bytes of a file in a form are those that it has when the body is read', async () => {
  const path = `${tempDir}/grows.txt`;
  await Bun.write(path, 'short');
  const form = new FormData();
  form.append('f', Bun.file(path));
  const response = new Response(form);
  await Bun.write(path, 'longer than before');
  assert.equal(await (await response.formData()).get('f').text(), 'longer than before');
});

test('a file that is missing rejects with its code', async () => {
  const form = new FormData();
  form.append('f', Bun.file(`${tempDir}/missing`));
  await assert.rejects(new Response(form).formData(), { code: 'ENOENT' });
});

test('urlencoded forms are read from every kind of body', async () => {
  const text = 'a=1&b=%C3%A4+x&a=&=y';
  const type = 'application/x-www-form-urlencoded';
  await Bun.write(`${tempDir}/urlencoded`, text);
  const bodies = [text, new TextEncoder().encode(text), new Blob([text]), new Blob([text]).stream(), inPieces(text, 3)];
  bodies.push(Bun.file(`${tempDir}/urlencoded`), Bun.file(`${tempDir}/urlencoded`).stream());
  for (const body of bodies) assert.deepEqual([...(await parse(body, type))], [['a', '1'], ['b', 'ä x'], ['a', ''], ['', 'y']]);
});

test('Blob.formData goes by the Blob’s own type', async () => {
  const form = new FormData();
  form.append('f', new Blob(['x']), 'x.txt');
  const blob = await new Response(form).blob();
  assert.equal((await blob.formData()).get('f').name, 'x.txt');
  await assert.rejects(new Blob(['a=b']).formData(), malformed);
});

test('a form in memory is read at once', async () => {
  const read = parse(`${field('a', 'x')}--b--`);
  assert.equal(Bun.peek.status(read), 'fulfilled');
  assert.equal((await read).get('a'), 'x');
}, { ways: ['String static'] });

await Bun.write(`${tempDir}/native`, `${field('a', 'x')}--b--`);
test('a form in a file is read by Java alone', async () => {
  assert.equal((await parse(Bun.file(`${tempDir}/native`).stream())).get('a'), 'x');
}, { ways: ['File native'] });

test('a form of a script’s stream goes through the script', async () => {
  assert.equal((await parse(inPieces(`${field('a', 'x')}--b--`, 9))).get('a'), 'x');
}, { ways: ['JavaScript script: its chunks come from a script'] });

test('a boundary that no form can have rejects, and cancels the stream', async () => {
  for (const boundary of ['a'.repeat(300), '""']) {
    let cancelled = false;
    const stream = new ReadableStream({ cancel() { cancelled = true; } });
    const response = new Response(stream, { headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } });
    await assert.rejects(response.formData(), { name: 'TypeError', code: 'ERR_FORMDATA_PARSE_ERROR' });
    assert.equal(cancelled, true);
  }
});
