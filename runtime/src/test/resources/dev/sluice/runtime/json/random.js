// Random documents, some of them damaged, and numbers; the same ones for the same seed.
var generator = (seed) => {
  let state = seed * 2654435761 >>> 0;
  return (limit) => {
    state = Math.imul(state ^ state >>> 15, state | 1);
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ t >>> 15, t | 1);
    t ^= t + Math.imul(t ^ t >>> 7, t | 61);
    return ((t ^ t >>> 14) >>> 0) % limit;
  };
};

var KEYS = [
  ...['id', 'name', 'a', 'b', 'c', 'value', 'items', 'aLongerKeyThanEight'],
  ...['__proto__', '0', '17', '', 'é', '€', 'a"b', 'toString'],
];
var STRINGS = [
  ...['', 'x', 'abc', 'a longer text than eight', 'naïve', '€uro', '😀', '\ud800'],
  ...['"', '\\', '\n\t', '\u0000', '\u2028', 'ÿ'.repeat(9)],
];
var SPACES = ['', '', '', '', ' ', '\n', '\t', '  ', '\r\n'];
var DAMAGE = ['"', '\\', '{', '}', '[', ']', ',', ':', '-', '.', 'e', '0', ' ', '\u0001', 'é', '€', 'u', 'x', 'null', ''];

var numberText = (random) => {
  const digits = (most) => {
    let text = '';
    for (let i = random(most) + 1; i > 0; i--) text += random(10);
    return text;
  };
  let text = random(3) === 0 ? '-' : '';
  text += random(5) === 0 ? '0' : String(random(9) + 1) + (random(2) ? digits(random(4) ? 6 : 22) : '');
  if (random(2)) text += '.' + digits(random(4) ? 4 : 24);
  if (random(6) === 0) text += 'eE'[random(2)] + ['', '+', '-'][random(3)] + digits(random(4) ? 2 : 3);
  return text;
};

var stringText = (random, text) => {
  let out = '"';
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (random(12) === 0) out += '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0');
    else if (c === '"' || c === '\\') out += '\\' + c;
    else if (c < ' ') out += { '\n': '\\n', '\t': '\\t' }[c] ?? '\\u0000';
    else out += c;
  }
  return out + '"';
};

var documentText = (random, depth) => {
  const space = () => SPACES[random(SPACES.length)];
  const kind = random(depth > 4 ? 6 : 9);
  if (kind < 2) return numberText(random);
  if (kind < 4) return stringText(random, STRINGS[random(STRINGS.length)]);
  if (kind === 4) return ['true', 'false', 'null'][random(3)];
  const length = random(6);
  if (kind % 2) {
    // Often of one kind.
    const one = random(2) ? documentText(random, depth + 1) : undefined;
    const parts = [];
    for (let i = 0; i < length; i++) {
      const part = one !== undefined && random(5) ? one : documentText(random, depth + 1);
      parts.push(space() + part + space());
    }
    return '[' + space() + parts.join(',') + ']';
  }
  const first = random(KEYS.length);
  const parts = [];
  for (let i = 0; i < length; i++) {
    const key = random(3) ? KEYS[(first + i) % KEYS.length] : KEYS[random(KEYS.length)];
    parts.push(space() + stringText(random, key) + space() + ':' + space() + documentText(random, depth + 1) + space());
  }
  return '{' + space() + parts.join(',') + '}';
};

/** Each is described as it is read, as it is written again, and as it is read with a mistake in it. */
var documents = (seed, count) => {
  const random = generator(seed);
  const out = [];
  for (let i = 0; i < count; i++) {
    const text = '[' + documentText(random, 0) + ',' + documentText(random, 0) + ']';
    out.push(text + ' ' + attempt(() => JSON.parse(text)));
    out.push(attempt(() => JSON.stringify(JSON.parse(text))));
    const at = random(text.length);
    const damaged = text.slice(0, at) + DAMAGE[random(DAMAGE.length)] + text.slice(at + random(3));
    out.push(damaged + ' ' + attempt(() => JSON.stringify(JSON.parse(damaged))));
  }
  return out;
};

/** All that are read or written, and a hash of what became of them. */
var numbers = (seed, count) => {
  const random = generator(seed);
  const view = new DataView(new ArrayBuffer(8));
  let hash = 0;
  const add = (text) => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash, 31) + text.charCodeAt(i) | 0;
  };
  for (let i = 0; i < count; i++) {
    const text = `[${numberText(random)}]`;
    const [read] = JSON.parse(text);
    add(describe(read));
    if (JSON.stringify([read]) !== `[${Number.isFinite(read) ? read : null}]`) throw new Error(`written otherwise: ${read}`);
    if (!Object.is(read, Number(text.slice(1, -1)))) throw new Error(`read otherwise: ${text}`);
    view.setUint32(0, random(2 ** 31) * 2 + random(2));
    view.setUint32(4, random(2 ** 31) * 2 + random(2));
    // Any double, and one of an everyday size.
    for (const value of [view.getFloat64(0), (random(2 ** 31) - 2 ** 30) / 2 ** random(40), random(1e9) / 10 ** random(12)]) {
      if (!Number.isFinite(value)) continue;
      const written = JSON.stringify([value, { value }]);
      if (written !== `[${value},{"value":${value}}]`) throw new Error(`written otherwise: ${value} as ${written}`);
      if (!Object.is(JSON.parse(written)[0], value === 0 ? 0 : value)) throw new Error(`read otherwise: ${written}`);
      add(written);
    }
  }
  return String(hash);
};
