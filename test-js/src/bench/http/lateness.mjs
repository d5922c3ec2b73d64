// How late an interval of 5 ms comes while the same process serves large bodies: GET /file sends a file, PUT /upload stores a body in one,
// GET /late tells the lateness since it was asked last, in milliseconds. Argument: a folder with `large.bin`.
import { fileResponse, parameters, serve, store } from './lib/serve.mjs';

const PERIOD = 5;
const folder = parameters[0];
let late = [];
let last = performance.now();

setInterval(() => {
  const now = performance.now();
  late.push(Math.max(0, now - last - PERIOD));
  last = now;
}, PERIOD);

function summary() {
  const sorted = late.sort((a, b) => a - b);
  late = [];
  const at = (share) => (sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]);
  return Response.json([sorted.length, at(0.5), at(0.99), at(1)]);
}

await serve(async (request) => {
  switch (new URL(request.url).pathname) {
    case '/file':
      return fileResponse(`${folder}/large.bin`);
    case '/upload':
      await store(`${folder}/uploaded.bin`, request);
      return new Response('stored');
    default:
      return summary();
  }
});
