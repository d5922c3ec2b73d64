// The slow ways: what pipeTo, pipeThrough, tee and the readers of whole streams do, put together by a script from getReader() and
// getWriter() alone, a chunk and a promise at a time. Nothing here can take a fast way.

const settled = (promise) => promise.then(() => {}, () => {});

/** Resolves to what ends a pipe from outside: the destination's failure or the signal. */
function whenStopped(writer, signal) {
  return new Promise((stop) => {
    writer.closed.catch((reason) => stop({ end: 'sink', reason }));
    if (signal?.aborted) stop({ end: 'signal', reason: signal.reason });
    signal?.addEventListener('abort', () => stop({ end: 'signal', reason: signal.reason }));
  });
}

/** Moves chunks until something ends it. */
async function move(reader, writer, stopped, state) {
  for (;;) {
    const early = await Promise.race([stopped, writer.ready.catch((reason) => ({ end: 'sink', reason }))]);
    if (early !== undefined) return early;
    const step = await Promise.race([stopped, reader.read().catch((reason) => ({ end: 'source', reason }))]);
    if (step.end !== undefined) return step;
    if (step.done) return { end: 'closed' };
    state.written = settled(writer.write(step.value));
  }
}

/** source.pipeTo(sink, options) */
export async function pipe(source, sink, { preventClose, preventAbort, preventCancel, signal } = {}) {
  const reader = source.getReader();
  const writer = sink.getWriter();
  const state = { written: undefined };
  try {
    const { end, reason } = await move(reader, writer, whenStopped(writer, signal), state);
    if (end !== 'sink') await state.written;
    if (end === 'closed') {
      if (!preventClose) await writer.close();
      return;
    }
    const aborts = end === 'source' || end === 'signal';
    const cancels = end === 'sink' || end === 'signal';
    await Promise.all([
      aborts && !preventAbort ? writer.abort(reason) : undefined,
      cancels && !preventCancel ? reader.cancel(reason) : undefined,
    ]);
    throw reason;
  } finally {
    reader.releaseLock();
    writer.releaseLock();
  }
}

/** A transform as a stream that reads another when it is read. `step(chunk)` and `end()` give lists; null ends the stream. */
export function through(source, { step, end }) {
  const reader = source.getReader();
  let finished = false;
  return new ReadableStream(
    {
      async pull(controller) {
        for (let given = 0; given === 0 && !finished; ) {
          const { value, done } = await reader.read();
          let chunks;
          try {
            chunks = done ? await end() : await step(value);
          } catch (e) {
            finished = true;
            if (!done) await settled(reader.cancel(e));
            throw e;
          }
          finished = done || chunks === null;
          if (chunks === null) await settled(reader.cancel(new TypeError('terminated')));
          for (const chunk of chunks ?? []) controller.enqueue(chunk);
          given = chunks?.length ?? 0;
        }
        if (finished) controller.close();
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/** stream.tee() */
export function tee(stream) {
  const reader = stream.getReader();
  const branches = [];
  let reading;
  let cancelled = 0;
  let allCancelled;
  const whenCancelled = new Promise((resolve) => (allCancelled = resolve));
  const each = (action) => branches.forEach((branch) => branch.isOpen && action(branch));
  const readOnce = async () => {
    const { value, done } = await reader.read();
    reading = undefined;
    each((branch) => {
      if (done) branch.close();
      else branch.controller.enqueue(value);
    });
  };
  const branchOf = (index) => {
    const branch = { isOpen: true, controller: undefined, reason: undefined };
    branches[index] = branch;
    branch.close = () => {
      branch.isOpen = false;
      branch.controller.close();
    };
    return new ReadableStream(
      {
        start: (controller) => void (branch.controller = controller),
        pull: () => (reading ??= readOnce()),
        cancel(reason) {
          branch.isOpen = false;
          branch.reason = reason;
          if (++cancelled === 2) allCancelled(reader.cancel(branches.map((other) => other.reason)));
          return whenCancelled;
        },
      },
      { highWaterMark: 0 },
    );
  };
  return [branchOf(0), branchOf(1)];
}

/** The bytes of a stream of strings and bytes. */
export async function bytesOf(stream) {
  const reader = stream.getReader();
  const encoder = new TextEncoder();
  const pieces = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return new Uint8Array(pieces.flat());
    pieces.push([...(typeof value === 'string' ? encoder.encode(value) : value)]);
  }
}

/** A script's stream in front of another, of which it gives nothing away but the chunks. */
export function plain(stream) {
  return through(stream, { step: (chunk) => [chunk], end: () => [] });
}
