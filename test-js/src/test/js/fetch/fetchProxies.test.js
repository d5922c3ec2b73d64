// The proxy that the environment names.
const proxy = Bun.serve({
  port: 0,
  fetch: ({ headers }) => Response.json({ by: 'proxy', host: headers.get('host'), credentials: headers.get('proxy-authorization') }),
});
const direct = Bun.serve({ port: 0, fetch: () => Response.json({ by: 'server' }) });
const where = `http://127.0.0.1:${direct.port}/`;
const names = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'no_proxy', 'NO_PROXY', 'REQUEST_METHOD'];

async function askedBy(variables, url = where, init = {}) {
  for (const name of names) delete process.env[name];
  Object.assign(process.env, variables);
  try {
    return await (await fetch(url, init)).json();
  } finally {
    for (const name of names) delete process.env[name];
  }
}

test('http_proxy is asked, with its user name and password', async () => {
  assert.equal((await askedBy({})).by, 'server');
  const { host, port } = proxy.url;
  assert.equal((await askedBy({ http_proxy: `http://${host}` })).by, 'proxy');
  assert.equal((await askedBy({ HTTP_PROXY: host })).by, 'proxy');
  assert.equal((await askedBy({ https_proxy: `http://${host}` })).by, 'server');
  const answer = await askedBy({ http_proxy: `http://me:a%3Ab%zz@127.0.0.1:${port}` }, 'http://somewhere.test/x');
  assert.equal(answer.host, 'somewhere.test');
  assert.equal(answer.credentials, `Basic ${btoa('me:a:b%zz')}`);
});

test('no_proxy exempts hosts, their subdomains and ports', async () => {
  const http_proxy = proxy.url.href;
  for (const no_proxy of ['*', '127.0.0.1', `x.test, 127.0.0.1:${direct.port}`, ' 127.0.0.1 ,x']) {
    assert.equal((await askedBy({ http_proxy, no_proxy })).by, 'server', no_proxy);
  }
  for (const no_proxy of ['', ',', '27.0.0.1', '127.0.0.1:1', ':80', '::1']) {
    assert.equal((await askedBy({ http_proxy, no_proxy })).by, 'proxy', no_proxy);
  }
  const nearly = await askedBy({ http_proxy, NO_PROXY: 'where.test,.b.somewhere.test' }, 'http://somewhere.test/');
  assert.equal(nearly.by, 'proxy');
});

test('a proxy that a client could have named, or of another kind, is not asked', async () => {
  assert.equal((await askedBy({ HTTP_PROXY: proxy.url.href, REQUEST_METHOD: 'GET' })).by, 'server');
  const error = await askedBy({ http_proxy: 'socks5://me:secret@127.0.0.1:1' }).catch((e) => e);
  assert.equal(error instanceof TypeError, true);
  assert.equal(error.code, 'ERR_INVALID_PROXY');
  assert.ok(!error.message.includes('secret'));
});

test('the option comes first', async () => {
  assert.equal((await askedBy({ http_proxy: 'http://127.0.0.1:1' }, where, { proxy: proxy.url.href })).by, 'proxy');
});
