// A script that patches what builtins might lean on must not be noticed by them.
test('URL, URLSearchParams and URLPattern do not use what a script can patch', () => {
  const broken = () => { throw new Error('a builtin called a patched function'); };
  const saved = [];
  const patch = (target, key, value) => {
    saved[saved.length] = [target, key, Object.getOwnPropertyDescriptor(target, key)];
    Object.defineProperty(target, key, { value, writable: true, configurable: true });
  };
  let url, params, pattern, match, anything;
  patch(String.prototype, 'slice', broken);
  patch(String.prototype, 'toWellFormed', broken);
  patch(RegExp.prototype, 'exec', broken);
  patch(Array.prototype, 'push', broken);
  patch(Object.prototype, 'hash', 'x');
  patch(Array.prototype, '0', 'y');
  try {
    url = new URL('/b?c=1', 'http://h/a');
    url.hash = 'z';
    url.searchParams.append('d', '2');
    params = new URLSearchParams('?x=1');
    pattern = new URLPattern('http://h/:a(b)');
    match = pattern.exec('http://h/b');
    anything = new URLPattern();
  } finally {
    for (let i = 0; i < saved.length; i++) {
      const [target, key, descriptor] = saved[i];
      if (descriptor === undefined) delete target[key];
      else Object.defineProperty(target, key, descriptor);
    }
  }
  assert.equal(url.href, 'http://h/b?c=1&d=2#z');
  assert.equal(params.get('x'), '1');
  assert.equal(match.pathname.groups.a, 'b');
  assert.equal(pattern.hash, '*');
  assert.equal(anything.hash, '*');
});
