const descriptorOf = (name) => {
  const { value, get, set, ...attributes } = Object.getOwnPropertyDescriptor(globalThis, name);
  return attributes;
};

test('a global looked at before its first use has the attributes of Web IDL', () => {
  const hidden = { writable: true, enumerable: false, configurable: true };
  for (const name of ['AbortSignal', 'CustomEvent', 'DOMException', 'ErrorEvent', 'ReadableStream', 'TextDecoder']) {
    assert.deepEqual(descriptorOf(name), hidden, name);
  }
  for (const name of ['setInterval', 'queueMicrotask', 'reportError']) {
    assert.deepEqual(descriptorOf(name), { writable: true, enumerable: true, configurable: true }, name);
  }
  assert.deepEqual(descriptorOf('self'), { enumerable: true, configurable: true });
  assert.equal(typeof Reflect.getOwnPropertyDescriptor(globalThis, 'TransformStream').value, 'function');
  assert.equal(typeof Object.getOwnPropertyDescriptors(globalThis).WritableStream.value, 'function');
});

test('an assignment replaces a global that was never used, and keeps it from being enumerated', () => {
  globalThis.PromiseRejectionEvent = 5;
  assert.equal(PromiseRejectionEvent, 5);
  assert.deepEqual(Object.getOwnPropertyDescriptor(globalThis, 'PromiseRejectionEvent'), {
    value: 5,
    writable: true,
    enumerable: false,
    configurable: true,
  });
});

test('self and performance are replaceable, navigator is not', () => {
  assert.equal(self, globalThis);
  globalThis.self = 1;
  assert.equal(self, 1);
  globalThis.self = globalThis;
  assert.throws(() => {
    'use strict';
    globalThis.navigator = 1;
  }, TypeError);
  assert.match(navigator.userAgent, /^Sluice\//);
});

test('an object that inherits from the global object gets properties of its own', () => {
  const object = Object.create(globalThis);
  object.setImmediate = 1;
  assert.equal(Object.hasOwn(object, 'setImmediate'), true);
  assert.equal(typeof setImmediate, 'function');
});

test('functions of the global object are no constructors and have the lengths of their IDL', () => {
  assert.throws(() => new setTimeout(() => {}), TypeError);
  assert.throws(() => new Object.getOwnPropertyDescriptor({}, 'x'), TypeError);
  assert.equal(setTimeout.length, 1);
  assert.equal(clearTimeout.length, 0);
  assert.equal(queueMicrotask.length, 1);
  assert.equal(addEventListener.length, 2);
  assert.equal(Object.getOwnPropertyDescriptor.length, 2);
  assert.equal(Object.getOwnPropertyDescriptor.name, 'getOwnPropertyDescriptor');
});

test('an accessor that a script defines for a global stays when its descriptor is looked at', () => {
  Object.defineProperty(globalThis, 'FileReaderSync', { get: () => 42, configurable: true });
  Object.getOwnPropertyDescriptor(globalThis, 'FileReaderSync');
  assert.equal(FileReaderSync, 42);
});
