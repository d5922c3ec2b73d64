var declaredByVar = 1;

test('a script is evaluated in sloppy mode in the global scope', () => {
  assert.equal((function () { return this; })(), globalThis);
  assert.equal(globalThis.declaredByVar, 1);
});
