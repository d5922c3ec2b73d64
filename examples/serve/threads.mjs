// The same module on several threads; a change of this file is taken over without an interruption.
//
//   bin/runtime examples/serve/threads.mjs
//   for i in 1 2 3 4 5 6; do curl http://localhost:3000/; done
//   (change VERSION, wait a second, and ask again)
//   curl -X POST http://localhost:3000/stop
const VERSION = 1;

// Each thread has its own: what all must know belongs into a database, or a file.
let requests = 0;

function fetch() {
  requests += 1;
  return new Response(`version ${VERSION}, thread ${Bun.threadIndex}, its request ${requests}\n`);
}

function stop() {
  server.stop();
  return new Response('stopping\n');
}

const routes = {
  '/stop': { POST: stop },
  '/stats': () => Response.json(server.stats),
};

const server = Bun.serve({ threads: navigator.hardwareConcurrency + 1, routes, fetch });

// What is to be done once in a program is the first thread's: here, to look whether the file has changed. Its own handlers stay
// those of the module that it has evaluated, unless reload() is given others.
if (Bun.threadIndex === 0) {
  console.log(`${server.url} answers on several threads`);
  const file = () => Bun.file(process.argv[1]);
  let changed = file().lastModified;
  setInterval(() => {
    const now = file().lastModified;
    if (now !== changed) server.reload({ fetch, routes });
    changed = now;
  }, 1000).unref();
}
