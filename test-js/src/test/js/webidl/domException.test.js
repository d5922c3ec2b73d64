test('a DOMException is an Error with a stack that says what it is', () => {
  const error = new DOMException('not here', 'NotFoundError');
  assert.ok(error instanceof Error);
  assert.equal(`${error}`, 'NotFoundError: not here');
  assert.match(error.stack, /^NotFoundError: not here\n/);
  assert.equal(error.code, 8);
  assert.equal(Object.prototype.toString.call(error), '[object DOMException]');
});

test('a subclass has its own prototype and name', () => {
  class Mine extends DOMException {
    get extra() {
      return 1;
    }
  }
  const error = new Mine('m', 'DataCloneError');
  assert.ok(error instanceof Mine);
  assert.equal(error.extra, 1);
  assert.equal(error.code, 25);
});
