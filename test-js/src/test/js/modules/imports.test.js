import counter, { count, increment } from './fixtures/counter.js';
import * as namespace from './fixtures/counter.js';
import { both } from './fixtures/cycleA.js';
import { early, readsTooEarly } from './fixtures/cycleB.js';
import { order, value } from './fixtures/awaits.js';
import data from './fixtures/data.json' with { type: 'json' };
import accented, { url as dataUrl } from 'data:text/javascript,export default "é"; export const { url } = import.meta';

test('bindings are live', () => {
  const before = count;
  increment();
  assert.equal(count, before + 1);
  assert.equal(namespace.count, count);
  assert.equal(counter, 'counter');
});

test('modules in a cycle see hoisted functions, and constants once they are set', () => {
  assert.equal(early, 'hoisted');
  assert.equal(readsTooEarly, 'ReferenceError');
  assert.equal(both(), 'ab');
});

test('importers wait for a top-level await', () => {
  assert.deepEqual(order, ['start', 'awaited']);
  assert.equal(value, 'counter');
});

test('JSON is imported with an attribute', async () => {
  assert.equal(data.answer, 42);
  const again = await import('./fixtures/data.json', { with: { type: 'json' } });
  assert.equal(again.default, data);
});

test('JSON without the attribute is a TypeError', async () => {
  await assert.rejects(import('./fixtures/data.json'), { name: 'TypeError', code: 'ERR_IMPORT_ATTRIBUTE_MISSING', message: /data\.json/ });
});

test('JavaScript with the attribute of JSON is a TypeError', async () => {
  const wrong = import('./fixtures/counter.js', { with: { type: 'json' } });
  await assert.rejects(wrong, { name: 'TypeError', code: 'ERR_IMPORT_ATTRIBUTE_UNSUPPORTED' });
});

test('broken JSON is a SyntaxError', async () => {
  await assert.rejects(import('./fixtures/broken.json', { with: { type: 'json' } }), SyntaxError);
});

test('data: URLs are UTF-8, may hold blanks, and know their URL', async () => {
  assert.equal(accented, 'é');
  assert.match(dataUrl, /^data:text\/javascript,export default/);
  assert.equal((await import('data:text/javascript;base64,ZXhwb3J0IGRlZmF1bHQgMQ==')).default, 1);
  assert.equal((await import('data:text/javascript,export%20default%202')).default, 2);
  assert.equal((await import('data:application/json,{"x":3}', { with: { type: 'json' } })).default.x, 3);
});

test('a data: URL imports no relative specifier', async () => {
  await assert.rejects(import('data:text/javascript,import "./counter.js"'), { code: 'ERR_UNSUPPORTED_RESOLVE_REQUEST' });
});

test('one file is one module, by whatever name', async () => {
  const { href, pathname } = { href: import.meta.resolve('./fixtures/counter.js'), pathname: `${import.meta.dirname}/fixtures/counter.js` };
  assert.equal(await import(href), namespace);
  assert.equal(await import(pathname), namespace);
  assert.equal(await import('./fixtures/nested/../counter.js'), namespace);
  assert.equal(await import('./fixtures/%63ounter.js'), namespace);
});

test('a query or fragment makes an instance of its own', async () => {
  const one = await import('./fixtures/meta.js?one');
  const two = await import('./fixtures/meta.js?two');
  const three = await import('./fixtures/meta.js#three');
  assert.notEqual(one, two);
  assert.equal(await import('./fixtures/meta.js?one'), one);
  assert.match(one.meta.url, /meta\.js\?one$/);
  assert.match(three.meta.url, /meta\.js#three$/);
  assert.equal(one.meta.filename, two.meta.filename);
});

test('import() resolves from the module that calls it', async () => {
  const { loads } = await import('./fixtures/nested/loads.js');
  assert.equal(await loads('../counter.js'), namespace);
  await assert.rejects(loads('./counter.js'), { code: 'ERR_MODULE_NOT_FOUND', message: /imported from .*nested\/loads\.js/ });
});

test('import() converts its specifier to a string, and rejects if that throws', async () => {
  assert.equal(await import({ toString: () => './fixtures/counter.js' }), namespace);
  const reason = new Error('no');
  assert.equal(await assert.rejects(import({ toString() { throw reason; } })), reason);
  await assert.rejects(import(Symbol('x')), TypeError);
});

test('import() of a module that exports then resolves as a thenable does', async () => {
  assert.equal(await import('./fixtures/thenable.js'), 'thenable');
});

test('a method may be called import', () => {
  class Customs {
    import(goods) { return `${goods} in`; }
    static import() { return import.meta.main; }
  }
  assert.equal(new Customs().import('tea'), 'tea in');
  assert.equal(Customs.import(), import.meta.main);
});
