// Counts the words of a file: runtime examples/word-count.mjs README.md
// The file is read by the native side, decoded and split by transforms, and counted as it flows: memory stays small whatever its size.
const [, , path = 'README.md'] = process.argv;

const splitIntoWords = () => {
  let rest = '';
  return new TransformStream({
    transform(text, controller) {
      const words = (rest + text).split(/\s+/);
      rest = words.pop();
      controller.enqueue(words.filter((word) => word !== ''));
    },
    flush(controller) {
      if (rest !== '') controller.enqueue([rest]);
    },
  });
};

const counts = new Map();
let total = 0;
const words = Bun.file(path).stream().pipeThrough(new TextDecoderStream()).pipeThrough(splitIntoWords());
for await (const batch of words) {
  total += batch.length;
  for (const word of batch) counts.set(word, (counts.get(word) ?? 0) + 1);
}

const top = [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
console.log(`${path}: ${total} words, ${counts.size} different`);
console.table(top.map(([word, count]) => ({ word, count })));
