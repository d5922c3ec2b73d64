// Bodies of any length for readers that stall. GET /script?bytes=N: a script makes it, chunk by chunk; /file?name=: a file; POST /echo:
// the request's own body; GET /proxy?url=: another server's; /reader?url= fetches, reads one chunk and then no more, /unread?url= fetches
// and reads nothing, both answer at once and keep what they have; /drain reads what they keep to its end and tells how much it was; /given
// tells how many bytes the script's streams have made so far. Argument: the folder of the files.
import { fileResponse, parameters, serve } from './lib/serve.mjs';

const CHUNK = 65536;
const folder = parameters[0];
let given = 0;
let kept;

function scriptStream(bytes) {
  let left = bytes;
  return new ReadableStream({
    pull(controller) {
      const count = Math.min(CHUNK, left);
      controller.enqueue(new Uint8Array(count));
      given += count;
      left -= count;
      if (left === 0) controller.close();
    },
  });
}

async function keep(url, chunks) {
  const reader = (await fetch(url)).body.getReader();
  let bytes = 0;
  for (let i = 0; i < chunks; i++) bytes += (await reader.read()).value.length;
  kept = { reader, bytes };
  return new Response('kept');
}

let unread;

async function drain() {
  let { reader, bytes } = kept ?? { reader: unread.body.getReader(), bytes: 0 };
  kept = undefined;
  unread = undefined;
  for (let result = await reader.read(); !result.done; result = await reader.read()) bytes += result.value.length;
  return new Response(String(bytes));
}

await serve(async (request) => {
  const url = new URL(request.url);
  const upstream = url.searchParams.get('url');
  switch (url.pathname) {
    case '/script':
      return new Response(scriptStream(Number(url.searchParams.get('bytes'))));
    case '/file':
      return fileResponse(`${folder}/${url.searchParams.get('name')}`);
    case '/echo':
      return new Response(request.body);
    case '/proxy':
      return fetch(upstream);
    case '/reader':
      return keep(upstream, 1);
    case '/unread':
      unread = await fetch(upstream);
      return new Response('kept');
    case '/drain':
      return drain();
    default:
      return new Response(String(given));
  }
});
