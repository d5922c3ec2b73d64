// text() of bodies that are here: a string, and bytes of several sizes, all ASCII or with a character of three bytes in each sixteen.
function textOf(length, isAscii) {
  const unit = isAscii ? 'abcdefghijklmno ' : 'abcdefghijklm\u20ac';
  return unit.repeat(Math.ceil(length / 16));
}

function benchText(name, make, length, first) {
  bench(name, {
    first,
    prepare: make,
    async run(body, n) {
      for (let i = 0; i < n; i++) {
        check((await new Response(body).text()).length, length);
      }
    },
  });
}

const small = textOf(1024, true);
benchText('Response(string of 1 KB).text()', () => small, small.length);
for (const [size, bytes, first] of [['1 KB', 1 << 10], ['64 KB', 1 << 16, 100], ['1 MB', 1 << 20, 10]]) {
  for (const isAscii of [true, false]) {
    const text = textOf(bytes, isAscii);
    const name = `Response(bytes of ${size}, ${isAscii ? 'ASCII' : 'not ASCII'}).text()`;
    benchText(name, () => new TextEncoder().encode(text), text.length, first);
  }
}
