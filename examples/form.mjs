// A form with a file, as an upload would carry it: written, sent nowhere, and parsed again.
//
//   bin/runtime examples/form.mjs README.md
const path = process.argv[2] ?? import.meta.filename;

const form = new FormData();
form.append('title', 'A file of mine');
form.append('file', Bun.file(path), 'mine.txt');

// The file is not read before the body is.
const request = new Request('http://example.com/upload', { method: 'POST', body: form });
console.log(request.headers.get('content-type'));

const received = await request.formData();
for (const [name, value] of received) {
  if (typeof value === 'string') {
    console.log(`${name}: ${value}`);
  } else {
    const beginning = await value.slice(0, 20).text();
    console.log(`${name}: ${value.name}, ${value.size} bytes, ${value.type}, begins with ${JSON.stringify(beginning)}`);
  }
}
