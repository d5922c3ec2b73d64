// Random pipelines by the fast ways (pipes that make no promises, conduits, native sources, bodies that see through streams) and by slow
// ones made of readers and writers alone (pipelines/slow.js): what comes out, how it ends and what the source is told must be the same.
//
// A seed that fails is named; `programOf(randomOf(seed))` is its program.
import { randomOf } from './pipelines/random.js';
import * as bytes from './pipelines/bytes.js';
import * as objects from './pipelines/objects.js';

/** How many chunks of the source a fault may overtake: those that wait on the way are lost, and how many is up to the implementation. */
const MOST_OVERTAKEN = 8;

/** Programs of a test: a second or two, where a test has 30. */
const SEEDS = 30;

const isChunk = (entry) => typeof entry === 'number';

function differenceOf(program, fast, slow) {
  const overtaken = MOST_OVERTAKEN * 2 ** program.stages.filter(({ kind }) => kind === 'double').length;
  if (JSON.stringify(fast.source) !== JSON.stringify(slow.source)) return 'the source was told otherwise';
  for (let i = 0; i < slow.outcomes.length; i++) {
    const [a, b] = [fast.outcomes[i], slow.outcomes[i]];
    if (JSON.stringify(a.outcome) !== JSON.stringify(b.outcome)) return `consumer ${i} ended otherwise`;
    const events = (log) => JSON.stringify(log.filter((entry) => !isChunk(entry)));
    if (events(a.log) !== events(b.log)) return `consumer ${i} was told otherwise`;
    const [few, many] = [a.log.filter(isChunk), b.log.filter(isChunk)].sort((x, y) => x.length - y.length);
    const least = a.outcome === 'done' ? many.length : many.length - overtaken;
    if (few.length < least || few.some((chunk, j) => chunk !== many[j])) return `consumer ${i} got other chunks`;
  }
  return '';
}

async function compare({ programOf, run }, from, to) {
  for (let seed = from; seed < to; seed++) {
    const program = programOf(randomOf(seed));
    const fast = await run(program, true, tempDir);
    const slow = await run(program, false, tempDir);
    const difference = differenceOf(program, fast, slow);
    if (difference !== '') {
      assert.fail(`seed ${seed}, ${difference}:\n${JSON.stringify(program)}\nfast ${JSON.stringify(fast)}\nslow ${JSON.stringify(slow)}`);
    }
  }
}

for (let part = 0; part < 4; part++) {
  const from = part * SEEDS;
  test(`pipelines of objects end as they do by readers and writers alone, part ${part + 1}`, () => compare(objects, from, from + SEEDS));
  test(`bytes come as they do by readers alone, part ${part + 1}`, () => compare(bytes, from, from + SEEDS));
}
