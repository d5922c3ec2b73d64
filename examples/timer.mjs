// Ticks three times, then ends by itself: runtime examples/timer.mjs
let ticks = 0;
const start = performance.now();
const timer = setInterval(() => {
  console.log(`tick ${++ticks}`);
  if (ticks === 3) clearInterval(timer);
}, 100);

// This one does not keep the process alive.
setTimeout(() => console.log('never seen'), 60_000).unref();

process.on('exit', () => console.log(`done after ${Math.round((performance.now() - start) / 100) * 100} ms`));
