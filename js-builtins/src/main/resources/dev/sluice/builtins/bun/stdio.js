// Bun.stdin, Bun.stdout and Bun.stderr: the standard streams as files.
const { createFile } = require('bun/BunFile');

module.exports = { stdin: createFile(0), stdout: createFile(1), stderr: createFile(2) };
