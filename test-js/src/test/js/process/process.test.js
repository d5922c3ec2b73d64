test('the environment holds strings only', () => {
  process.env.SLUICE_TEST = 5;
  assert.equal(process.env.SLUICE_TEST, '5');
  delete process.env.SLUICE_TEST;
  assert.equal('SLUICE_TEST' in process.env, false);
  assert.throws(() => { process.env.SLUICE_TEST = Symbol('s'); }, TypeError);
});

test('an exit code is an integer', () => {
  assert.throws(() => { process.exitCode = 1.5; }, RangeError);
  assert.throws(() => { process.exitCode = {}; }, TypeError);
  assert.equal(process.exitCode, undefined);
});

test('hrtime does not go back', () => {
  const before = process.hrtime.bigint();
  assert.ok(process.hrtime.bigint() >= before);
  const [seconds, nanos] = process.hrtime(process.hrtime());
  assert.ok(seconds >= 0 && nanos >= 0 && nanos < 1e9);
});

test('nextTick calls with arguments, after the task', async () => {
  const seen = [];
  process.nextTick((...args) => seen.push(...args), 1, 2);
  seen.push('first');
  await null;
  assert.deepEqual(seen, ['first', 1, 2]);
});

test('write takes text and bytes and calls back', async () => {
  assert.throws(() => process.stdout.write(5), TypeError);
  await new Promise((resolve) => assert.equal(process.stderr.write('', resolve), true));
  await new Promise((resolve) => process.stderr.write(new Uint8Array(0), 'utf8', resolve));
});

test('listeners come and go', () => {
  const seen = [];
  const listener = (x) => seen.push(x);
  process.on('own', listener);
  process.once('own', (x) => seen.push(-x));
  assert.equal(process.emit('own', 1), true);
  process.emit('own', 2);
  process.off('own', listener);
  assert.equal(process.emit('own', 3), false);
  assert.deepEqual(seen, [1, -1, 2]);
});
