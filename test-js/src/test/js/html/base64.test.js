test('btoa and atob are each other’s inverse for every byte', () => {
  let all = '';
  for (let i = 0; i < 256; i++) all += String.fromCharCode(i);
  for (const text of ['', all, all.repeat(1000), all.slice(0, 255), all.slice(0, 254)]) assert.equal(atob(btoa(text)), text);
  assert.equal(btoa('a\xff'), 'Yf8=');
});

test('atob forgives whitespace, missing padding and left-over bits', () => {
  assert.equal(atob(' Y\tW\n\fJ\rj '), 'abc');
  assert.equal(atob('YQ'), 'a');
  assert.equal(atob('YR=='), 'a');
  assert.equal(atob(12), '\xd7');
});

test('what is not Base64 is an InvalidCharacterError', () => {
  for (const text of ['a', '=', 'ab=', 'ab=a', '====', 'YQ==YQ==', 'a-_b', 'ab\u00a0cd', 'ab\u0141d']) {
    const error = assert.throws(() => atob(text), { name: 'InvalidCharacterError', code: 5 }, text);
    assert.ok(error instanceof DOMException);
  }
  assert.throws(() => btoa('\u0100'), { name: 'InvalidCharacterError' });
});

test('they need an argument, are enumerable and no constructors', () => {
  assert.throws(() => atob(), TypeError);
  assert.throws(() => btoa(), TypeError);
  assert.throws(() => new atob('a'), TypeError);
  assert.ok(Object.keys(globalThis).includes('atob'));
});
