const at = (name) => `${tempDir}/${name}`;
const textOf = (name) => Bun.file(at(name)).text();
const put = async (name, data) => {
  await Bun.write(at(name), data);
  return at(name);
};
async function* generate(...chunks) {
  yield* chunks;
}
const streamOf = (...chunks) => ReadableStream.from(chunks);

test('anything that has bytes can be written', async () => {
  const source = Bun.file(await put('source', 'file!'));
  const cases = [
    ['text é', 'text é'], ['', ''], [new Uint8Array([104, 105]), 'hi'], [new Uint8Array([9, 104, 105, 9]).subarray(1, 3), 'hi'],
    [new Uint8Array([104]).buffer, 'h'], [new DataView(new ArrayBuffer(0)), ''], [new Blob(['b', 'lob']), 'blob'],
    [new Blob(['b', source, 'b']), 'bfile!b'], [new File(['f'], 'n'), 'f'], [source, 'file!'], [new Response('response'), 'response'],
    [new Response(new Uint8Array([65])), 'A'], [new Response(source), 'file!'], [new Response(), ''],
    [new Response(streamOf('a', 'b')), 'ab'],
    [new Request('http://a/', { method: 'POST', body: 'request' }), 'request'], [streamOf('s', new Uint8Array([116])), 'st'],
    [source.stream(), 'file!'], [new Blob(['in memory']).stream(), 'in memory'], [generate('x', new Uint8Array([121])), 'xy'],
    [new URLSearchParams({ a: '1 2' }), 'a=1+2'], [['p', new Uint8Array([97]), new Blob(['rts'])], 'parts'], [12.5, '12.5'], [true, 'true'],
  ];
  for (const [i, [data, text]] of cases.entries()) {
    const written = await Bun.write(at('any'), data);
    assert.equal(await textOf('any'), text, `case ${i}`);
    assert.equal(written, new TextEncoder().encode(text).length, `case ${i}`);
  }
});

test('a form is written as multipart', async () => {
  const form = new FormData();
  form.append('a', 'b');
  await Bun.write(at('form'), form);
  assert.match(await textOf('form'), /name="a"\r\n\r\nb\r\n--/);
});

