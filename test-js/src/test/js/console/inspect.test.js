const { inspect } = Bun;

test('primitives are shown as one would write them', () => {
  assert.equal(inspect([1, -0, 1n, 'a', true, null, undefined, Symbol('s')]), "[ 1, -0, 1n, 'a', true, null, undefined, Symbol(s) ]");
});

test('strings take the quotes that need no escape', () => {
  assert.equal(inspect("it's"), '"it\'s"');
  assert.equal(inspect('"it\'s"'), '`"it\'s"`');
  assert.equal(inspect('a\nb\u0000\ud800\u{1f600}'), "'a\\nb\\x00\\ud800\u{1f600}'");
});

test('objects fit on a line of 80 columns or take a line a property', () => {
  assert.equal(inspect({ a: 1, b: { c: [1, 2] } }), '{ a: 1, b: { c: [ 1, 2 ] } }');
  const word = 'w'.repeat(30);
  assert.equal(inspect({ a: word, b: { c: word, d: [] } }), `{\n  a: '${word}',\n  b: { c: '${word}', d: [] }\n}`);
});

test('what is deeper than two levels is named only', () => {
  assert.equal(inspect({ a: { b: { c: { d: 1 } } } }), '{ a: { b: { c: [Object] } } }');
  assert.equal(inspect({ a: { b: { c: {} } } }), '{ a: { b: { c: {} } } }');
  assert.equal(inspect({ a: { b: { c: { d: 1 } } } }, { depth: 0 }), '{ a: [Object] }');
});

test('circles are numbered', () => {
  const a = { name: 'a' };
  a.self = a;
  assert.equal(inspect(a), "<ref *1> { name: 'a', self: [Circular *1] }");
});

test('getters are not called', () => {
  let called = false;
  const object = { get a() { called = true; return 1; }, set b(x) {}, get c() { called = true; return 1; }, set c(x) {} };
  assert.equal(inspect(object), '{ a: [Getter], b: [Setter], c: [Getter/Setter] }');
  assert.equal(called, false);
});

test('arrays show holes, further properties and how much is left out', () => {
  assert.equal(inspect([, 1, , , 2]), '[ <1 empty item>, 1, <2 empty items>, 2 ]');
  assert.equal(inspect(Object.assign([1], { x: 'y' })), "[ 1, x: 'y' ]");
  assert.equal(inspect(new Array(1e9)), '[ <1000000000 empty items> ]');
  assert.match(inspect(new Array(150).fill(0)), /\.\.\. 50 more items\n\]$/);
});

test('many short elements are set in columns', () => {
  assert.equal(inspect(Array.from({ length: 34 }, (_, i) => i)).split('\n').length, 5);
});

test('classes are named', () => {
  class Foo { a = 1; }
  assert.equal(inspect(new Foo()), 'Foo { a: 1 }');
  assert.equal(inspect(Object.create(null)), '[Object: null prototype] {}');
  assert.equal(inspect({ [Symbol.toStringTag]: 'T' }), "Object [T] { [Symbol(Symbol.toStringTag)]: 'T' }");
  assert.equal(inspect(Foo), '[class Foo]');
  assert.equal(inspect(class extends Foo {}), '[class (anonymous) extends Foo]');
  assert.equal(inspect(function f() {}), '[Function: f]');
  assert.equal(inspect(async () => {}), '[AsyncFunction (anonymous)]');
});

test('collections show their entries', () => {
  assert.equal(inspect(new Map([['a', { b: 1 }]])), "Map(1) { 'a' => { b: 1 } }");
  assert.equal(inspect(new Set([1, 'x'])), "Set(2) { 1, 'x' }");
  assert.equal(inspect(new WeakMap()), 'WeakMap { <items unknown> }');
  assert.equal(inspect(new Uint8Array([1, 2])), 'Uint8Array(2) [ 1, 2 ]');
  assert.equal(inspect(new Uint8Array([1, 255]).buffer), 'ArrayBuffer { [Uint8Contents]: <01 ff>, byteLength: 2 }');
});

