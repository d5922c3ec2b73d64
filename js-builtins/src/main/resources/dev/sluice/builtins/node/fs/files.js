// Files by their names: stat, lstat, access, unlink, rename, copyFile, realpath, symlink, readlink of node:fs/promises.
//
// A promise is awaited before it is returned: an async function that returns one asks it for its `then`, which a script may have replaced.
const { TypeError } = primordials;
const { codedError } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { checkOptions } = require('node/validate');
const { checkNameEncoding, toBits, toOptions, toPath } = require('node/fs/arguments');
const { failedOnBoth, notSupported } = require('node/fs/errors');
const { COPYFILE_EXCL, COPYFILE_FICLONE_FORCE } = require('node/fs/constants').constants;
const { fileSystem } = internal;

/** What the system tells of a file, symbolic links followed. @returns {Promise<Stats>} */
async function stat(path, options = undefined) {
  return await ask(path, options, false);
}

/** The same of a symbolic link itself. @returns {Promise<Stats>} */
async function lstat(path, options = undefined) {
  return await ask(path, options, true);
}

function ask(path, options, link) {
  if (checkOptions(options ?? undefined).bigint) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', "The property 'options.bigint' is not supported: Stats hold numbers here");
  }
  const file = toPath(path);
  return hostPromise((done) => fileSystem.stat(file, link, done), require('bun/Stats').createStats);
}

/**
 * Fails unless a file is there and may be used so.
 *
 * @param {number} [mode] of `constants.R_OK`, `W_OK`, `X_OK`; `F_OK` by default
 */
async function access(path, mode = undefined) {
  const file = toPath(path);
  const bits = toBits(mode);
  return await hostPromise((done) => fileSystem.access(file, bits, done), nothing);
}

/** Removes a file or symbolic link. */
async function unlink(path) {
  const file = toPath(path);
  return await hostPromise((done) => fileSystem.unlink(file, done), nothing);
}

/** Gives a file or folder another path, in one step. */
async function rename(oldPath, newPath) {
  const from = toPath(oldPath, 'oldPath');
  const to = toPath(newPath, 'newPath');
  return await hostPromise((done) => fileSystem.rename(from, to, done), nothing, failedOnBoth(from, to));
}

/**
 * Copies a file with its permissions; the system shares the blocks where it can.
 *
 * @param {number} [mode] `constants.COPYFILE_EXCL`: fail if there is something already
 */
async function copyFile(src, dest, mode = undefined) {
  const from = toPath(src, 'src');
  const to = toPath(dest, 'dest');
  const bits = toBits(mode);
  // Whether blocks are shared the system decides, and does not tell.
  if ((bits & COPYFILE_FICLONE_FORCE) !== 0) throw notSupported('copyfile', from, to);
  return await hostPromise((done) => fileSystem.copy(from, to, (bits & COPYFILE_EXCL) !== 0, done), nothing, failedOnBoth(from, to));
}

/** The absolute path without `.`, `..` and symbolic links. @returns {Promise<string>} */
async function realpath(path, options = undefined) {
  checkNameEncoding(toOptions(options).encoding);
  const file = toPath(path);
  return await hostPromise((done) => fileSystem.realPath(file, done), itself);
}

/** Makes a symbolic link at `path` that holds `target` as it is. */
async function symlink(target, path) {
  const held = toPath(target, 'target');
  const link = toPath(path);
  return await hostPromise((done) => fileSystem.link(held, link, done), nothing, failedOnBoth(held, link));
}

/** What a symbolic link holds. @returns {Promise<string>} */
async function readlink(path, options = undefined) {
  checkNameEncoding(toOptions(options).encoding);
  const link = toPath(path);
  return await hostPromise((done) => fileSystem.linkTarget(link, done), itself);
}

function itself(value) {
  return value;
}

function nothing() {}

module.exports = { access, copyFile, lstat, readlink, realpath, rename, stat, symlink, unlink };
