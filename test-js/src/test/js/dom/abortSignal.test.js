test('all dependents are aborted before any abort listener runs', () => {
  const controller = new AbortController();
  const dependent = AbortSignal.any([AbortSignal.any([controller.signal])]);
  let seen;
  controller.signal.addEventListener('abort', () => (seen = dependent.aborted));
  controller.abort('why');
  assert.ok(seen);
  assert.equal(dependent.reason, 'why');
});

test('a dependent that only its listener knows of is told', () => {
  const controller = new AbortController();
  let reason;
  AbortSignal.any([controller.signal]).addEventListener('abort', (event) => (reason = event.target.reason));
  for (let i = 0; i < 100; i++) AbortSignal.any([controller.signal]);
  controller.abort('why');
  assert.equal(reason, 'why');
});

test('a signal follows whichever of its sources is aborted first', () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const signal = AbortSignal.any([a.signal, b.signal]);
  b.abort('b');
  a.abort('a');
  assert.equal(signal.reason, 'b');
});

test('a timeout aborts with a TimeoutError', async () => {
  const signal = AbortSignal.timeout(1);
  // The signal's timer does not keep the program running: this one does.
  const keep = setInterval(() => {}, 1000);
  await new Promise((resolve) => (signal.onabort = resolve));
  clearInterval(keep);
  assert.equal(signal.reason.name, 'TimeoutError');
  assert.throws(() => signal.throwIfAborted(), DOMException);
});

test('a timeout must be an integer in the range of safe integers', () => {
  assert.throws(() => AbortSignal.timeout(-1), TypeError);
  assert.throws(() => AbortSignal.timeout(Infinity), TypeError);
  assert.throws(() => AbortSignal.timeout(2 ** 53), TypeError);
  AbortSignal.timeout(2 ** 53 - 1);
});

test('the reason without one given is an AbortError whose stack names the caller', () => {
  function caller() {
    const controller = new AbortController();
    controller.abort();
    return controller.signal.reason;
  }
  const { name, code, stack } = caller();
  assert.equal(name, 'AbortError');
  assert.equal(code, 20);
  assert.match(stack, /caller/);
});

test('AbortSignal cannot be constructed', () => {
  assert.throws(() => new AbortSignal(), TypeError);
});
