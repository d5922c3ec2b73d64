// node:fs/promises, https://nodejs.org/api/fs.html#promises-api: the part that servers and tools use first.
// docs/node.md tells what is not here.
//
// Java does the work, off the loop's thread. Arguments that are of no use reject the promise, as in Node, and throw nothing.
const { appendFile, readFile, writeFile } = require('node/fs/content');
const { mkdir, mkdtemp, readdir, rm, rmdir } = require('node/fs/folders');
const { access, copyFile, lstat, readlink, realpath, rename, stat, symlink, unlink } = require('node/fs/files');
const { constants } = require('node/fs/constants');

module.exports = {
  promises: {
    access,
    appendFile,
    constants,
    copyFile,
    lstat,
    mkdir,
    mkdtemp,
    readFile,
    readdir,
    readlink,
    realpath,
    rename,
    rm,
    rmdir,
    stat,
    symlink,
    unlink,
    writeFile,
  },
};
