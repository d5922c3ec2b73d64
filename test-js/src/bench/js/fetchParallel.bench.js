// A thousand requests at once to one server, `upstreamUrl`.
const MANY = 1000;

bench('1,000 fetches of 1 KB at a time, all', {
  n: 1,
  async run() {
    const texts = await Promise.all(Array.from({ length: MANY }, async () => (await fetch(`${upstreamUrl}/bytes/1024`)).text()));
    check(texts.reduce((sum, text) => sum + text.length, 0), MANY * 1024);
  },
});
