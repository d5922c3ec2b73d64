// Redirects (Fetch §4.5): methods, bodies, headers, modes.
const other = Bun.serve({ port: 0, fetch: (request) => Response.json(Object.fromEntries(request.headers)) });
let hops = 0;
const server = Bun.serve({
  port: 0,
  async fetch(request) {
    const url = new URL(request.url);
    const status = Number(url.searchParams.get('status') ?? 302);
    switch (url.pathname) {
      case '/to-echo':
        return new Response('moved', { status, headers: { Location: '/echo' } });
      case '/to-other':
        return new Response(null, { status, headers: { Location: other.url.href } });
      case '/to-data':
        return new Response(null, { status, headers: { Location: 'data:,x' } });
      case '/to-nothing':
        return new Response('here', { status });
      case '/to-no-url':
        return new Response(null, { status, headers: { Location: 'http://:0:0/' } });
      case '/loop':
        hops++;
        return new Response(null, { status, headers: { Location: '/loop' } });
      case '/count':
        hops = Number(url.searchParams.get('left'));
        return hops === 0 ? new Response('done') : new Response(null, { status, headers: { Location: `/count?left=${hops - 1}` } });
      default:
        return Response.json({ method: request.method, body: await request.text(), headers: Object.fromEntries(request.headers) });
    }
  },
});
const at = (path) => new URL(path, server.url).href;

test('a redirect is followed, and told', async () => {
  const response = await fetch(at('/to-echo#there'));
  assert.equal(response.redirected, true);
  assert.equal(response.url, at('/echo'));
  assert.equal(response.status, 200);
});

test('methods and bodies change as the standard says', async () => {
  const send = async (status, method, body) => (await fetch(at(`/to-echo?status=${status}`), { method, body })).json();
  for (const status of [301, 302, 303]) {
    const answer = await send(status, 'POST', 'x');
    assert.equal(answer.method, 'GET');
    assert.equal(answer.body, '');
    assert.equal(answer.headers['content-type'], undefined);
  }
  for (const status of [307, 308]) {
    const answer = await send(status, 'POST', 'x');
    assert.equal(answer.method, 'POST');
    assert.equal(answer.body, 'x');
    assert.equal(answer.headers['content-type'], 'text/plain;charset=UTF-8');
  }
  assert.equal((await send(301, 'PUT', 'x')).method, 'PUT');
  assert.equal((await send(303, 'PUT', 'x')).method, 'GET');
});

test('a file is sent again, a stream is not', async () => {
  await Bun.write(`${tempDir}/body`, 'of a file');
  const answer = await (await fetch(at('/to-echo?status=307'), { method: 'POST', body: Bun.file(`${tempDir}/body`) })).json();
  assert.equal(answer.body, 'of a file');
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new Uint8Array(1));
      controller.close();
    },
  });
  await assert.rejects(fetch(at('/to-echo?status=307'), { method: 'POST', body, duplex: 'half' }), TypeError);
});

test('what is for one server is not given to another', async () => {
  const headers = { Authorization: 'secret', Cookie: 'a=b', Host: 'named', 'X-Mine': 'yes' };
  const foreign = await (await fetch(at('/to-other'), { headers })).json();
  assert.equal(foreign.authorization, undefined);
  assert.equal(foreign.cookie, undefined);
  assert.equal(foreign.host, new URL(other.url).host);
  assert.equal(foreign['x-mine'], 'yes');
  const same = await (await fetch(at('/to-echo'), { headers: { Authorization: 'secret' } })).json();
  assert.equal(same.headers.authorization, 'secret');
});

test('manual hands the redirect over, error refuses it', async () => {
  const response = await fetch(at('/to-echo'), { redirect: 'manual' });
  assert.equal(response.status, 302);
  assert.equal(response.headers.get('location'), '/echo');
  assert.equal(await response.text(), 'moved');
  await assert.rejects(fetch(at('/to-echo'), { redirect: 'error' }), TypeError);
});

test('a redirect that leads nowhere is the response, one that leads astray is an error', async () => {
  assert.equal(await (await fetch(at('/to-nothing'))).text(), 'here');
  await assert.rejects(fetch(at('/to-data')), { code: 'ERR_INVALID_REDIRECT' });
  await assert.rejects(fetch(at('/to-no-url')), { code: 'ERR_INVALID_REDIRECT' });
});

test('twenty redirects are followed, and no more', async () => {
  assert.equal(await (await fetch(at('/count?left=20'))).text(), 'done');
  await assert.rejects(fetch(at('/count?left=21')), { code: 'ERR_TOO_MANY_REDIRECTS' });
  hops = 0;
  await assert.rejects(fetch(at('/loop')), TypeError);
  assert.equal(hops, 21);
});
