// What the archive of classes is trained with: a light tour of what scripts use. Every class that is loaded here is in the
// archive, and each costs every start a little, so this touches each room once and warms nothing up.
import { tmpdir as unused } from 'data:text/javascript,export const tmpdir = 1;';

const words = ['to', 'be', 'or', 'not', 'to', 'be'];

async function streams() {
  const source = new ReadableStream({
    start(controller) {
      for (const word of words) controller.enqueue(`${word} `);
      controller.close();
    },
  });
  const upper = new TransformStream({
    transform(chunk, controller) {
      controller.enqueue(chunk.toUpperCase());
    },
  });
  const bytes = source.pipeThrough(upper).pipeThrough(new TextEncoderStream());
  let count = 0;
  await bytes.pipeThrough(new TextDecoderStream()).pipeTo(new WritableStream({
    write(chunk) {
      count += chunk.length;
    },
  }));
  const [left, right] = ReadableStream.from(words).tee();
  for await (const word of left) count += word.length;
  const reader = right.getReader();
  for (let result = await reader.read(); !result.done; result = await reader.read()) count += result.value.length;
  const byteStream = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      controller.enqueue(new Uint8Array(16));
      controller.close();
    },
  });
  await byteStream.getReader({ mode: 'byob' }).read(new Uint8Array(16));
  return count;
}

async function file() {
  let size = 0;
  for await (const chunk of Bun.file(import.meta.filename).stream()) size += chunk.length;
  return size;
}

async function bodies() {
  const url = new URL('../a?b=c', 'https://example.com/x/y');
  const response = new Response(JSON.stringify({ href: url.href, b: url.searchParams.get('b') }), { headers: { a: 'b' } });
  const request = new Request(url, { method: 'POST', body: new Blob(['text', new Uint8Array(3)]) });
  return [await response.json(), await request.text(), await Bun.file(import.meta.filename).text()].length;
}

function timers() {
  return new Promise((resolve) => {
    const cancelled = setTimeout(() => {}, 1000);
    setTimeout(() => {
      clearTimeout(cancelled);
      let ticks = 0;
      const interval = setInterval(() => {
        if (++ticks === 2) {
          clearInterval(interval);
          queueMicrotask(resolve);
        }
      }, 1);
    }, 1);
  });
}

function events() {
  const controller = new AbortController();
  controller.signal.addEventListener('abort', (event) => console.log(event.type));
  controller.abort();
  const target = new EventTarget();
  target.addEventListener('x', () => {}, { once: true });
  target.dispatchEvent(new CustomEvent('x', { detail: 1 }));
  return structuredClone({ list: [1, new Map([[1, new Date(0)]]), new Uint8Array(2)] });
}

function language() {
  class Point {
    #x = 1;
    get x() {
      return this.#x;
    }
  }
  const { a, ...rest } = { a: 1, b: [2, 3], c: new Point() };
  const text = JSON.stringify(JSON.parse('{"a":[1,2.5,"x",null,true]}'));
  const found = [...'a1b22'.matchAll(/(?<letter>[a-z])(\d+)/gu)].map((match) => match.groups.letter);
  const sorted = words.toSorted().map((word) => word.length).filter(Boolean).reduce((sum, n) => sum + n, a);
  return [rest, text, found, sorted, new Date(0).toISOString(), 10n ** 20n, [...new Set(words)], Symbol('s')];
}

console.log('hello', 1, 2.5, null, undefined, true, [1, 'two'], { three: 3 }, new Map([[1, 2]]), new Error('shown').message);
console.error('%s has %d', 'format', 1);
console.log(language(), events());
await timers();
const imported = await import('data:text/javascript,export default await Promise.resolve(1)');
console.log(await streams(), await file(), await bodies(), imported.default + unused, performance.now() > 0, process.argv.length);
try {
  throw new TypeError('seen');
} catch (error) {
  console.log(error);
}
