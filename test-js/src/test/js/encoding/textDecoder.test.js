const bytes = (...values) => new Uint8Array(values);

test('decodes views, buffers and shared buffers', () => {
  const decoder = new TextDecoder();
  const source = bytes(0x61, 0xe2, 0x82, 0xac, 0x62);
  assert.equal(decoder.decode(source), 'a€b');
  assert.equal(decoder.decode(source.buffer), 'a€b');
  assert.equal(decoder.decode(new DataView(source.buffer, 1, 3)), '€');
  const shared = new Uint8Array(new SharedArrayBuffer(2));
  shared.set([0xc3, 0xa9]);
  assert.equal(decoder.decode(shared), 'é');
  assert.equal(decoder.decode(shared.buffer), 'é');
});

test('a text of many megabytes comes back as it was', () => {
  const text = 'zß水🍌'.repeat(300000);
  assert.ok(new TextDecoder().decode(new TextEncoder().encode(text)) === text);
});

test('a text cut anywhere is the same text', () => {
  const source = new TextEncoder().encode('\ufeffaé€😀z');
  for (let cut = 0; cut <= source.length; cut++) {
    const decoder = new TextDecoder();
    const text = decoder.decode(source.subarray(0, cut), { stream: true }) + decoder.decode(source.subarray(cut));
    assert.equal(text, 'aé€😀z');
  }
});

test('encoded surrogates are three errors, as the standard counts them', () => {
  assert.equal(new TextDecoder().decode(bytes(0xed, 0xa0, 0x80)), '\ufffd\ufffd\ufffd');
});

test('a fatal decoder throws and can be used again', () => {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  assert.throws(() => decoder.decode(bytes(0xff)), TypeError);
  assert.throws(() => decoder.decode(bytes(0xe2, 0x82)), TypeError);
  assert.equal(decoder.decode(bytes(0xef, 0xbf, 0xbd)), '\ufffd');
});

test('labels are matched without case and without white space around', () => {
  assert.equal(new TextDecoder(' Latin1\n').encoding, 'windows-1252');
  assert.equal(new TextDecoder('UTF-16').encoding, 'utf-16le');
  assert.throws(() => new TextDecoder('utf-7'), RangeError);
  assert.throws(() => new TextDecoder('\u212aoi8-r'), RangeError);
  assert.throws(() => new TextDecoder('iso-2022-kr'), RangeError);
});

test('legacy encodings decode, also in pieces', () => {
  assert.equal(new TextDecoder('windows-1252').decode(bytes(0x80, 0xe9)), '€é');
  assert.equal(new TextDecoder('gb18030').decode(bytes(0xd6, 0xd0, 0x94, 0x39, 0xda, 0x33)), '中💩');
  const decoder = new TextDecoder('shift_jis');
  assert.equal(decoder.decode(bytes(0x93), { stream: true }), '');
  assert.equal(decoder.decode(bytes(0xfa)), '日');
});

test('a getter of the options that changes the input is seen', () => {
  const source = bytes(0x61, 0x62);
  const text = new TextDecoder().decode(source, {
    get stream() {
      source[0] = 0x7a;
      return false;
    },
  });
  assert.equal(text, 'zb');
});
