// MIME types as a script sees them: by the type of the Blob that a body becomes, and by how forms are told apart.
const typeOf = async (...values) => {
  const headers = new Headers();
  for (const value of values) headers.append('content-type', value);
  return (await new Response(new Uint8Array(1), { headers }).blob()).type;
};

test('a MIME type is written in its canonical form', async () => {
  assert.equal(await typeOf('Text/HTML'), 'text/html');
  assert.equal(await typeOf(' a/b ; C = d '), 'a/b');
  assert.equal(await typeOf('a/b;C=d;  e=f;c=g'), 'a/b;c=d;e=f');
  assert.equal(await typeOf('a/b;c="d e";f="g\\"h"'), 'a/b;c="d e";f="g\\"h"');
  assert.equal(await typeOf('a/b;c="d'), 'a/b;c=d');
  assert.equal(await typeOf('a/b;;c=;d'), 'a/b');
  assert.equal(await typeOf('a/b;c=""'), 'a/b;c=""');
});

test('what is no MIME type is none', async () => {
  for (const value of ['a', 'a/', '/b', 'a b/c', 'a/b c', '', ';']) assert.equal(await typeOf(value), '', value);
});

test('of several types the last counts, and keeps a charset that was said before', async () => {
  assert.equal(await typeOf('text/plain;charset=gbk', 'text/html'), 'text/html');
  assert.equal(await typeOf('text/html;charset=gbk;a=b', 'text/html;x=y'), 'text/html;x=y;charset=gbk');
  assert.equal(await typeOf('text/html;charset=gbk', 'nonsense'), 'text/html;charset=gbk');
  assert.equal(await typeOf('text/plain', '*/*'), 'text/plain');
  assert.equal(await typeOf('text/html;a=","', 'x/y;b="q,"'), 'x/y;b="q,"');
});
