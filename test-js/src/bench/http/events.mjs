// Many connections at once, for the benchmark of connections: /hello answers at once, /events sends an event a second whose data is the
// time at which it was due, in milliseconds since 1970. It prints «listening PORT».
const encoder = new TextEncoder();

function events() {
  let timer;
  return new ReadableStream({
    start(controller) {
      let due = Date.now();
      const send = () => {
        try {
          controller.enqueue(encoder.encode(`data: ${due}\n\n`));
        } catch {
          return; // Deno closes the stream of a client that has gone before it tells of it.
        }
        due += 1000;
        timer = setTimeout(send, Math.max(0, due - Date.now()));
      };
      send();
    },
    cancel() {
      clearTimeout(timer);
    },
  });
}

function answer(request) {
  if (new URL(request.url).pathname === '/hello') return new Response('hello world');
  return new Response(events(), { headers: { 'Content-Type': 'text/event-stream' } });
}

async function serveNode() {
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    if (request.url === '/hello') {
      response.end('hello world');
      return;
    }
    response.setHeader('Content-Type', 'text/event-stream');
    let due = Date.now();
    let timer;
    const send = () => {
      response.write(`data: ${due}\n\n`);
      due += 1000;
      timer = setTimeout(send, Math.max(0, due - Date.now()));
    };
    send();
    response.on('close', () => clearTimeout(timer));
  });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1', 4096, () => console.log(`listening ${server.address().port}`));
}

if (globalThis.Deno !== undefined) {
  Deno.serve({ port: 0, hostname: '127.0.0.1', onListen: ({ port }) => console.log(`listening ${port}`) }, answer);
} else if (globalThis.Bun !== undefined) {
  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', idleTimeout: 0, fetch: answer });
  console.log(`listening ${server.port}`);
} else {
  await serveNode();
}
