// json() of bodies that are here, as strings and as bytes.
function documentOf(length) {
  const items = [];
  for (let id = 0, size = 0; size < length; id++) {
    const item = { id, name: `item ${id}`, tags: ['a', 'b'], price: id * 1.5, active: id % 2 === 0 };
    size += JSON.stringify(item).length + 1;
    items.push(item);
  }
  return { items };
}

for (const [size, length, first] of [['1 KB', 1 << 10], ['1 MB', 1 << 20, 3]]) {
  const text = JSON.stringify(documentOf(length));
  const { items: { length: count } } = JSON.parse(text);
  for (const [kind, body] of [['string', text], ['bytes', new TextEncoder().encode(text)]]) {
    bench(`Response(${kind} of ${size}).json()`, {
      first,
      async run(_, n) {
        for (let i = 0; i < n; i++) {
          check((await new Response(body).json()).items.length, count);
        }
      },
    });
  }
}
