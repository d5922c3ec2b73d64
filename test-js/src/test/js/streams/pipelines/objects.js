// Random pipelines of streams of numbers: a source, transforms, perhaps a tee, then a sink or a reader, with a fault somewhere. `run`
// builds one, by pipeTo and the like or by slow.js, and gives what can be told of it from outside.
import * as slow from './slow.js';

/** How a chunk goes through each kind of transform; null ends the stream. `fault` counts the chunks before the kind's own mishap. */
const steps = {
  identity: (chunk) => [chunk],
  shift: (chunk) => [chunk + 100],
  double: (chunk) => [chunk, -chunk],
  filter: (chunk) => (chunk % 2 === 0 ? [chunk] : []),
};

/**
 * A program as data. Counts leave room for what may be read ahead, so that no fault falls together with the end: which one of the two comes
 * first would be up to the implementation.
 */
export function programOf(random) {
  const stages = Array.from({ length: random.below(4) }, () => ({
    kind: random.pick(['identity', 'identity', 'shift', 'double', 'filter']),
    isAsync: random.chance(0.2),
    tail: random.chance(0.2),
    bare: random.chance(0.7),
    writableMark: 1 + random.below(3),
    readableMark: random.below(3),
  }));
  // One filter at most, since each doubles what is read ahead.
  stages.filter(({ kind }) => kind === 'filter').forEach((stage, i) => i > 0 && (stage.kind = 'shift'));
  const fault = random.pick(['none', 'none', 'source', 'stage', 'end', 'terminate', 'sink', 'cancel', 'signal']);
  const hasStage = stages.length > 0;
  return {
    length: (fault === 'none' || fault === 'source' || fault === 'end' ? 5 : 60) + random.below(16),
    source: random.pick(['pull', 'asyncPull', 'push', 'generator', 'bytes']),
    mark: random.below(3),
    endsAtOnce: random.chance(0.5),
    stages,
    teeAt: random.chance(0.3) ? random.below(stages.length + 1) : -1,
    consumer: random.pick(['sink', 'asyncSink', 'reader', 'iterator', 'readMany']),
    sinkMark: 1 + random.below(3),
    fault: !hasStage && (fault === 'stage' || fault === 'end' || fault === 'terminate') ? 'none' : fault,
    at: 1 + random.below(3),
    faultStage: random.below(Math.max(1, stages.length)),
    preventClose: random.chance(0.3),
    preventAbort: random.chance(0.3),
    preventCancel: random.chance(0.3),
  };
}

const nameOf = (reason) => {
  if (reason instanceof TypeError) return 'TypeError';
  return Array.isArray(reason) ? reason.map(nameOf) : reason;
};

function sourceOf(program, log) {
  const { length, fault, at, mark } = program;
  const failsAt = fault === 'source' ? at : Infinity;
  let next = 0;
  const give = (controller) => {
    if (next === failsAt) throw 'source failed';
    if (next === length) return controller.close();
    controller.enqueue(program.source === 'bytes' ? new Uint8Array([next++]) : next++);
    // The last chunk and the end in one go.
    if (program.endsAtOnce && next === length && length !== failsAt) controller.close();
  };
  const cancel = (reason) => void log.push(['cancelled', nameOf(reason)]);
  switch (program.source) {
    case 'pull':
      return new ReadableStream({ pull: give, cancel }, { highWaterMark: mark });
    case 'asyncPull':
      return new ReadableStream({ pull: async (controller) => (await null, give(controller)), cancel }, { highWaterMark: mark });
    case 'bytes':
      return new ReadableStream({ type: 'bytes', pull: give, cancel }, { highWaterMark: mark });
    case 'push':
      return new ReadableStream({
        async start(controller) {
          while (next < length && next !== failsAt) controller.enqueue(next++);
          // What waits in the queue of a stream that errors is lost: not before somebody has read some of it.
          if (next === failsAt) throw 'source failed';
          controller.close();
        },
        cancel,
      });
    default:
      return ReadableStream.from(
        (async function* () {
          try {
            while (next < length) {
              if (next === failsAt) throw 'source failed';
              yield next++;
            }
            next++;
          } finally {
            if (next < length && next !== failsAt) log.push(['returned']);
          }
        })(),
      );
  }
}

/** A stage's behaviour, the same for both ways. */
function behaviourOf(program, index) {
  const { kind, isAsync, tail } = program.stages[index];
  const faulty = index === program.faultStage;
  let seen = 0;
  const step = (value) => {
    const chunk = typeof value === 'number' ? value : value[0];
    if (faulty && program.fault === 'stage' && seen === program.at) throw 'stage failed';
    if (faulty && program.fault === 'terminate' && seen === program.at) return null;
    seen++;
    return steps[kind](chunk);
  };
  const end = () => {
    if (faulty && program.fault === 'end') throw 'end failed';
    return tail ? [1000] : [];
  };
  return isAsync ? { step: async (chunk) => (await null, step(chunk)), end: async () => (await null, end()) } : { step, end };
}

