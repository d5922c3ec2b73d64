const holding = (...chunks) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

test('each gives its kind of value', async () => {
  assert.equal(await Bun.readableStreamToText(holding('"a', 'b"')), '"ab"');
  assert.equal(await Bun.readableStreamToJSON(holding('"a', 'b"')), 'ab');
  assert.deepEqual(await Bun.readableStreamToBytes(holding('a')), Uint8Array.of(0x61));
  assert.deepEqual(await Bun.readableStreamToArrayBuffer(holding('a')), Uint8Array.of(0x61).buffer);
  assert.ok((await Bun.readableStreamToBlob(holding('a'))) instanceof Blob);
  const object = {};
  assert.deepEqual(await Bun.readableStreamToArray(holding('a', 1, object)), ['a', 1, object]);
});

test('formData is urlencoded, or multipart where a boundary is given', async () => {
  const form = await Bun.readableStreamToFormData(holding('a=1&b=x+y'));
  assert.deepEqual([...form], [['a', '1'], ['b', 'x y']]);
  const text = '--B\r\ncontent-disposition: form-data; name="k"\r\n\r\nv\r\n--B--\r\n';
  for (const boundary of ['B', new TextEncoder().encode('B')]) {
    assert.deepEqual([...(await Bun.readableStreamToFormData(holding(text), boundary))], [['k', 'v']]);
  }
  await assert.rejects(Bun.readableStreamToFormData(holding('no form'), 'B'), { name: 'TypeError', code: 'ERR_FORMDATA_PARSE_ERROR' });
});

test('what is no stream is refused at once, a locked or used one by the promise', async () => {
  for (const name of ['Text', 'JSON', 'Bytes', 'ArrayBuffer', 'Blob', 'Array', 'FormData']) {
    const method = Bun[`readableStreamTo${name}`];
    assert.throws(() => method(5), { name: 'TypeError', code: 'ERR_INVALID_ARG_TYPE' });
    const stream = holding('1');
    const reader = stream.getReader();
    await assert.rejects(method(stream), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
    reader.releaseLock();
    await stream.cancel();
    await assert.rejects(method(stream), { name: 'TypeError', code: 'ERR_INVALID_STATE' });
  }
});
