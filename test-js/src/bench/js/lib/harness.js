// The part of a benchmark that runs in every runtime. The driver (dev.sluice.testjs.bench.Main) writes one module out of this file, a
// `*.bench.js` and a last line `await runBenchmark(index, options)`, and reads the lines that begin with `@`:
//   @bench TITLE    what the file registered for this runtime, one line each
//   @cold MS        the first call
//   @steady         warm from here on: the driver notes the CPU time of the process
//   @round NS       nanoseconds per operation, one line a round
//   @done OPS       how many operations the rounds had together
const runtimeName = globalThis.Bun?.version && !globalThis.navigator?.userAgent?.startsWith('Sluice') ? 'bun'
  : globalThis.Deno ? 'deno'
    : globalThis.process?.versions?.node && !globalThis.navigator?.userAgent?.startsWith('Sluice') ? 'node'
      : 'sluice';

const registered = [];

/**
 * Registers a benchmark. Those of one name are variants, ways to do the same: the driver reports the best.
 *
 * @param {string} name says what one operation is
 * @param {object} benchmark
 * @param {(n: number) => any} [benchmark.prepare] makes what `run` works on; not timed
 * @param {(state: any, n: number) => any} benchmark.run does `n` operations; may return a promise
 * @param {number} [benchmark.n] operations of a call, where the number is part of the benchmark
 * @param {number} [benchmark.first] operations of the first call, where the usual 1,000 would take long
 */
function bench(name, { prepare = () => undefined, run, n, first }) {
  registered.push({ name, prepare, run, n, first });
}

/** Throws unless the work was really done. */
function check(actual, expected) {
  if (actual !== expected) {
    throw new Error(`the benchmark did ${actual} instead of ${expected}`);
  }
}

const FIRST_CALL = 1000;
const ROUND_MS = 150;
const STEADY_ROUNDS = 8;
const STEADY_GAIN = 0.98;
const SLOW_WARM_UP = 5;

/** One timed call; the milliseconds it took. */
async function timed({ prepare, run }, n) {
  const state = await prepare(n);
  const start = performance.now();
  await run(state, n);
  return performance.now() - start;
}

/** Calls until a call fills a round and the last rounds brought nothing better; the number of operations of a round. */
async function warmUp(benchmark, first, options) {
  // GraalJS compiles late and in steps with plateaus between them: it is not steady because a few rounds brought nothing.
  const leastWarmUpMs = options.leastWarmUpMs * (runtimeName === 'sluice' ? SLOW_WARM_UP : 1);
  const mostWarmUpMs = Math.max(options.mostWarmUpMs, leastWarmUpMs);
  let n = first;
  let best = Infinity;
  let sinceBest = 0;
  const start = performance.now();
  for (;;) {
    const ms = await timed(benchmark, n);
    const elapsed = performance.now() - start;
    if (ms / n < best * STEADY_GAIN) {
      best = ms / n;
      sinceBest = 0;
    } else {
      sinceBest++;
    }
    if (elapsed > mostWarmUpMs || (elapsed > leastWarmUpMs && sinceBest >= STEADY_ROUNDS)) {
      return n;
    }
    if (benchmark.n === undefined && ms < ROUND_MS / 2) {
      n = Math.min(n * 2, Math.max(n, Math.ceil(ROUND_MS / best)), 1_000_000);
    }
  }
}

/** Prints a line, and ends the task, since output may be held back until a task has ended. */
async function tell(line) {
  console.log(line);
  await new Promise((resolve) => { setTimeout(resolve, 0); });
}

async function runBenchmark(index, options) {
  for (const { name } of registered) {
    await tell(`@bench ${name}`);
  }
  const benchmark = registered[index];
  const first = benchmark.n ?? benchmark.first ?? FIRST_CALL;
  await tell(`@cold ${await timed(benchmark, first)}`);
  const n = await warmUp(benchmark, first, options);
  await tell('@steady');
  for (let round = 0; round < options.rounds; round++) {
    await tell(`@round ${(await timed(benchmark, n)) * 1e6 / n}`);
  }
  await tell(`@done ${n * options.rounds}`);
  // Alive for as long as the driver needs to look at this process.
  setTimeout(() => {}, 300);
}
