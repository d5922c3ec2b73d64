// Tokens as a language model makes them, streamed as server-sent events, with a page that shows them.
//
//   bin/runtime examples/serve/tokens.mjs      then open http://localhost:3000/
//
// Each token leaves at the end of the task that made it. When the reader closes the page, the generator's `finally` runs: nothing goes on
// for nobody.
const story =
  'Once a gate stood in a river. It held nothing and kept nothing: it only said when, and how much. ' +
  'The water knew the way by itself. So the gate had time to watch the river, and the river was never late.';

const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Stands for a model: a token every 40 ms or so. */
async function* tokens(prompt) {
  yield* `“${prompt}”, you say. `.split(/(?<= )/);
  for (const token of story.split(/(?<= )/)) {
    await wait(20 + Math.random() * 40);
    yield token;
  }
}

let readers = 0;

async function* events(prompt) {
  readers++;
  let count = 0;
  try {
    for await (const token of tokens(prompt)) {
      count++;
      yield { event: 'token', data: JSON.stringify(token) };
    }
    yield { event: 'end', data: { tokens: count } };
  } finally {
    readers--;
  }
}

const page = Bun.file(`${import.meta.dirname}/tokens.html`);

const server = Bun.serve({
  routes: {
    '/': new Response(page),
    '/readers': () => Response.json({ readers }),
    '/tokens': (request) => {
      const prompt = new URL(request.url).searchParams.get('prompt') || 'Tell me a story';
      return Response.events(events(prompt));
    },
  },
  fetch: () => new Response('Not found\n', { status: 404 }),
});

console.log(`Open ${server.url}`);
