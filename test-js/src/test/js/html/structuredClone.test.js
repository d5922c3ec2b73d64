const dataCloneError = { name: 'DataCloneError', code: 25 };

test('cycles and shared references keep their shape', () => {
  const shared = { x: 1 };
  const value = { list: [shared, , shared], map: new Map([[shared, new Set([shared])]]) };
  value.self = value;
  const clone = structuredClone(value);
  assert.equal(clone.self, clone);
  assert.notEqual(clone.list[0], shared);
  assert.equal(clone.list[0], clone.list[2]);
  assert.ok(!(1 in clone.list));
  assert.ok(clone.map.get(clone.list[0]).has(clone.list[0]));
});

test('errors keep name, message, stack and cause, but not what a script added', () => {
  const error = Object.assign(new RangeError('too far', { cause: { at: 3 } }), { code: 'X' });
  const clone = structuredClone(error);
  assert.ok(clone instanceof RangeError);
  assert.equal(clone.message, 'too far');
  assert.equal(clone.stack, error.stack);
  assert.equal(clone.cause.at, 3);
  assert.equal(clone.code, undefined);
  assert.equal(Object.keys(clone).length, 0);
});

test('a DOMException stays one', () => {
  const clone = structuredClone(new DOMException('stop', 'AbortError'));
  assert.ok(clone instanceof DOMException);
  assert.equal(clone.name, 'AbortError');
  assert.equal(clone.message, 'stop');
});

test('what cannot be cloned is a DataCloneError', () => {
  const engine = [() => 1, Symbol(), Object(Symbol()), Promise.resolve(), new WeakMap(), [].values()];
  const values = [...engine, new EventTarget(), new TextEncoder(), globalThis];
  for (const value of values) assert.throws(() => structuredClone({ value }), dataCloneError);
});

test('a view keeps its place on a transferred buffer', () => {
  const buffer = new ArrayBuffer(8);
  const view = new Uint8Array(buffer, 2, 3);
  view[0] = 7;
  const clone = structuredClone({ view, buffer, map: new Map([['a', 1], ['buffer', buffer], ['z', 2]]) }, { transfer: [buffer] });
  assert.ok(buffer.detached);
  assert.equal(clone.view.buffer, clone.buffer);
  assert.equal(clone.view[0], 7);
  assert.equal([...clone.map.keys()].join(), 'a,buffer,z');
  assert.equal(clone.map.get('buffer'), clone.buffer);
});

test('nothing is transferred if the value cannot be cloned', () => {
  const buffer = new ArrayBuffer(8);
  assert.throws(() => structuredClone({ buffer, bad: () => 1 }, { transfer: [buffer] }), dataCloneError);
  assert.ok(!buffer.detached);
});

test('a transfer list is checked', () => {
  const buffer = new ArrayBuffer(8);
  assert.throws(() => structuredClone(1, { transfer: [buffer, buffer] }), dataCloneError);
  assert.throws(() => structuredClone(1, { transfer: [{}] }), dataCloneError);
  assert.throws(() => structuredClone(1, { transfer: [new SharedArrayBuffer(1)] }), dataCloneError);
  assert.throws(() => structuredClone(1, { transfer: 5 }), TypeError);
  structuredClone(buffer, { transfer: [buffer] });
  assert.throws(() => structuredClone(buffer), dataCloneError);
  assert.throws(() => structuredClone(1, { transfer: [buffer] }), dataCloneError);
});

test('resizable buffers stay resizable', () => {
  const clone = structuredClone(new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 })));
  clone.buffer.resize(8);
  assert.equal(clone.length, 8);
});

test('an own property named __proto__ is no prototype', () => {
  const clone = structuredClone(JSON.parse('{"__proto__": {"x": 1}}'));
  assert.equal(Object.getPrototypeOf(clone), Object.prototype);
  assert.equal(Object.getOwnPropertyDescriptor(clone, '__proto__').value.x, 1);
});

test('a graph too deep is a RangeError', () => {
  let value = {};
  for (let i = 0; i < 1000000; i++) value = { value };
  assert.throws(() => structuredClone(value), RangeError);
});
