// A module that Java calls: see Embed.java.

export function greet(name) {
  return `Hello, ${name}!`;
}

export async function countWords(text) {
  const words = new TransformStream({
    transform(chunk, controller) {
      for (const word of chunk.split(/\s+/)) if (word !== '') controller.enqueue(word);
    },
  });
  let count = 0;
  for await (const _ of ReadableStream.from([text]).pipeThrough(words)) count++;
  return { text, count };
}

export function fail() {
  return null.nothing;
}
