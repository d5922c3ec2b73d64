// fs.Dirent, https://nodejs.org/api/fs.html#class-fsdirent: an entry of a folder as readdir() tells of it.
const { constants } = require('node/fs/constants');

class Dirent {
  #kind;

  /** @param {number} kind one of `constants.UV_DIRENT_…`; a symbolic link is one, whatever it leads to */
  constructor(name, parentPath, kind) {
    this.name = name;
    /** The folder that it is in, as the script wrote it. */
    this.parentPath = parentPath;
    /** The same by its older name. */
    this.path = parentPath;
    this.#kind = kind;
  }

  isFile() {
    return this.#kind === constants.UV_DIRENT_FILE;
  }

  isDirectory() {
    return this.#kind === constants.UV_DIRENT_DIR;
  }

  isSymbolicLink() {
    return this.#kind === constants.UV_DIRENT_LINK;
  }

  isFIFO() {
    return this.#kind === constants.UV_DIRENT_FIFO;
  }

  isSocket() {
    return this.#kind === constants.UV_DIRENT_SOCKET;
  }

  isCharacterDevice() {
    return this.#kind === constants.UV_DIRENT_CHAR;
  }

  isBlockDevice() {
    return this.#kind === constants.UV_DIRENT_BLOCK;
  }
}

module.exports = { Dirent };