test('dates, regular expressions and boxed primitives are one word', () => {
  assert.equal(
    inspect([new Date(0), new Date(NaN), /a/g, Object(1), Object('s')]),
    "[ 1970-01-01T00:00:00.000Z, Invalid Date, /a/g, [Number: 1], [String: 's'] ]",
  );
});

test('promises show their state', () => {
  const rejected = Promise.reject(3);
  rejected.catch(() => {});
  assert.equal(inspect(Promise.resolve('x')), "Promise { 'x' }");
  assert.equal(inspect(new Promise(() => {})), 'Promise { <pending> }');
  assert.equal(inspect(rejected), 'Promise { <rejected> 3 }');
  assert.equal(inspect(Promise.resolve()), 'Promise { undefined }');
  assert.equal(inspect(Object.create(Promise.prototype)), 'Promise {}');
});

test('what a promise holds is shown as anything else is', () => {
  assert.equal(inspect(Promise.resolve({ a: [1n, -0], f() {} })), 'Promise { { a: [ 1n, -0 ], f: [Function: f] } }');
  assert.equal(inspect(Object.assign(Promise.resolve(1), { extra: 'x' })), "Promise { 1, extra: 'x' }");
  assert.equal(inspect(Promise.resolve({ a: { b: { c: 1 } } })), 'Promise { { a: { b: [Object] } } }');
  const holder = {};
  holder.promise = Promise.resolve(holder);
  assert.equal(inspect(holder), '<ref *1> { promise: Promise { [Circular *1] } }');
  const rejected = Promise.reject(new TypeError('no'));
  rejected.catch(() => {});
  assert.match(inspect(rejected), /^Promise \{\n  <rejected> TypeError: no\n/);
  const painted = Promise.reject('x');
  painted.catch(() => {});
  const painting = (text, code) => `\u001b[${code}m${text}\u001b[39m`;
  assert.equal(inspect(painted, { colors: true }), `Promise { ${painting('<rejected>', 36)} ${painting("'x'", 32)} }`);
});

test('errors show stack, cause and further properties', () => {
  const error = Object.assign(new TypeError('bad', { cause: new Error('why') }), { code: 'E' });
  assert.match(inspect(error), /^TypeError: bad\n    at .*\{\n  code: 'E',\n  \[cause\]: Error: why\n      at /s);
  assert.match(inspect(new AggregateError([new Error('one')], 'many')), /^AggregateError: many\n.*\[errors\]: \[\n    Error: one/s);
  class Custom extends Error {}
  assert.match(inspect(new Custom('m')), /^Custom: m\n    at /);
});

test('a message that was changed later is the one that is shown', () => {
  const error = new Error('old');
  error.message = 'new';
  assert.match(inspect(error), /^Error: new\n    at /);
});

test('instances of the web\'s interfaces show their getters', () => {
  assert.equal(inspect(new TextEncoder()), "TextEncoder { encoding: 'utf-8' }");
  assert.equal(inspect(Object.create(TextEncoder.prototype)), 'TextEncoder {}');
});

test('an object says itself how it is shown', () => {
  const object = { [Symbol.for('nodejs.util.inspect.custom')]: (depth, options, inspect) => `mine ${inspect([1])}` };
  assert.equal(inspect(object), 'mine [ 1 ]');
});

test('nothing that is inspected makes inspection throw', () => {
  const fail = () => { throw new Error('trap'); };
  const evil = new Proxy({}, { getPrototypeOf: fail, ownKeys: fail, get: fail, getOwnPropertyDescriptor: fail, has: fail });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  const error = Object.defineProperty(new Error('x'), 'name', { get: fail });
  let deep = {};
  for (let i = 0; i < 50000; i++) deep = { deep };
  for (const value of [evil, [evil], new Map([[evil, evil]]), proxy, error, Object.create(Map.prototype), Object.create(Date.prototype)]) {
    assert.equal(typeof inspect(value), 'string');
  }
  assert.equal(typeof inspect(deep, { depth: Infinity }), 'string');
});

test('a graph with endlessly many paths is inspected in bounded time', () => {
  let node = { leaf: true };
  for (let i = 0; i < 60; i++) node = { left: node, right: node };
  assert.equal(typeof inspect(node, { depth: Infinity }), 'string');
});
