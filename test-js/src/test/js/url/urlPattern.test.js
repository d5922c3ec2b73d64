test('exec gives each component with its groups', () => {
  const pattern = new URLPattern('https://*.example.com/books/:id(\\d+){/:page}?');
  const result = pattern.exec('https://www.example.com/books/42');
  assert.deepEqual(result.hostname, { input: 'www.example.com', groups: { 0: 'www' } });
  assert.deepEqual(result.pathname, { input: '/books/42', groups: { id: '42', page: undefined } });
  assert.deepEqual(result.inputs, ['https://www.example.com/books/42']);
  assert.equal(pattern.exec('https://www.example.com/books/x'), null);
  assert.equal(pattern.hasRegExpGroups, true);
});

test('its second argument is a base or options', () => {
  assert.equal(new URLPattern('/A', 'https://h', { ignoreCase: true }).test('https://h/a'), true);
  assert.equal(new URLPattern('https://h/A', { ignoreCase: true }).test('https://h/a'), true);
  assert.equal(new URLPattern('https://h/A').test('https://h/a'), false);
  assert.equal(new URLPattern({ pathname: '/A' }, { ignoreCase: true }).test({ pathname: '/a' }), true);
  assert.throws(() => new URLPattern('/a'), TypeError);
  assert.throws(() => new URLPattern({ pathname: '/a' }, 'https://h'), TypeError);
  assert.throws(() => new URLPattern({}).test({}, 'https://h'), TypeError);
});

test('a URL object is a dictionary of its components', () => {
  const pattern = new URLPattern(new URL('https://example.com/a'));
  assert.equal(pattern.pathname, '/a');
  assert.equal(pattern.test(new URL('https://example.com/a')), true);
  assert.equal(pattern.test('https://example.com/b'), false);
});

test('a relative URL is matched against its base, what is no URL never', () => {
  const pattern = new URLPattern({ pathname: '/a/*' });
  assert.equal(pattern.test('/a/b', 'https://h'), true);
  assert.deepEqual(pattern.exec('b', 'https://h/a/').inputs, ['b', 'https://h/a/']);
  assert.equal(pattern.test('/a/b'), false);
  assert.equal(pattern.test('/a/b', 'no base'), false);
  assert.equal(pattern.exec({ port: 'x' }), null);
});

test('a regular expression that is none is a TypeError at once, wherever it stands', () => {
  for (const name of ['protocol', 'hostname', 'pathname', 'search', 'hash']) {
    assert.throws(() => new URLPattern({ [name]: '([a)' }), { name: 'TypeError', message: /regular expression/ });
  }
  assert.throws(() => new URLPattern('([a)://h/'), TypeError);
});

test('a group may be named like what objects inherit', () => {
  const { groups } = new URLPattern({ pathname: '/:__proto__/:toString' }).exec({ pathname: '/x/y' }).pathname;
  assert.deepEqual(Object.keys(groups), ['__proto__', 'toString']);
  assert.equal(Object.getPrototypeOf(groups), Object.prototype);
});

test('a named wildcard has its name', () => {
  assert.deepEqual(new URLPattern({ hostname: ':all(.*)' }).exec({ hostname: 'h' }).hostname.groups, { all: 'h' });
});

test('members of a dictionary are read in the order of their names', () => {
  const seen = [];
  new URLPattern(new Proxy({}, { get(_, name) { seen.push(name); return undefined; } }));
  assert.deepEqual(seen, ['baseURL', 'hash', 'hostname', 'password', 'pathname', 'port', 'protocol', 'search', 'username']);
});
