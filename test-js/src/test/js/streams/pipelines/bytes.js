// Random ways of bytes through bodies and streams: where they come from, what they are wrapped in, how they are read whole. The fast run
// uses sources that know where their bytes are; the slow one has a script's stream in the place of each stream, and readers alone.
import * as slow from './slow.js';

const letters = ['a', 'bc', 'é', '€', '\u{1f600}', '\ufeff', '\n', 'x'.repeat(70)];

const sources = ['blob', 'blobSlice', 'file', 'fileSlice', 'direct', 'generator', 'script', 'bytesBody', 'missing', 'failing'];
const kinds = ['response', 'request', 'clone', 'tee', 'blob', 'identity', 'moved'];

export function programOf(random) {
  const text = Array.from({ length: random.below(20) }, () => random.pick(letters)).join('');
  const bytes = [...new TextEncoder().encode(text)];
  // Bytes that are no UTF-8.
  if (random.chance(0.3)) bytes.splice(random.below(bytes.length + 1), 0, 0xff, 0xe2, 0x82);
  const wraps = Array.from({ length: random.below(4) }, () => random.pick(kinds));
  const consumer = random.pick(Object.keys(readers));
  // A branch of a tee waits for the other to be cancelled, and a Blob has read all: then nobody is told.
  const cannotCancel = consumer === 'cancel' && wraps.some((kind) => kind === 'tee' || kind === 'clone' || kind === 'blob');
  return {
    bytes,
    source: random.pick(sources),
    cuts: Array.from({ length: random.below(4) }, () => random.below(bytes.length + 1)).sort((a, b) => a - b),
    wraps,
    consumer: cannotCancel ? 'bytes' : consumer,
    stages: [],
  };
}

/** The bytes in the pieces that the program asks for, none of them empty. */
function piecesOf({ bytes, cuts }) {
  const all = new Uint8Array(bytes);
  return [0, ...cuts].map((start, i) => all.slice(start, cuts[i] ?? all.length)).filter((piece) => piece.length > 0);
}

function scriptStream(pieces, failure, log) {
  let next = 0;
  return new ReadableStream(
    {
      pull(controller) {
        if (next < pieces.length) controller.enqueue(pieces[next++]);
        else if (failure !== undefined) throw failure;
        else controller.close();
      },
      cancel: (reason) => void log.push(['cancelled', reason]),
    },
    { highWaterMark: 0 },
  );
}

async function sourceOf(program, isFast, folder, log) {
  const pieces = piecesOf(program);
  const { source } = program;
  const failure = source === 'failing' ? new Error('source failed') : undefined;
  if (source === 'missing') return isFast ? Bun.file(`${folder}/none`).stream() : slow.plain(Bun.file(`${folder}/none`).stream());
  const isScript = source === 'script' || source === 'failing';
  if (!isFast || isScript) return scriptStream(pieces, failure, isScript ? log : []);
  const around = new Uint8Array([1, 2, ...program.bytes, 3]);
  switch (source) {
    case 'blob':
      return new Blob(pieces).stream();
    case 'blobSlice':
      return new Blob([around]).slice(2, around.length - 1).stream();
    case 'file':
    case 'fileSlice': {
      const path = `${folder}/bytes`;
      await Bun.write(path, around);
      const file = Bun.file(path);
      if (source === 'fileSlice') return file.slice(2, around.length - 1).stream();
      await Bun.write(path, new Uint8Array(program.bytes));
      return file.stream();
    }
    case 'direct':
      return new ReadableStream({
        type: 'direct',
        pull(controller) {
          for (const piece of pieces) controller.write(piece);
          controller.end();
        },
      });
    case 'generator':
      return new Response(async function* () {
        yield* pieces;
      }).body;
    default:
      return new Response(new Uint8Array(program.bytes)).body;
  }
}

/** What a stream is put through; in the slow run all that matters is that the bytes stay. */
async function wrap(stream, kind, isFast) {
  if (!isFast) return kind === 'tee' || kind === 'clone' ? slow.tee(stream)[0] : slow.plain(stream);
  switch (kind) {
    case 'response':
      return new Response(stream).body;
    case 'request':
      return new Request('http://host/', { method: 'POST', body: stream, duplex: 'half' }).body;
    case 'moved':
      return new Request(new Request('http://host/', { method: 'POST', body: stream, duplex: 'half' })).body;
    case 'clone': {
      const response = new Response(stream);
      const clone = response.clone();
      clone.body;
      return response.body;
    }
    case 'tee':
      return stream.tee()[0];
    case 'identity':
      return stream.pipeThrough(new TransformStream());
    default:
      return new Response(await new Response(stream).blob()).body;
  }
}

const decode = (bytes) => new TextDecoder().decode(bytes);

async function gather(chunks) {
  const all = [];
  for await (const chunk of chunks) all.push(...chunk);
  return new Uint8Array(all);
}

/** Each of the fast readers, all of which come to bytes or a text. */
const readers = {
  text: (stream) => new Response(stream).text(),
  bytes: (stream) => new Response(stream).bytes(),
  arrayBuffer: async (stream) => new Uint8Array(await new Response(stream).arrayBuffer()),
  blob: async (stream) => (await new Response(stream).blob()).bytes(),
  streamText: (stream) => stream.text(),
  streamBytes: (stream) => stream.bytes(),
  readableStreamToText: (stream) => Bun.readableStreamToText(stream),
  readableStreamToBytes: (stream) => Bun.readableStreamToBytes(stream),
  readableStreamToBlob: async (stream) => (await Bun.readableStreamToBlob(stream)).bytes(),
  iterate: (stream) => gather(stream),
  async readMany(stream) {
    const reader = stream.getReader();
    const all = [];
    for (;;) {
      const { value, done } = await reader.readMany();
      for (const chunk of value) all.push(...chunk);
      if (done) return new Uint8Array(all);
    }
  },
  async pipe(stream) {
    const all = [];
    await stream.pipeTo(new WritableStream({ write: (chunk) => void all.push(...chunk) }));
    return new Uint8Array(all);
  },
  async write(stream, folder) {
    await Bun.write(`${folder}/written`, new Response(stream));
    return Bun.file(`${folder}/written`).bytes();
  },
  async cancel(stream) {
    await stream.cancel('enough');
    return new Uint8Array(0);
  },
};

const isText = (consumer) => /text/i.test(consumer);

/** Runs a program; what it gives can be compared. */
export async function run(program, isFast, folder) {
  const source = [];
  let outcome = 'done';
  let log = [];
  try {
    let stream = await sourceOf(program, isFast, folder, source);
    for (const kind of program.wraps) stream = await wrap(stream, kind, isFast);
    let result;
    if (isFast || program.consumer === 'cancel') result = await readers[program.consumer](stream, folder);
    else result = isText(program.consumer) ? decode(await slow.bytesOf(stream)) : await slow.bytesOf(stream);
    log = typeof result === 'string' ? [...result].map((c) => c.codePointAt(0)) : [...result];
  } catch (e) {
    outcome = ['failed', e.code ?? e.message];
  }
  return { source, outcomes: [{ log, outcome }] };
}
