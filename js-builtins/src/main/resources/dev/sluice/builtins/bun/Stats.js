// What the system tells of a file, under the names that fs.Stats has in Node and Bun.
const { Date } = primordials;

/**
 * `size` and `blksize` are in bytes, `blocks` in units of 512 bytes: what a file of this size takes that has no holes, since Java does not
 * tell more. Times are in milliseconds since the epoch, with a fraction, and as dates.
 */
class Stats {
  #stat;

  constructor(stat) {
    this.#stat = stat;
    this.dev = stat.dev();
    this.mode = stat.mode();
    this.nlink = stat.nlink();
    this.uid = stat.uid();
    this.gid = stat.gid();
    this.rdev = stat.rdev();
    this.ino = stat.ino();
    this.size = stat.size();
    this.blksize = stat.blksize();
    this.blocks = stat.blocks();
    this.atimeMs = stat.atimeMs();
    this.mtimeMs = stat.mtimeMs();
    this.ctimeMs = stat.ctimeMs();
    this.birthtimeMs = stat.birthtimeMs();
    this.atime = new Date(this.atimeMs);
    this.mtime = new Date(this.mtimeMs);
    this.ctime = new Date(this.ctimeMs);
    this.birthtime = new Date(this.birthtimeMs);
  }

  isFile() {
    return this.#stat.isFile();
  }

  isDirectory() {
    return this.#stat.isDirectory();
  }

  isSymbolicLink() {
    return this.#stat.isSymbolicLink();
  }

  isFIFO() {
    return this.#stat.isFIFO();
  }

  isSocket() {
    return this.#stat.isSocket();
  }

  isCharacterDevice() {
    return this.#stat.isCharacterDevice();
  }

  isBlockDevice() {
    return this.#stat.isBlockDevice();
  }
}

/** @param {object} stat of `internal.files` */
function createStats(stat) {
  return new Stats(stat);
}

module.exports = { createStats };
