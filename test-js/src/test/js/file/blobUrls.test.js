test('a Blob URL is of its own each time', () => {
  const blob = new Blob(['a']);
  const first = URL.createObjectURL(blob);
  assert.match(first, /^blob:null\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  assert.notEqual(first, URL.createObjectURL(blob));
  assert.equal(URL.revokeObjectURL(first), undefined);
  assert.equal(URL.revokeObjectURL(first), undefined);
  assert.equal(URL.revokeObjectURL('nothing'), undefined);
});

test('only Blobs have one', () => {
  assert.throws(() => URL.createObjectURL('a'), TypeError);
  assert.throws(() => URL.createObjectURL({}), TypeError);
  assert.throws(() => URL.createObjectURL(), TypeError);
});