test('what has no bytes is refused at once, and nothing is touched', async () => {
  await put('kept', 'kept');
  for (const data of [undefined, null, {}, () => {}, Symbol.iterator]) {
    assert.throws(() => Bun.write(at('kept'), data), TypeError);
  }
  assert.throws(() => Bun.write(at('kept'), null), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Bun.write(new Blob(), 'x'), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Bun.write(at('kept'), 'x', { mode: -1 }), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  assert.throws(() => Bun.write(at('kept'), 'x', { mode: '644' }), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.equal(await textOf('kept'), 'kept');
});

test('a longer file is cut to what was written', async () => {
  for (const data of ['ab', new Blob(['ab']), streamOf('a', 'b'), Bun.file(await put('short', 'ab'))]) {
    await put('long', 'x'.repeat(1000));
    assert.equal(await Bun.write(at('long'), data), 2);
    assert.equal(await textOf('long'), 'ab');
  }
});

test('folders on the way are made, unless they are not to be', async () => {
  assert.equal(await Bun.write(at('p/q/r.txt'), 'x'), 1);
  assert.equal(await textOf('p/q/r.txt'), 'x');
  await Bun.write(at('p/s/t'), Bun.file(at('p/q/r.txt')));
  assert.equal(await textOf('p/s/t'), 'x');
  await Bun.write(at('p/u/v'), streamOf('y'));
  assert.equal(await textOf('p/u/v'), 'y');
  await assert.rejects(Bun.write(at('n/m'), 'x', { createPath: false }), { code: 'ENOENT', path: at('n/m') });
  await assert.rejects(Bun.write(at('p/q/r.txt/below'), 'x'), { code: /^(ENOTDIR|EEXIST)$/ });
});

test('mode is that of a new file', async () => {
  await Bun.write(at('secret'), 'x', { mode: 0o600 });
  assert.equal((await Bun.file(at('secret')).stat()).mode & 0o777, 0o600);
  await Bun.write(at('script'), Bun.file(at('secret')), { mode: 0o700 });
  assert.equal((await Bun.file(at('script')).stat()).mode & 0o777, 0o700);
});

test('a file written onto itself keeps its content', async () => {
  const path = await put('self', 'content');
  assert.equal(await Bun.write(path, Bun.file(path)), 7);
  assert.equal(await textOf('self'), 'content');
  assert.equal(await Bun.write(path, Bun.file(`${tempDir}/./self`)), 7);
  assert.equal(await textOf('self'), 'content');
  await Bun.write(path, Bun.file(path).slice(3, 5));
  assert.equal(await textOf('self'), 'te');
  await put('self', 'content');
  await Bun.write(path, Bun.file(path).stream());
  await Bun.write(path, new Response(Bun.file(path)));
  assert.equal(await textOf('self'), 'content');
  await Bun.write(path, new Blob(['<', Bun.file(path), '>']));
  assert.equal(await textOf('self'), '<content>');
});

test('of a slice exactly its bytes are written', async () => {
  const source = Bun.file(await put('whole', '0123456789'));
  assert.equal(await Bun.write(at('some'), source.slice(3, 6)), 3);
  assert.equal(await textOf('some'), '345');
  assert.equal(await Bun.write(at('some'), source.slice(-2)), 2);
  assert.equal(await textOf('some'), '89');
  assert.equal(await Bun.write(at('some'), new Blob(['abc']).slice(1)), 2);
  assert.equal(await textOf('some'), 'bc');
});

test('into a slice its range is written, and what lies around it stays', async () => {
  for (const data of ['XYZ', new Uint8Array([88, 89, 90]), Bun.file(await put('xyz', 'XYZ')), streamOf('X', 'YZ')]) {
    const path = await put('target', '0123456789');
    assert.equal(await Bun.write(Bun.file(path).slice(2, 5), data), 3);
    assert.equal(await textOf('target'), '01XYZ56789');
  }
});

test('data that is longer than the slice that it is for is refused', async () => {
  const path = await put('narrow', '0123456789');
  const slice = Bun.file(path).slice(2, 5);
  const refused = { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' };
  for (const data of ['abcd', Bun.file(path), new Blob(['ab', 'cd']).stream()]) await assert.rejects(Bun.write(slice, data), refused);
  assert.equal(await textOf('narrow'), '0123456789');
  await assert.rejects(Bun.write(slice, streamOf('ab', 'éé')), refused);
  assert.match(await textOf('narrow'), /^01.{3}56789$/s);
  assert.equal(await Bun.write(slice, 'ab'), 2);
  assert.equal((await textOf('narrow')).slice(0, 4), '01ab');
  assert.equal(await Bun.write(Bun.file(path).slice(8), 'beyond the end'), 14);
  assert.equal((await textOf('narrow')).slice(8), 'beyond the end');
});

test('an atomic write replaces the file in one step', async () => {
  const path = await put('atomic', 'old');
  await Bun.write(path, 'new content', { atomic: true });
  assert.equal(await textOf('atomic'), 'new content');
  await Bun.write(path, streamOf('a', 'b'), { atomic: true });
  assert.equal(await textOf('atomic'), 'ab');
  assert.throws(() => Bun.write(Bun.file(path).slice(1), 'x', { atomic: true }), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  assert.throws(() => Bun.write(1, 'x', { atomic: true }), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
});

test('an atomic write that fails leaves the old file, and nothing beside it', async () => {
  const path = await put('folder/steady', 'old');
  const failing = new ReadableStream({
    pull(controller) {
      controller.enqueue('part');
      controller.error(new RangeError('broken'));
    },
  });
  await assert.rejects(Bun.write(path, failing, { atomic: true }), RangeError);
  assert.equal(await textOf('folder/steady'), 'old');
  await assert.rejects(Bun.write(path, Bun.file(at('missing')), { atomic: true }), { code: 'ENOENT' });
  assert.equal(await textOf('folder/steady'), 'old');
});

test('the error of a stream is that of the write, which cancels it if the file fails', async () => {
  const reason = new RangeError('broken');
  const broken = new ReadableStream({ start: (controller) => controller.error(reason) });
  assert.equal(await assert.rejects(Bun.write(at('x'), broken)), reason);
  let cancelled;
  const endless = new ReadableStream({ pull: (c) => c.enqueue(new Uint8Array(100_000)), cancel: (why) => { cancelled = why; } });
  const error = await assert.rejects(Bun.write('/dev/full', endless), { code: 'ENOSPC' });
  assert.equal(cancelled, error);
  assert.equal(endless.locked, false);
  await assert.rejects(Bun.write(at('x'), streamOf(5)), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
});

test('a body that was used, or is locked, is refused', async () => {
  const used = new Response('x');
  await used.text();
  await assert.rejects(Bun.write(at('x'), used), { name: 'TypeError', code: 'ERR_BODY_ALREADY_USED' });
  const once = new Response('y');
  await Bun.write(at('y'), once);
  assert.equal(once.bodyUsed, true);
  await assert.rejects(once.text(), { code: 'ERR_BODY_ALREADY_USED' });
  const stream = streamOf('z');
  stream.getReader();
  await assert.rejects(Bun.write(at('z'), stream), { name: 'TypeError', code: 'ERR_BODY_ALREADY_USED' });
});

test('a full disk is told of', async () => {
  const full = { name: 'Error', code: 'ENOSPC', errno: -28, syscall: 'write', path: '/dev/full' };
  await assert.rejects(Bun.write('/dev/full', 'x'), full);
  await assert.rejects(Bun.write('/dev/full', new Uint8Array(1_000_000)), full);
  await assert.rejects(Bun.write('/dev/full', Bun.file(await put('some', 'bytes'))), { code: 'ENOSPC' });
});

test('a large file is copied exactly', async () => {
  const bytes = new Uint8Array(3_000_001);
  for (let i = 0; i < bytes.length; i++) bytes[i] = i * 31 >> 3;
  await Bun.write(at('large'), bytes);
  assert.equal(await Bun.write(at('copy'), Bun.file(at('large'))), bytes.length);
  assert.deepEqual(await Bun.file(at('copy')).bytes(), bytes);
  assert.equal(await Bun.write(at('copy'), Bun.file(at('large')).stream()), bytes.length);
  assert.deepEqual(await Bun.file(at('copy')).bytes(), bytes);
});

test('file.write is Bun.write', async () => {
  assert.equal(await Bun.file(at('w')).write('abc'), 3);
  assert.equal(await textOf('w'), 'abc');
});

test('the script may change its buffer while it is written', async () => {
  const bytes = new Uint8Array(100_000).fill(65);
  const writing = Bun.write(at('b'), bytes);
  bytes.fill(66);
  await writing;
  assert.equal(await textOf('b'), 'A'.repeat(100_000));
});

test('a destination that cannot be cancels the stream', async () => {
  for (const name of Object.keys(process.env)) if (/^(S3|AWS)_/.test(name)) delete process.env[name];
  let cancelled = false;
  const stream = new ReadableStream({ cancel() { cancelled = true; } });
  const error = await assert.rejects(Bun.write('s3://b/k', stream), { code: 'ERR_S3_MISSING_CREDENTIALS' });
  assert.ok(error instanceof Error);
  assert.equal(cancelled, true);
});

test('the first chunks of a stream are in the file before the last has come', async () => {
  const file = Bun.file(at('first'));
  let pulls = 0;
  const stream = new ReadableStream({
    async pull(controller) {
      if (pulls++ < 3) {
        controller.enqueue(new Uint8Array(300_000));
        return;
      }
      while (file.size === 0) await Bun.sleep(1);
      controller.close();
    },
  });
  assert.equal(await Bun.write(file, new Response(stream)), 900_000);
});

test('a path that cannot be opened is told of at once, however silent the stream, and cancels it', async () => {
  await put('plain', 'x');
  const { promise: forever } = Promise.withResolvers();
  const silent = (cancel) => [
    new ReadableStream({ pull: () => forever, cancel }),
    new ReadableStream({ type: 'direct', pull: () => forever, cancel }),
    new ReadableStream({ pull: () => forever, cancel }).pipeThrough(new TransformStream()),
  ];
  for (const [path, code] of [[tempDir, 'EISDIR'], [at('plain/below'), 'ENOTDIR']]) {
    for (let i = 0; i < 3; i++) {
      let reason;
      const error = await assert.rejects(Bun.write(path, new Response(silent((why) => { reason = why; })[i])), { code });
      assert.equal(reason, error, `stream ${i}`);
    }
  }
});

test('a stream that fails before its first chunk leaves the file as it was', async () => {
  await put('left', 'content');
  const error = new Error('nothing came');
  assert.equal(await assert.rejects(Bun.write(at('left'), new ReadableStream({
    async pull() {
      await Bun.sleep(1);
      throw error;
    },
  }))), error);
  assert.equal(await textOf('left'), 'content');
  assert.equal(await Bun.write(at('left'), streamOf()), 0);
  assert.equal(await textOf('left'), '');
});

test('a file may be written from a stream of itself that fits into a read', async () => {
  await put('round', 'content');
  const upper = new TransformStream({ transform(chunk, c) { c.enqueue(new TextDecoder().decode(chunk).toUpperCase()); } });
  assert.equal(await Bun.write(at('round'), Bun.file(at('round')).stream().pipeThrough(upper)), 7);
  assert.equal(await textOf('round'), 'CONTENT');
});
