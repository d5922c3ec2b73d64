import fs, { access, copyFile, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as bare from 'fs/promises';
import { join } from 'node:path';

const { constants } = fs;
const at = (...names) => join(tempDir, ...names);
const fails = (promise, code, syscall, path, more = {}) => assert.rejects(promise, { name: 'Error', code, syscall, path, ...more });

test('the module is one object under both names', () => assert.equal(bare.default, fs));

test('a file is written and read as bytes and as text', async () => {
  const path = at('a.txt');
  assert.equal(await writeFile(path, '\ufeffhé'), undefined);
  assert.deepEqual(await readFile(path), new Uint8Array([0xef, 0xbb, 0xbf, 0x68, 0xc3, 0xa9]));
  assert.equal(await readFile(path, 'utf8'), '\ufeffhé');
  assert.equal(await readFile(path, { encoding: 'UTF-8' }), '\ufeffhé');
  assert.equal(await readFile(path, 'hex'), 'efbbbf68c3a9');
  assert.equal(await readFile(path, 'base64'), '77u/aMOp');
  assert.equal(await readFile(path, 'base64url'), '77u_aMOp');
  assert.equal(await readFile(path, 'latin1'), 'ï»¿hÃ©');
  assert.equal(await readFile(path, 'ascii'), 'o;?hC)');
  assert.equal((await readFile(path)).buffer.transfer().byteLength, 6);
  assert.equal(await readFile(new TextEncoder().encode(path), 'utf8'), '\ufeffhé');
  assert.equal(await readFile(new URL(`file://${path}`), 'utf8'), '\ufeffhé');
});

test('text is written in the encoding that is named', async () => {
  const path = at('encoded');
  const written = async (data, encoding) => {
    await writeFile(path, data, encoding);
    return [...(await readFile(path))];
  };
  assert.deepEqual(await written('00ffZZ', 'hex'), [0, 255]);
  assert.deepEqual(await written('_-8\n=ignored', 'base64'), [255, 239]);
  assert.deepEqual(await written('\u0141é', 'latin1'), [0x41, 0xe9]);
  assert.deepEqual(await written('a\ud800', 'utf16le'), [0x61, 0, 0, 0xd8]);
  assert.equal(await readFile(path, 'ucs2'), 'a\ud800');
  assert.deepEqual(await written(new Uint16Array([0x4142, 0x4344]).subarray(1), 'hex'), [0x44, 0x43]);
  assert.deepEqual(await written('\ud800', 'utf8'), [0xef, 0xbf, 0xbd]);
});

test('writeFile takes what is iterable, piece by piece, and closes the file whatever happens', async () => {
  const path = at('pieces');
  await writeFile(path, (async function* () { yield 'a'; yield new Uint8Array([98]); })(), { flush: true });
  assert.equal(await readFile(path, 'utf8'), 'ab');
  await writeFile(path, new Set(['x', 'y']));
  assert.equal(await readFile(path, 'utf8'), 'xy');
  await assert.rejects(writeFile(path, ['1', 5]), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  assert.equal(await readFile(path, 'utf8'), '1');
  const failing = (async function* () { yield 'only'; throw new RangeError('mine'); })();
  await assert.rejects(writeFile(path, failing), { name: 'RangeError', message: 'mine' });
  assert.equal(await readFile(path, 'utf8'), 'only');
});

test('flags say how a file is opened', async () => {
  const path = at('flags');
  await fs.appendFile(path, 'a');
  await fs.appendFile(path, 'b');
  await writeFile(path, 'c', { flag: 'a' });
  assert.equal(await readFile(path, 'utf8'), 'abc');
  await writeFile(path, 'X', { flag: 'r+' });
  assert.equal(await readFile(path, 'utf8'), 'Xbc');
  await fails(writeFile(path, 'n', { flag: 'wx' }), 'EEXIST', 'open', path);
  await fails(writeFile(at('none'), 'n', { flag: 'r+' }), 'ENOENT', 'open', at('none'));
  await assert.rejects(writeFile(path, 'n', { flag: 'r' }), { code: 'EBADF' });
  await writeFile(path, 'short', { flag: constants.O_WRONLY | constants.O_TRUNC });
  assert.equal(await readFile(path, 'utf8'), 'short');
  assert.equal(await readFile(at('made'), { encoding: 'utf8', flag: 'a+' }), '');
  assert.ok((await stat(at('made'))).isFile());
  await assert.rejects(readFile(path, { flag: 'q' }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('modes are those of new files and folders', async () => {
  await writeFile(at('secret'), '', { mode: 0o600 });
  assert.equal((await stat(at('secret'))).mode & 0o777, 0o600);
  await mkdir(at('private'), '0700');
  assert.equal((await stat(at('private'))).mode & 0o777, 0o700);
  await assert.rejects(mkdir(at('bad'), 'rwx'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(mkdir(at('bad'), -1), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
});

test('stat follows links, lstat does not', async () => {
  await writeFile(at('target'), '12345');
  await fs.symlink('target', at('link'));
  assert.equal(await fs.readlink(at('link')), 'target');
  assert.equal((await stat(at('link'))).size, 5);
  assert.ok((await stat(at('link'))).isFile());
  assert.ok((await fs.lstat(at('link'))).isSymbolicLink());
  assert.ok(!(await fs.lstat(at('link'))).isFile());
  assert.equal(await fs.realpath(at('link')), await fs.realpath(at('target')));
  await fs.symlink('nowhere', at('dangling'));
  await fails(stat(at('dangling')), 'ENOENT', 'stat', at('dangling'));
  assert.ok((await fs.lstat(at('dangling'))).isSymbolicLink());
  await fails(fs.readlink(at('target')), 'EINVAL', 'readlink', at('target'));
  await fails(fs.symlink('x', at('link')), 'EEXIST', 'symlink', 'x', { dest: at('link') });
});

test('errors tell code, number, call and path', async () => {
  const path = at('missing');
  const message = `ENOENT: no such file or directory, stat '${path}'`;
  const error = await assert.rejects(stat(path), { name: 'Error', code: 'ENOENT', errno: -2, syscall: 'stat', path, message });
  assert.deepEqual(Object.keys(error), ['errno', 'code', 'syscall', 'path']);
  await writeFile(at('plain'), 'x');
  await fails(stat(`${at('plain')}/x`), 'ENOTDIR', 'stat', `${at('plain')}/x`);
  await fails(readFile(tempDir), 'EISDIR', 'open', tempDir);
  await fails(readdir(at('plain')), 'ENOTDIR', 'scandir', at('plain'));
  await fails(readdir(path), 'ENOENT', 'scandir', path);
  await fails(fs.unlink(tempDir), 'EISDIR', 'unlink', tempDir);
  await fails(fs.unlink(path), 'ENOENT', 'unlink', path);
  await fails(fs.realpath(path), 'ENOENT', 'realpath', path);
  await fails(readFile(''), 'ENOENT', 'open', '');
});

test('a slash at the end names a folder only', async () => {
  await writeFile(at('no-folder'), 'x');
  await fails(stat(`${at('no-folder')}/`), 'ENOTDIR', 'stat', `${at('no-folder')}/`);
  await assert.rejects(readFile(`${at('no-folder')}/`), { code: 'ENOTDIR' });
  assert.ok((await stat(`${tempDir}/`)).isDirectory());
  await mkdir(`${at('slashed')}//`);
  assert.deepEqual(await readdir(`${at('slashed')}/`), []);
  await fs.rmdir(`${at('slashed')}/`);
  assert.equal(await Bun.file(`${at('no-folder')}/`).exists(), false);
});

test('a slash behind the name of a file is refused, and the file stays', async () => {
  const file = at('stays');
  const slashed = `${file}/`;
  await writeFile(file, 'x');
  await fails(rm(slashed), 'ENOTDIR', 'rm', slashed);
  await fails(rm(slashed, { force: true, recursive: true }), 'ENOTDIR', 'rm', slashed);
  await fails(fs.rmdir(slashed), 'ENOTDIR', 'rmdir', slashed);
  await fails(fs.unlink(slashed), 'ENOTDIR', 'unlink', slashed);
  await fails(rename(slashed, at('moved')), 'ENOTDIR', 'rename', slashed);
  await fails(rename(file, `${at('moved')}/`), 'ENOTDIR', 'rename', file);
  await fails(mkdir(slashed), 'EEXIST', 'mkdir', slashed);
  await fails(fs.symlink('target', `${at('unlinked')}/`), 'ENOENT', 'symlink', 'target');
  assert.equal(await readFile(file, 'utf8'), 'x');
  await mkdir(at('from'));
  await rename(`${at('from')}/`, `${at('to')}/`);
  await rm(`${at('to')}/`, { recursive: true });
});

test('a name with a slash at its end is not written as a file', async () => {
  const folder = `${at('unmade')}/`;
  await fails(writeFile(folder, 'x'), 'EISDIR', 'open', folder);
  await writeFile(at('source'), 'x');
  await fails(copyFile(at('source'), folder), 'EISDIR', 'copyfile', at('source'));
  await assert.rejects(Bun.write(folder, 'x'), { code: 'EISDIR' });
  await assert.rejects(Bun.write(`${at('unmade')}/.`, 'x'), { code: 'EISDIR' });
  await assert.rejects(Bun.write(folder, 'x', { atomic: true }), { code: 'EISDIR' });
  await assert.rejects(Bun.write(folder, Bun.file(at('source'))), { code: 'EISDIR' });
  await assert.rejects(Bun.write(`${folder}deeper/`, new Response(new Blob(['x']).stream())), { code: 'EISDIR' });
  await fails(stat(at('unmade')), 'ENOENT', 'stat', at('unmade'));
});

test('what is refused is shown without being asked', async () => {
  await assert.rejects(readFile(at('x'), { flag: { __proto__: null } }), { code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(readFile(at('x'), { encoding: { toString() { throw new Error('called'); } } }), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('access() asks for what is wanted of a file', async () => {
  const path = at('accessible');
  await writeFile(path, '', { mode: 0o644 });
  assert.equal(await access(path), undefined);
  await access(path, constants.R_OK);
  await fails(access(path, constants.X_OK), 'EACCES', 'access', path);
  await fails(access(at('inaccessible')), 'ENOENT', 'access', at('inaccessible'));
  await assert.rejects(access(path, 8), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
  await assert.rejects(access(path, 'r'), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
});

test('mkdir makes one folder, or all that are missing and tells the uppermost', async () => {
  assert.equal(await mkdir(at('m')), undefined);
  await fails(mkdir(at('m')), 'EEXIST', 'mkdir', at('m'));
  await fails(mkdir(at('n/o')), 'ENOENT', 'mkdir', at('n/o'));
  assert.equal(await mkdir(at('n/o/p'), { recursive: true }), at('n'));
  assert.equal(await mkdir(at('n/o/p'), { recursive: true }), undefined);
  await writeFile(at('n/file'), '');
  await fails(mkdir(at('n/file'), { recursive: true }), 'EEXIST', 'mkdir', at('n/file'));
  await fails(mkdir(at('n/file/x'), { recursive: true }), 'ENOTDIR', 'mkdir', at('n/file/x'));
  await assert.rejects(mkdir(at('x'), { recursive: 1 }), { code: 'ERR_INVALID_ARG_TYPE', message: /"options.recursive" property/ });
});

test('mkdtemp makes a new folder each time', async () => {
  const first = await fs.mkdtemp(at('tmp-'));
  const second = await fs.mkdtemp(at('tmp-'));
  assert.match(first, /tmp-[A-Za-z0-9]{6}$/);
  assert.notEqual(first, second);
  assert.equal((await stat(first)).mode & 0o777, 0o700);
  await assert.rejects(fs.mkdtemp(at('none/x')), { code: 'ENOENT', syscall: 'mkdtemp' });
});

test('readdir lists by name, with types, and what is below', async () => {
  await mkdir(at('tree/b/c'), { recursive: true });
  await writeFile(at('tree/a'), '');
  await writeFile(at('tree/b/d'), '');
  await fs.symlink('..', at('tree/b/up'));
  assert.deepEqual(await readdir(at('tree')), ['a', 'b']);
  assert.deepEqual(await readdir(at('tree'), { recursive: true }), ['a', 'b', 'b/c', 'b/d', 'b/up']);
  const entries = await readdir(at('tree'), { withFileTypes: true, recursive: true });
  assert.deepEqual(entries.map(({ name, parentPath }) => [name, parentPath]), [
    ['a', at('tree')], ['b', at('tree')], ['c', at('tree/b')], ['d', at('tree/b')], ['up', at('tree/b')],
  ]);
  const kinds = entries.map((e) => [e.isFile(), e.isDirectory(), e.isSymbolicLink(), e.isFIFO() || e.isSocket() || e.isBlockDevice()]);
  const [file, folder, link] = [[true, false, false, false], [false, true, false, false], [false, false, true, false]];
  assert.deepEqual(kinds, [file, folder, folder, file, link]);
  await assert.rejects(readdir(at('tree'), 'buffer'), { code: 'ERR_INVALID_ARG_VALUE' });
});

test('rename moves files and folders', async () => {
  await writeFile(at('r1'), 'r');
  await writeFile(at('r2'), 'old');
  await rename(at('r1'), at('r2'));
  assert.equal(await readFile(at('r2'), 'utf8'), 'r');
  await mkdir(at('rd/full'), { recursive: true });
  await rename(at('rd'), at('re'));
  await mkdir(at('rf'));
  await fails(rename(at('rf'), at('re')), 'ENOTEMPTY', 'rename', at('rf'), { dest: at('re') });
  await fails(rename(at('r2'), at('rf')), 'EISDIR', 'rename', at('r2'), { dest: at('rf') });
  const message = `ENOENT: no such file or directory, rename '${at('r1')}' -> '${at('r3')}'`;
  const error = await fails(rename(at('r1'), at('r3')), 'ENOENT', 'rename', at('r1'), { dest: at('r3'), message, errno: -2 });
  assert.deepEqual(Object.keys(error), ['errno', 'code', 'syscall', 'path', 'dest']);
});

test('copyFile copies bytes and permissions', async () => {
  await writeFile(at('c1'), 'content', { mode: 0o640 });
  await writeFile(at('c2'), 'something longer', { mode: 0o600 });
  await copyFile(at('c1'), at('c2'));
  assert.equal(await readFile(at('c2'), 'utf8'), 'content');
  assert.equal((await stat(at('c2'))).mode & 0o777, 0o640);
  await copyFile(at('c1'), at('c3'), constants.COPYFILE_EXCL);
  await fails(copyFile(at('c1'), at('c3'), constants.COPYFILE_EXCL), 'EEXIST', 'copyfile', at('c1'), { dest: at('c3') });
  await fails(copyFile(at('none'), at('c4')), 'ENOENT', 'copyfile', at('none'), { dest: at('c4') });
  await fails(stat(at('c4')), 'ENOENT', 'stat', at('c4'));
  await fails(copyFile(tempDir, at('c4')), 'EISDIR', 'copyfile', tempDir, { dest: at('c4') });
  await fails(copyFile(at('c1'), at('c4'), constants.COPYFILE_FICLONE_FORCE), 'ENOTSUP', 'copyfile', at('c1'), { errno: -95 });
});

test('rm and rmdir remove what they are told to', async () => {
  await mkdir(at('rm/deep/er'), { recursive: true });
  await writeFile(at('rm/deep/file'), '');
  await writeFile(at('kept'), 'kept');
  await fs.symlink('../../kept', at('rm/deep/link'));
  await fails(fs.rmdir(at('rm')), 'ENOTEMPTY', 'rmdir', at('rm'));
  await fails(fs.rmdir(at('rm/deep/file')), 'ENOTDIR', 'rmdir', at('rm/deep/file'));
  await assert.rejects(rm(at('rm')), { name: 'SystemError', code: 'ERR_FS_EISDIR', errno: 21, syscall: 'rm', path: at('rm') });
  await rm(at('rm'), { recursive: true, maxRetries: 2 });
  await fails(stat(at('rm')), 'ENOENT', 'stat', at('rm'));
  assert.equal(await readFile(at('kept'), 'utf8'), 'kept');
  await fails(rm(at('rm'), { recursive: true }), 'ENOENT', 'lstat', at('rm'));
  await rm(at('rm'), { force: true });
  await rm(at('kept'));
  await assert.rejects(rm(at('x'), { maxRetries: -1 }), { name: 'RangeError', code: 'ERR_OUT_OF_RANGE' });
});

test('arguments of no use reject the promise', async () => {
  const message = 'The "path" argument must be of type string or an instance of Buffer or URL. Received undefined';
  await assert.rejects(stat(), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE', message });
  await assert.rejects(stat('a\0b'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(stat(new URL('http://a/b')), { name: 'TypeError', code: 'ERR_INVALID_URL_SCHEME' });
  await assert.rejects(stat(new URL('file://a/b')), { name: 'TypeError', code: 'ERR_INVALID_FILE_URL_HOST' });
  await assert.rejects(stat(new URL('file:///a%2Fb')), { name: 'TypeError', code: 'ERR_INVALID_FILE_URL_PATH' });
  await assert.rejects(readFile('x', 'nope'), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
  await assert.rejects(readFile('x', 5), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(writeFile('x', {}), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
  await assert.rejects(stat('x', { bigint: true }), { name: 'TypeError', code: 'ERR_INVALID_ARG_VALUE' });
});

test('a signal that is aborted stops reading and writing', async () => {
  const signal = AbortSignal.abort('because');
  await assert.rejects(readFile(at('never'), { signal }), { name: 'AbortError', code: 'ABORT_ERR', cause: 'because' });
  await assert.rejects(writeFile(at('never'), 'x', { signal }), { name: 'AbortError' });
  await fails(stat(at('never')), 'ENOENT', 'stat', at('never'));
  const controller = new AbortController();
  const pieces = (async function* () { yield 'a'; controller.abort(); yield 'b'; })();
  await assert.rejects(writeFile(at('half'), pieces, { signal: controller.signal }), { name: 'AbortError' });
  assert.equal(await readFile(at('half'), 'utf8'), 'a');
  await assert.rejects(readFile(at('half'), { signal: 5 }), { code: 'ERR_INVALID_ARG_TYPE' });
});
