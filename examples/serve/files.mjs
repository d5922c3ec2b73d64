// Files of a folder, an upload that goes to a file without JavaScript, and an echo that pipes the request into the response.
//
//   bin/runtime examples/serve/files.mjs [folder]
//   curl http://localhost:3000/files/notes.txt
//   curl -T notes.txt http://localhost:3000/files/copy.txt
//   curl --data-binary @notes.txt http://localhost:3000/echo
const folder = process.argv[2] ?? '.';

/** The file of a path below /files/, or null for one that would lie elsewhere. */
function fileOf(request) {
  const name = decodeURIComponent(new URL(request.url).pathname.slice('/files/'.length));
  return name.split('/').includes('..') ? null : Bun.file(`${folder}/${name}`);
}

const server = Bun.serve({
  routes: {
    '/files/*': {
      async GET(request) {
        const file = fileOf(request);
        if (file === null || !(await file.exists())) return new Response('Not found\n', { status: 404 });
        return new Response(file);
      },
      async PUT(request) {
        const file = fileOf(request);
        if (file === null) return new Response('Forbidden\n', { status: 403 });
        const bytes = await Bun.write(file, request);
        return new Response(`${bytes} bytes\n`, { status: 201 });
      },
    },
    '/echo': { POST: (request) => new Response(request.body, { headers: { 'Content-Type': request.headers.get('Content-Type') ?? '' } }) },
  },
  fetch: () => new Response('Try /files/ and /echo\n', { status: 404 }),
  error(error) {
    return new Response(`${error.message}\n`, { status: error.code === 'ENOENT' || error.code === 'EISDIR' ? 404 : 500 });
  },
});

console.log(`Serving ${folder} at ${server.url}`);
