// Scripts that patch intrinsics change their own world, not what is printed.
test('inspection does not notice what a script has patched', () => {
  const { get } = Map.prototype;
  const { split } = String.prototype;
  const iterator = Array.prototype[Symbol.iterator];
  const { exec } = RegExp.prototype;
  let text;
  try {
    Object.prototype.get = () => 1;
    Map.prototype.get = String.prototype.split = Array.prototype[Symbol.iterator] = null;
    RegExp.prototype.exec = () => { throw new Error('patched'); };
    text = Bun.inspect({ a: [1, { 'b-c': 'x' }] });
  } finally {
    delete Object.prototype.get;
    Map.prototype.get = get;
    String.prototype.split = split;
    Array.prototype[Symbol.iterator] = iterator;
    RegExp.prototype.exec = exec;
  }
  assert.equal(text, "{ a: [ 1, { 'b-c': 'x' } ] }");
});
