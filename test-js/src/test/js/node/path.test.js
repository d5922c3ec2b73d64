import path, { basename, join, posix } from 'node:path';
import * as bare from 'path';
import posixAlone from 'node:path/posix';

test('the module is one object under all its names, and its functions are exports too', () => {
  assert.equal(path, posix);
  assert.equal(bare.default, path);
  assert.equal(posixAlone, path);
  assert.equal(path.join, join);
  assert.equal(path.basename, basename);
  assert.equal(path.sep, '/');
  assert.equal(path.delimiter, ':');
});

// [function, arguments, result]: what Node gives.
const table = [
  ['normalize', ['/foo/bar//baz/asdf/quux/..'], '/foo/bar/baz/asdf'], ['normalize', ['../a/../../b/'], '../../b/'],
  ['normalize', [''], '.'],
  ['normalize', ['/../a'], '/a'], ['normalize', ['a/..'], '.'], ['normalize', ['a/../'], './'], ['normalize', ['//'], '/'],
  ['join', ['/foo', 'bar', 'baz/asdf', 'quux', '..'], '/foo/bar/baz/asdf'], ['join', [], '.'], ['join', ['', ''], '.'],
  ['join', ['a', '', '../..', 'b'], '../b'], ['join', ['./', 'x/'], 'x/'],
  ['resolve', ['/foo/bar', './baz'], '/foo/bar/baz'], ['resolve', ['/foo/bar', '/tmp/file/'], '/tmp/file'],
  ['resolve', ['/', '..', ''], '/'],
  ['relative', ['/data/orandea/test/aaa', '/data/orandea/impl/bbb'], '../../impl/bbb'], ['relative', ['/a', '/a/'], ''],
  ['relative', ['/a/bc', '/a/b'], '../b'], ['relative', ['/', '/x'], 'x'], ['relative', ['/x/y', '/'], '../..'],
  ['dirname', ['/a/b/c'], '/a/b'], ['dirname', ['/a'], '/'], ['dirname', ['a'], '.'], ['dirname', [''], '.'], ['dirname', ['//a'], '//'],
  ['dirname', ['a//b/'], 'a/'], ['dirname', ['////'], '/'],
  ['basename', ['/a/b.html'], 'b.html'], ['basename', ['/a/b.html', '.html'], 'b'], ['basename', ['/a/.html', '.html'], '.html'],
  ['basename', ['b/'], 'b'], ['basename', ['abc', 'abc'], ''], ['basename', ['/'], ''], ['basename', ['a.HTML', '.html'], 'a.HTML'],
  ['extname', ['index.html'], '.html'], ['extname', ['index.coffee.md'], '.md'], ['extname', ['index.'], '.'], ['extname', ['index'], ''],
  ['extname', ['.index'], ''], ['extname', ['.index.md'], '.md'], ['extname', ['a.b/c'], ''], ['extname', ['..'], ''],
  ['extname', ['a..'], '.'],
  ['format', [{ root: '/ignored', dir: '/home/u', base: 'f.txt' }], '/home/u/f.txt'],
  ['format', [{ root: '/', name: 'f', ext: 'txt' }], '/f.txt'],
  ['format', [{ name: 'f', ext: '.t' }], 'f.t'], ['format', [{ dir: '/', root: '/', base: 'x' }], '/x'],
  ['isAbsolute', ['/a'], true], ['isAbsolute', ['a/'], false], ['isAbsolute', [''], false], ['toNamespacedPath', ['/a'], '/a'],
];
for (const [name, args, expected] of table) {
  test(`path.${name}(${JSON.stringify(args).slice(1, -1)})`, () => assert.equal(path[name](...args), expected));
}

test('parse() takes apart what format() puts together', () => {
  const parts = { root: '/', dir: '/home/user/dir', base: 'file.txt', ext: '.txt', name: 'file' };
  assert.deepEqual(path.parse('/home/user/dir/file.txt'), parts);
  assert.equal(path.format(parts), '/home/user/dir/file.txt');
  assert.deepEqual(path.parse('/'), { root: '/', dir: '/', base: '', ext: '', name: '' });
  assert.deepEqual(path.parse('./a/.b'), { root: '', dir: './a', base: '.b', ext: '', name: '.b' });
  assert.deepEqual(path.parse('/x'), { root: '/', dir: '/', base: 'x', ext: '', name: 'x' });
});

test('resolve() begins at the working directory', () => {
  assert.equal(path.resolve(), process.cwd());
  assert.equal(path.resolve('a', '../b'), `${process.cwd() === '/' ? '' : process.cwd()}/b`);
  assert.equal(path.relative(process.cwd(), 'x/y'), 'x/y');
});

test('what is no text is refused', () => {
  const refused = { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' };
  assert.throws(() => path.join('a', 5), { ...refused, message: 'The "path" argument must be of type string. Received type number (5)' });
  for (const name of ['normalize', 'resolve', 'dirname', 'basename', 'extname', 'parse', 'isAbsolute']) {
    assert.throws(() => path[name](null), refused);
  }
  assert.throws(() => path.relative('a'), refused);
  assert.throws(() => path.basename('a', {}), { ...refused, message: /Received an instance of Object$/ });
  assert.throws(() => path.format('x'), refused);
});
