// Files as Blobs: they cost nothing until they are read, and go from file to file without JavaScript.
//
//   bin/runtime --trace-streams examples/files.mjs README.md
import { file, write } from 'bun';

const source = file(process.argv[2] ?? import.meta.filename);
if (!(await source.exists())) {
  console.error(`${source.name} does not exist`);
  process.exit(1);
}
console.log(`${source.name}: ${source.size} bytes, ${source.type}`);

// A slice is a Blob too: nothing is read to make it.
console.log('begins with:', await source.slice(0, 40).text());

const folder = `${process.env.TMPDIR ?? '/tmp'}/sluice-example-${process.pid}`;
const copy = file(`${folder}/deep/copy`);
console.log('copied by the system:', await write(copy, source), 'bytes');
console.log('the same:', (await copy.text()) === (await source.text()));

// Parts of any kind, files among them; their bytes are read when the Blob is.
const page = new Blob(['<pre>', source.slice(0, 200), '</pre>\n'], { type: 'text/html' });
console.log('page:', await write(`${folder}/page.html`, page), 'bytes');

const log = file(`${folder}/log.txt`).writer();
for (let i = 1; i <= 3; i++) log.write(`line ${i}\n`);
console.log('log:', await log.end(), 'bytes');

await Promise.all([copy.delete(), file(`${folder}/page.html`).delete(), file(`${folder}/log.txt`).delete()]);
