// The smallest server. `bin/runtime examples/serve/hello.mjs`, then `curl http://localhost:3000/`.
export default {
  fetch() {
    return new Response('Hello!\n');
  },
};
