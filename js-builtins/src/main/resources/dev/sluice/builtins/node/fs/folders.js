// Folders: mkdir, mkdtemp, readdir, rmdir, rm of node:fs/promises.
//
// A promise is awaited before it is returned: an async function that returns one asks it for its `then`, which a script may have replaced.
const { NumberIsInteger } = primordials;
const { hostPromise } = require('core/hostPromise');
const { booleanOption, checkOptions, invalidArgType, noOptions, outOfRange } = require('node/validate');
const { checkNameEncoding, toMode, toOptions, toPath } = require('node/fs/arguments');
const { fileSystem } = internal;

const DEFAULT_RETRY_DELAY = 100;
const GREATEST_COUNT = 2 ** 32 - 1;
/** What may pass by itself, as Node has it: the file is busy, or somebody still writes into the folder. */
const passing = { __proto__: null, EBUSY: true, EMFILE: true, ENFILE: true, ENOTEMPTY: true, EPERM: true };

/**
 * Makes a folder.
 *
 * @param {number|string|{recursive?: boolean, mode?: number|string}} [options]
 * @returns {Promise<string|undefined>} with `recursive` the uppermost folder that had to be made
 */
async function mkdir(path, options = undefined) {
  const given = typeof options === 'number' || typeof options === 'string' ? { __proto__: null, mode: options } : (options ?? noOptions);
  const recursive = booleanOption(checkOptions(given), 'recursive');
  const mode = toMode(given.mode);
  const folder = toPath(path);
  return await hostPromise((done) => fileSystem.makeFolder(folder, mode, recursive, done), (made) => made ?? undefined);
}

/** Makes a folder whose name is `prefix` and six random characters. @returns {Promise<string>} its path */
async function mkdtemp(prefix, options = undefined) {
  checkNameEncoding(toOptions(options).encoding);
  const start = toPath(prefix, 'prefix');
  return await hostPromise((done) => fileSystem.makeTemporary(start, done), (path) => path);
}

/**
 * What is in a folder, by name; with `recursive` also what is in the folders below, folder by folder, but not behind symbolic links.
 *
 * @param {string|{encoding?: string, withFileTypes?: boolean, recursive?: boolean}} [options]
 * @returns {Promise<string[]|Dirent[]>} names, with `recursive` relative to the folder
 */
async function readdir(path, options = undefined) {
  const dictionary = toOptions(options);
  checkNameEncoding(dictionary.encoding);
  const recursive = booleanOption(dictionary, 'recursive');
  const withFileTypes = !!dictionary.withFileTypes;
  const folder = toPath(path);
  const convert = withFileTypes ? (listing) => toDirents(listing, folder) : toNames;
  return await hostPromise((done) => fileSystem.list(folder, recursive, withFileTypes, done), convert);
}

function toNames(listing) {
  const names = [];
  const length = listing.length();
  for (let i = 0; i < length; i++) {
    const parent = listing.parent(i);
    names[i] = parent === '' ? listing.name(i) : `${parent}/${listing.name(i)}`;
  }
  return names;
}

function toDirents(listing, folder) {
  const { Dirent } = require('node/fs/Dirent');
  const { posix } = require('node/path');
  const entries = [];
  const length = listing.length();
  for (let i = 0; i < length; i++) {
    const parent = listing.parent(i);
    entries[i] = new Dirent(listing.name(i), parent === '' ? folder : posix.join(folder, parent), listing.kind(i));
  }
  return entries;
}

/** Removes an empty folder. */
async function rmdir(path, options = undefined) {
  if (checkOptions(options).recursive) throw outOfRange('options.recursive', 'left out: rm() removes what is in a folder', true);
  const folder = toPath(path);
  return await hostPromise((done) => fileSystem.removeFolder(folder, done), nothing);
}

/**
 * Removes a file, link or folder.
 *
 * @param {{recursive?: boolean, force?: boolean, maxRetries?: number, retryDelay?: number}} [options] whether a folder may go, with all
 *   that is in it; whether it is all right if nothing is there; how often a recursive removal is tried again where something was busy,
 *   and the milliseconds that each pause grows by
 */
async function rm(path, options = undefined) {
  const dictionary = checkOptions(options);
  const recursive = booleanOption(dictionary, 'recursive');
  const force = booleanOption(dictionary, 'force');
  const delay = countOption(dictionary, 'retryDelay', DEFAULT_RETRY_DELAY);
  const retries = countOption(dictionary, 'maxRetries', 0);
  const file = toPath(path);
  for (let round = 1; ; round++) {
    try {
      await hostPromise((done) => fileSystem.removeAny(file, recursive, force, done), nothing);
      return;
    } catch (e) {
      if (!recursive && e.code === 'EISDIR') throw require('node/fs/errors').folderToRemove(file);
      if (!recursive || round > retries || passing[e.code] === undefined) throw e;
    }
    await require('bun/sleep').sleep(delay * round);
  }
}

function countOption(options, name, usual) {
  const value = options[name];
  if (value === undefined) return usual;
  if (typeof value !== 'number') throw invalidArgType(`"options.${name}" property`, 'of type number', value);
  if (!NumberIsInteger(value)) throw outOfRange(`options.${name}`, 'an integer', value);
  if (value < 0 || value > GREATEST_COUNT) throw outOfRange(`options.${name}`, `>= 0 && <= ${GREATEST_COUNT}`, value);
  return value;
}

function nothing() {}

module.exports = { mkdir, mkdtemp, readdir, rm, rmdir };
