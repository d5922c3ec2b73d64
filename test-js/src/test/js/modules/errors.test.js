import { fail } from './fixtures/fails.js';

const here = import.meta.filename;

test('a missing file says who asked and what was tried', async () => {
  const error = await assert.rejects(import('./fixtures/missing.js'), { name: 'Error', code: 'ERR_MODULE_NOT_FOUND' });
  assert.ok(error instanceof Error);
  assert.ok(error.message.includes(`${here}:6:45`), error.message);
  assert.ok(error.message.includes(`tried ${import.meta.dirname}/fixtures/missing.js`), error.message);
});

test('a missing package says who asked, also two imports away', async () => {
  await assert.rejects(import('./fixtures/importsMissing.js'), {
    code: 'ERR_MODULE_NOT_FOUND',
    message: /^Cannot find package 'no-such-package' imported from .*importsMissing\.js:1:8 \(tried /,
  });
});

test('the likely file is named', async () => {
  const message = /Did you mean '\.\/fixtures\/counter\.js'\?$/;
  await assert.rejects(import('./fixtures/counter'), { code: 'ERR_MODULE_NOT_FOUND', message });
  await assert.rejects(import('./fixtures/counter.mjs'), { code: 'ERR_MODULE_NOT_FOUND', message });
});

test('what cannot be imported says why', async () => {
  const cases = [
    ['./fixtures', 'ERR_UNSUPPORTED_DIR_IMPORT', /folder/],
    ['./fixtures/common.cjs', 'ERR_UNKNOWN_FILE_EXTENSION', /CommonJS/],
    ['https://example.org/a.js', 'ERR_UNSUPPORTED_ESM_URL_SCHEME', /https:/],
    ['node:nothing', 'ERR_UNKNOWN_BUILTIN_MODULE', /node:nothing/],
    ['', 'ERR_INVALID_MODULE_SPECIFIER', /empty/],
    ['./fixtures%2fcounter.js', 'ERR_INVALID_MODULE_SPECIFIER', /encoded/],
    ['file://elsewhere/a.js', 'ERR_INVALID_FILE_URL_HOST', /localhost/],
    ['data:text/plain,x', 'ERR_UNKNOWN_MODULE_FORMAT', /text\/plain/],
  ];
  for (const [specifier, code, message] of cases) {
    await assert.rejects(import(specifier), { code, message });
  }
});

test('a missing export is a SyntaxError', async () => {
  await assert.rejects(import('./fixtures/importsAbsent.js'), { name: 'SyntaxError', message: /absent/ });
});

test('a syntax error names file and line', async () => {
  await assert.rejects(import('./fixtures/syntaxError.js'), { name: 'SyntaxError', message: /syntaxError\.js:2/ });
});

test('what a module throws arrives as it is, each time', async () => {
  const error = await assert.rejects(import('./fixtures/throws.js'), RangeError);
  assert.equal(await assert.rejects(import('./fixtures/throws.js')), error);
});

test('an import that failed can be tried again', async () => {
  const first = await assert.rejects(import('./fixtures/nope.js'));
  const second = await assert.rejects(import('./fixtures/nope.js'));
  assert.notEqual(first, second);
  assert.equal(first.message.slice(0, 40), second.message.slice(0, 40));
});

test('stacks show lines and columns of the file as it is', () => {
  const error = assert.throws(fail, Error);
  assert.match(error.stack, /fails\.js:3:9\)/);
});

test('stacks of failed imports do not show the loader', async () => {
  const error = await assert.rejects(import('./fixtures/nope.js'));
  assert.ok(!error.stack.includes('sluice:'), error.stack);
});
