// The same server in Sluice, Bun, Deno and Node, for the benchmarks of HTTP. Arguments: the folder of the files that it serves, and host
// and port of the server that it hands requests on to. It prints «listening PORT» when it is ready. Each runtime is used as its own
// documentation shows it.
const text = 'hello world';
const json = {
  items: Array.from({ length: 16 }, (_, i) => ({ id: i, name: `item number ${i}`, price: i * 1.25, inStock: i % 2 === 0 })),
};
const chunk = new TextEncoder().encode('a chunk of sixty-four bytes, as a model of language sends them\r\n');
const CHUNKS = 20;
const [folder, upstream] = globalThis.process?.argv.slice(2) ?? globalThis.Deno.args;

/** Each chunk comes from a pull(), as it does from what is computed while it is sent. */
function chunks() {
  let sent = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(chunk);
      if (++sent === CHUNKS) controller.close();
    },
  });
}

function answer(request, fileResponse) {
  const path = new URL(request.url).pathname;
  switch (path) {
    case '/hello':
      return new Response(text);
    case '/json':
      return Response.json(json);
    case '/echo':
      return new Response(request.body);
    case '/stream':
      return new Response(chunks());
    default:
      if (path.startsWith('/proxy/')) return fetch(`http://${upstream}/file/${path.slice('/proxy/'.length)}`);
      if (path.startsWith('/file/') || path.startsWith('/route/')) return fileResponse(path.slice(path.lastIndexOf('/') + 1));
      return new Response('not found', { status: 404 });
  }
}

async function serveDeno() {
  const fileResponse = async (name) => new Response((await Deno.open(`${folder}/${name}`)).readable);
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(`listening ${port}`) }, (request) => {
    return new URL(request.url).pathname === '/static' ? new Response(text) : answer(request, fileResponse);
  });
}

function serveBun() {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    routes: {
      '/static': new Response(text),
      '/route/1k.bin': new Response(Bun.file(`${folder}/1k.bin`)),
      '/route/1m.bin': new Response(Bun.file(`${folder}/1m.bin`)),
      '/route/100m.bin': new Response(Bun.file(`${folder}/100m.bin`)),
    },
    fetch: (request) => answer(request, (name) => new Response(Bun.file(`${folder}/${name}`))),
  });
  console.log(`listening ${server.port}`);
}

async function serveNode() {
  const { Agent, createServer, get } = await import('node:http');
  const { createReadStream } = await import('node:fs');
  const { pipeline } = await import('node:stream');
  const agent = new Agent({ keepAlive: true });
  const [host, port] = (upstream ?? '').split(':');
  const hand = (name, response) => get({ host, port, path: `/file/${name}`, agent }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    pipeline(answer, response, () => {});
  });
  const server = createServer((request, response) => {
    switch (request.url) {
      case '/hello':
      case '/static':
        response.setHeader('Content-Type', 'text/plain;charset=utf-8');
        response.end(text);
        break;
      case '/json':
        response.setHeader('Content-Type', 'application/json');
        response.end(JSON.stringify(json));
        break;
      case '/echo':
        pipeline(request, response, () => {});
        break;
      case '/stream': {
        let sent = 0;
        const write = () => {
          if (sent === CHUNKS) return response.end();
          sent++;
          if (response.write(chunk)) setImmediate(write);
          else response.once('drain', write);
        };
        write();
        break;
      }
      default:
        if (request.url.startsWith('/proxy/')) {
          hand(request.url.slice('/proxy/'.length), response);
          return;
        }
        pipeline(createReadStream(`${folder}/${request.url.slice(request.url.lastIndexOf('/') + 1)}`), response, () => {});
    }
  });
  server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
}

if (globalThis.Deno !== undefined) await serveDeno();
else if (globalThis.Bun !== undefined) serveBun();
else await serveNode();
