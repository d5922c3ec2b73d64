// An endless stream is piped until a signal aborts the pipe; both ends are told: runtime examples/abortable-pipe.mjs
let produced = 0;
const endless = new ReadableStream({
  async pull(controller) {
    await new Promise((resolve) => setTimeout(resolve, 10));
    controller.enqueue(produced++);
  },
  cancel(reason) {
    console.log(`the source is cancelled: ${reason.message}`);
  },
});

const sink = new WritableStream({
  write(chunk) {
    console.log(`wrote ${chunk}`);
    if (chunk === 4) abort.abort(new Error('five are enough'));
  },
  abort(reason) {
    console.log(`the sink is aborted: ${reason.message}`);
  },
});

const abort = new AbortController();
try {
  await endless.pipeTo(sink, { signal: abort.signal });
} catch (error) {
  console.log(`the pipe ended: ${error.message}`);
}
