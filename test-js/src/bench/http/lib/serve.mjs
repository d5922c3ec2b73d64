// What the servers of the measuring programs have in common: one handler of the web's kind, served by each runtime in its own way, and
// files sent and stored by each in its own way. Prints «listening PORT» when it is ready.
const isDeno = globalThis.Deno !== undefined;
const isBun = globalThis.Bun !== undefined;

/** The arguments behind the script. */
export const parameters = isDeno ? Deno.args : globalThis.process.argv.slice(2);

/**
 * @param {(request: Request) => Response | Promise<Response>} answer
 */
export async function serve(answer) {
  const hostname = '127.0.0.1';
  if (isDeno) {
    Deno.serve({ port: 0, hostname, onListen: ({ port }) => console.log(`listening ${port}`) }, answer);
  } else if (isBun) {
    const server = Bun.serve({ port: 0, hostname, idleTimeout: 0, maxRequestBodySize: 2 ** 40, fetch: answer });
    console.log(`listening ${server.port}`);
  } else {
    await serveNode(answer, hostname);
  }
}

async function serveNode(answer, hostname) {
  const { createServer } = await import('node:http');
  const { Readable } = await import('node:stream');
  const { pipeline } = await import('node:stream/promises');
  const server = createServer(async (incoming, outgoing) => {
    const controller = new AbortController();
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) controller.abort();
    });
    const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const request = new Request(`http://${incoming.headers.host}${incoming.url}`, {
      method: incoming.method,
      headers: incoming.headers,
      body: hasBody ? Readable.toWeb(incoming) : undefined,
      duplex: 'half',
      signal: controller.signal,
    });
    try {
      const response = await answer(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body === null) outgoing.end();
      else await pipeline(Readable.fromWeb(response.body), outgoing);
    } catch {
      outgoing.destroy(); // The client has gone, or the other end of a proxied body.
    }
  });
  server.requestTimeout = 0;
  server.listen(0, hostname, 4096, () => console.log(`listening ${server.address().port}`));
}

/** A response with a file. */
export async function fileResponse(path) {
  if (isDeno) return new Response((await Deno.open(path)).readable);
  if (isBun) return new Response(Bun.file(path));
  const { createReadStream } = await import('node:fs');
  const { Readable } = await import('node:stream');
  return new Response(Readable.toWeb(createReadStream(path)));
}

/** Puts the body of a request or response into a file. */
export async function store(path, message) {
  if (isDeno) {
    const file = await Deno.open(path, { write: true, create: true, truncate: true });
    await message.body.pipeTo(file.writable);
  } else if (isBun) {
    await Bun.write(path, message instanceof Response ? message : new Response(message.body));
  } else {
    const { createWriteStream } = await import('node:fs');
    const { Readable } = await import('node:stream');
    const { pipeline } = await import('node:stream/promises');
    await pipeline(Readable.fromWeb(message.body), createWriteStream(path));
  }
}
