test('a classic script imports dynamically, and gets real errors', async () => {
  const module = await import('data:text/javascript,export%20default%201');
  assert.equal(module.default, 1);
  await assert.rejects(import('./no-such-file.js'), { name: 'Error', message: /Cannot find module '\.\/no-such-file\.js'/ });
});