/** Is it `new TransformStream()`, with nothing of a script in it? */
function isBare(program, index) {
  const { kind, isAsync, tail, bare } = program.stages[index];
  const faulty = index === program.faultStage && ['stage', 'end', 'terminate'].includes(program.fault);
  return bare && kind === 'identity' && !isAsync && !tail && !faulty && program.source !== 'bytes';
}

function transformOf(program, index) {
  const { writableMark, readableMark } = program.stages[index];
  const marks = [{ highWaterMark: writableMark }, { highWaterMark: readableMark }];
  if (isBare(program, index)) return new TransformStream({}, ...marks);
  const { step, end } = behaviourOf(program, index);
  const enqueueAll = (chunks, controller) => {
    if (chunks === null) controller.terminate();
    else for (const chunk of chunks) controller.enqueue(chunk);
  };
  const apply = (chunks, controller) => {
    return chunks instanceof Promise ? chunks.then((list) => enqueueAll(list, controller)) : enqueueAll(chunks, controller);
  };
  return new TransformStream(
    { transform: (chunk, controller) => apply(step(chunk), controller), flush: (controller) => apply(end(), controller) },
    ...marks,
  );
}

async function consumeBySink(stream, program, isFast, log) {
  const { fault, at, sinkMark, preventClose, preventAbort, preventCancel } = program;
  const stop = new AbortController();
  let seen = 0;
  const take = (chunk) => {
    if (fault === 'sink' && seen === at) throw 'sink failed';
    log.push(typeof chunk === 'number' ? chunk : chunk[0]);
    if (fault === 'signal' && ++seen === at) stop.abort('stopped');
    else if (fault !== 'signal') seen++;
  };
  const write = program.consumer === 'sink' ? take : async (chunk) => {
    for (let i = 0; i < 5; i++) await null;
    take(chunk);
  };
  const sink = new WritableStream(
    { write, close: () => void log.push('closed'), abort: (reason) => void log.push(['aborted', nameOf(reason)]) },
    // A signal falls together with what was read ahead, of which there is to be none.
    { highWaterMark: fault === 'signal' ? 1 : sinkMark },
  );
  const options = { preventClose, preventAbort, preventCancel, signal: fault === 'signal' ? stop.signal : undefined };
  await (isFast ? stream.pipeTo(sink, options) : slow.pipe(stream, sink, options));
}

async function consumeByReader(stream, program, isFast, log) {
  const { fault, at } = program;
  const most = fault === 'cancel' ? at : Infinity;
  const take = (chunk) => void log.push(typeof chunk === 'number' ? chunk : chunk[0]);
  if (isFast && program.consumer === 'iterator') {
    for await (const chunk of stream) {
      take(chunk);
      if (log.length === most) return;
    }
    return;
  }
  const reader = stream.getReader();
  while (log.length < most) {
    if (isFast && program.consumer === 'readMany' && most === Infinity) {
      const { value, done } = await reader.readMany();
      value.forEach(take);
      if (done) return;
    } else {
      const { value, done } = await reader.read();
      if (done) return;
      take(value);
    }
  }
  await reader.cancel(program.consumer === 'iterator' ? undefined : 'enough');
}

/** Runs a program; what it gives can be compared. */
export async function run(program, isFast) {
  const sourceLog = [];
  const outcomes = [];
  const consume = async (stream, index) => {
    const log = [];
    const isSink = program.consumer === 'sink' || program.consumer === 'asyncSink';
    let outcome = 'done';
    try {
      await (isSink ? consumeBySink : consumeByReader)(stream, program, isFast, log);
    } catch (e) {
      outcome = ['failed', nameOf(e)];
    }
    // As it is now: what comes later comes too late.
    outcomes[index] = { log: [...log], outcome };
  };
  let streams = [sourceOf(program, sourceLog)];
  for (let i = 0; i <= program.stages.length; i++) {
    if (i === program.teeAt) streams = isFast ? streams[0].tee() : slow.tee(streams[0]);
    if (i === program.stages.length) break;
    const pass = (stream) => (isFast ? stream.pipeThrough(transformOf(program, i)) : slow.through(stream, behaviourOf(program, i)));
    streams = streams.map(pass);
  }
  await Promise.all(streams.map(consume));
  return { source: sourceLog, outcomes };
}
