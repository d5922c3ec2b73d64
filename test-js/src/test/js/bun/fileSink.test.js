const at = (name) => `${tempDir}/${name}`;
const textOf = (name) => Bun.file(at(name)).text();

test('a writer replaces the content of a file, also of a longer one', async () => {
  await Bun.write(at('a'), 'x'.repeat(100));
  const writer = Bun.file(at('a')).writer();
  assert.equal(writer.write('é'), 2);
  assert.equal(writer.write(new Uint8Array([65, 66])), 2);
  assert.equal(writer.write(new Uint8Array([67, 68]).buffer), 2);
  assert.equal(await writer.flush(), 6);
  assert.equal(writer.write(''), 0);
  assert.equal(writer.write('!'), 1);
  assert.equal(await writer.end(), 1);
  assert.equal(await textOf('a'), 'éABCD!');
});

test('what is written after the end is not taken', async () => {
  const writer = Bun.file(at('b')).writer();
  writer.write('x');
  const end = writer.end();
  assert.equal(writer.write('y'), 0);
  assert.equal(await end, 1);
  assert.equal(await writer.end(), 1);
  assert.equal(await writer.flush(), 0);
  assert.equal(await textOf('b'), 'x');
});

test('a writer that wrote nothing leaves an empty file', async () => {
  await Bun.write(at('c'), 'old');
  assert.equal(await Bun.file(at('c')).writer().end(), 0);
  assert.equal(await textOf('c'), '');
});

test('beyond the high-water mark a write answers with a promise', async () => {
  const writer = Bun.file(at('d')).writer({ highWaterMark: 1000 });
  let waits = 0;
  for (let i = 0; i < 100; i++) {
    const written = writer.write('x'.repeat(900));
    if (typeof written !== 'number') waits++;
    assert.equal(await written, 900);
  }
  assert.ok(waits > 0);
  await writer.end();
  assert.equal((await textOf('d')).length, 90_000);
});

test('start() opens the file and says how much may wait', async () => {
  await Bun.write(at('s'), 'something long');
  const writer = Bun.file(at('s')).writer();
  assert.equal(writer.start({ highWaterMark: 4 }), undefined);
  const full = writer.write('12345');
  assert.ok(full instanceof Promise);
  assert.equal(await full, 5);
  writer.start({ highWaterMark: 1000 });
  assert.equal(writer.write('67890'), 5);
  writer.start();
  assert.equal(writer.write('x'), 1);
  assert.equal(await writer.end(), 11);
  assert.equal(writer.start({ highWaterMark: 4 }), undefined);
  assert.equal(await textOf('s'), '1234567890x');

  const opened = Bun.file(at('s')).writer();
  opened.start();
  await opened.flush();
  assert.equal(await textOf('s'), '1234567890x', 'there is nothing yet that takes its place');
  for (const highWaterMark of [0, -1, NaN, Infinity]) {
    assert.throws(() => opened.start({ highWaterMark }), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  }
  assert.throws(() => opened.start({ highWaterMark: '4' }), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.throws(() => Object.getPrototypeOf(opened).start.call({}), TypeError);
  await opened.end();
  assert.equal(await textOf('s'), '');
});

test('a writer on a slice writes its range', async () => {
  await Bun.write(at('e'), '0123456789');
  const writer = Bun.file(at('e')).slice(2, 4).writer();
  writer.write('XY');
  await writer.end();
  assert.equal(await textOf('e'), '01XY456789');
});

test('failures of the system come out of flush() and end()', async () => {
  const full = Bun.file('/dev/full').writer();
  full.write('x');
  await assert.rejects(full.end(), { code: 'ENOSPC', syscall: 'write' });
  const nowhere = Bun.file(at('no/such/folder')).writer();
  nowhere.write('x');
  await assert.rejects(nowhere.flush(), { code: 'ENOENT', syscall: 'open' });
  assert.throws(() => nowhere.write('y'), { code: 'ENOENT' });
  const made = Bun.file(at('no/such/folder')).writer({ createPath: true });
  made.write('x');
  assert.equal(await made.end(), 1);
});

test('end(error) gives up what waits', async () => {
  const writer = Bun.file(at('f')).writer({ atomic: true });
  writer.write('x');
  await writer.end(new Error('no'));
  assert.equal(await Bun.file(at('f')).exists(), false);
});

test('who never waits is stopped at 64 MB, who waits is not', async () => {
  const mebibyte = new Uint8Array(1 << 20);
  const hasty = Bun.file(at('hasty')).writer();
  let taken = 0;
  const error = assert.throws(() => { for (;;) if (hasty.write(mebibyte) !== 0) taken++; }, { code: 'ENOBUFS', message: /64 MB/ });
  assert.ok(taken >= 64 && taken < 70, `${taken}`);
  assert.throws(() => hasty.write('more'), { code: 'ENOBUFS' });
  await assert.rejects(hasty.flush(), { code: 'ENOBUFS' });
  await assert.rejects(hasty.end(), { code: 'ENOBUFS', message: error.message });
  const patient = Bun.file(at('patient')).writer();
  for (let i = 0; i < 70; i++) await patient.write(mebibyte);
  await patient.end();
  assert.equal(Bun.file(at('patient')).size, 70 << 20);
});

test('a high-water mark that is larger is heeded', async () => {
  const mebibyte = new Uint8Array(1 << 20);
  const writer = Bun.file(at('large')).writer({ highWaterMark: 80 << 20 });
  for (let i = 0; i < 80; i++) assert.equal(writer.write(mebibyte), mebibyte.length);
  assert.equal(await writer.end(), 80 << 20);
});

test('only text and bytes can be written', () => {
  const writer = Bun.file(at('g')).writer();
  for (const chunk of [undefined, null, 5, {}, []]) {
    assert.throws(() => writer.write(chunk), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  }
  for (const highWaterMark of [0, -1, NaN, Infinity]) {
    assert.throws(() => Bun.file(at('g')).writer({ highWaterMark }), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  }
  writer.ref();
  writer.unref();
});

test('an ArrayBufferSink gathers text and bytes', () => {
  const sink = new Bun.ArrayBufferSink();
  assert.equal(sink.write('aé'), 3);
  assert.equal(sink.write(new Uint8Array([1, 2])), 2);
  assert.equal(sink.flush(), 0);
  const buffer = sink.end();
  assert.deepEqual(new Uint8Array(buffer), new Uint8Array([97, 195, 169, 1, 2]));
  assert.equal(buffer.transfer().byteLength, 5);
  assert.equal(sink.end().byteLength, 0);
  assert.equal(sink.write('x'), 0);
});

test('an ArrayBufferSink that streams hands over what there is at each flush', () => {
  const sink = new Bun.ArrayBufferSink();
  sink.start({ asUint8Array: true, stream: true, highWaterMark: 10 });
  sink.write('abc');
  assert.deepEqual(sink.flush(), new Uint8Array([97, 98, 99]));
  assert.deepEqual(sink.flush(), new Uint8Array(0));
  sink.write('d');
  assert.deepEqual(sink.end(), new Uint8Array([100]));
  sink.start();
  sink.write('anew');
  assert.equal(sink.end().byteLength, 4);
  assert.throws(() => sink.write(5), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
});
