import { meta, resolve, same } from './fixtures/meta.js';

test('import.meta has the fields of Node', () => {
  assert.equal(Object.getPrototypeOf(meta), null);
  assert.deepEqual(Object.keys(meta), ['dirname', 'filename', 'main', 'resolve', 'url']);
  assert.match(meta.url, /^file:\/\/\/.*\/modules\/fixtures\/meta\.js$/);
  assert.equal(meta.url, `file://${meta.filename}`);
  assert.equal(meta.filename, `${meta.dirname}/meta.js`);
  assert.equal(meta.main, false);
});

test('import.meta is one ordinary object a module', () => {
  assert.ok(same());
  assert.notEqual(meta, import.meta);
  meta.extra = 1;
  assert.equal(meta.extra, 1);
  assert.ok(delete meta.extra);
});

test('import.meta.resolve gives URLs from its own module', () => {
  assert.equal(resolve('./counter.js'), meta.url.replace('meta.js', 'counter.js'));
  assert.equal(resolve('plain'), meta.url.replace('meta.js', 'node_modules/plain/index.js'));
  assert.equal(resolve('#rich'), meta.url.replace('meta.js', 'node_modules/rich/lib/main.js'));
  assert.equal(resolve('./no such.js?q#f'), meta.url.replace('meta.js', 'no%20such.js?q#f'));
});

test('import.meta.resolve throws for a package that is not there', () => {
  assert.throws(() => resolve('absent'), { code: 'ERR_MODULE_NOT_FOUND', message: /Cannot find package 'absent'/ });
});

test('text that only looks like import.meta stays as it is', () => {
  assert.equal('import.meta', ['import', 'meta'].join('.'));
  assert.equal(/import.meta/.source, ['import', 'meta'].join('.'));
  assert.equal(`import.meta${typeof import.meta.url}`, `${['import', 'meta'].join('.')}string`);
});
