// ReadableStreamPipeTo (Streams §4.9.1).
//
// Nobody can see the reader and the writer of a pipe, so the standard leaves to us how chunks are moved. A pipe here is one object: it is
// the read request of its reads, and the writable stream tells it when a write ends (`stream.pipe`). No promise is made for a chunk. While
// the destination wants chunks, those that wait in the source are moved in one go; the next go begins in the very microtask in which a
// write ends, so that a synchronous sink costs one microtask a chunk.
//
// What stays as it would be with a loop of reads and writes: nothing is read while desiredSize is not positive; the sink is never called
// within enqueue() of the source; a chunk that was read is written, even if a shutdown came in between.
const { PromisePrototypeThen, PromiseResolve, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { Deferred, hop } = require('streams/writable/promises');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { beginTurn, endTurn, schedule } = require('streams/pipe/turn');
const {
  CLOSED: WRITABLE_CLOSED,
  ERRORED: WRITABLE_ERRORED,
  WRITABLE,
  writableStreamAbort,
  writableStreamCloseQueuedOrInFlight,
} = require('streams/writable/operations');
const {
  acquireWritableStreamDefaultWriter,
  writableStreamDefaultWriterCloseWithErrorPropagation,
  writableStreamDefaultWriterWriteInternal,
} = require('streams/writable/WritableStreamDefaultWriter');
const { CLOSED, ERRORED, READABLE, ensureController, readableStreamCancel } = require('streams/readable/operations');
const { closedPromiseOf } = require('streams/readable/ReadableStreamGenericReader');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');

/** Loaded with the first pipe that begins at a TransformStream. */
let transforms;

function pump(pipe) {
  pipe.pump();
}

class Pipe {
  constructor(source, dest, preventClose, preventAbort, preventCancel) {
    this.source = source;
    this.dest = dest;
    this.writer = acquireWritableStreamDefaultWriter(dest);
    this.reader = acquireReadableStreamDefaultReader(source);
    /** a chunk that was read and is not yet written, if hasChunk */
    this.chunk = undefined;
    this.hasChunk = false;
    /** is a read under way? */
    this.reading = false;
    /** is `pump` on the stack? */
    this.pumping = false;
    this.hasWritten = false;
    this.shuttingDown = false;
    /** is the shutdown waiting for the end of writes? */
    this.waiting = false;
    /** of the shutdown: what to do, and the outcome unless that fails */
    this.action = undefined;
    this.hasError = false;
    this.error = undefined;
    this.preventClose = preventClose;
    this.preventAbort = preventAbort;
    this.preventCancel = preventCancel;
    /** slots of the AbortSignal */
    this.signal = undefined;
    this.abortAlgorithm = undefined;
    this.deferred = new Deferred();
    if (source.transform !== undefined) transforms ??= require('streams/transform/operations');
    this.onDestinationErrored = () => this.destinationErrored();
  }

  start() {
    const { source, dest } = this;
    dest.pipe = this;
    // The four conditions, in the standard's order. A shutdown that has begun keeps the later ones from doing anything.
    if (source.state === ERRORED) this.sourceErrored();
    if (dest.state === WRITABLE_ERRORED) this.destinationErrored();
    if (source.state === CLOSED) this.sourceClosed();
    if (writableStreamCloseQueuedOrInFlight(dest) || dest.state === WRITABLE_CLOSED) this.destinationClosed();
    if (this.shuttingDown) return;
    PromisePrototypeThen(
      closedPromiseOf(this.reader),
      () => this.sourceClosed(),
      () => this.sourceErrored(),
    );
    queueMicrotaskStep(pump, this);
  }

  /** Moves chunks while both ends allow it. */
  pump() {
    if (this.pumping) return;
    const isTurn = beginTurn();
    this.pumping = true;
    // Should anything escape from here, it is this pipe's misfortune alone: a turn that never ends would stop all others.
    try {
      this.moveChunks();
    } finally {
      this.pumping = false;
      if (isTurn) endTurn();
    }
  }

  /** The loop of `pump`. */
  moveChunks() {
    const { source, dest } = this;
    const { transform } = source;
    for (;;) {
      if (this.hasChunk) this.writeChunk();
      if (this.shuttingDown || this.reading || source.state !== READABLE || !dest.isOpen) break;
      const sink = dest.controller;
      if (!(sink.strategyHWM - sink.queueTotalSize > 0)) break;
      const { controller } = source;
      if (controller.queue.length !== 0) {
        this.chunk = controller.takeChunk();
        this.hasChunk = true;
      } else {
        this.reading = true;
        if (transform !== undefined && transforms.transformStreamIsConduit(transform)) {
          transforms.transformStreamReadConduit(transform, this);
        } else {
          controller.pullSteps(this);
        }
      }
    }
  }

  chunkSteps(chunk) {
    this.reading = false;
    this.chunk = chunk;
    this.hasChunk = true;
    // Else this is within enqueue(), whose caller must not find the sink called.
    if (!this.pumping) schedule(pump, this);
  }

  closeSteps() {
    this.reading = false;
  }

  /** The source has errored, which its closed promise tells too, or this one read has failed: asking again would fail again. */
  errorSteps(e) {
    this.reading = false;
    if (this.source.state === READABLE) this.sourceFailed(e);
  }

  writeChunk() {
    const { chunk } = this;
    this.chunk = undefined;
    this.hasChunk = false;
    this.hasWritten = true;
    writableStreamDefaultWriterWriteInternal(this.writer, chunk);
  }

  /** From the destination: a write has succeeded. Runs in a microtask. */
  writeFinished() {
    if (!this.waiting) this.pump();
    else if (!this.hasUnfinishedWrites()) this.writesSettled();
  }

  /** From the destination: no write is left, all have ended or have failed. */
  writesSettled() {
    if (!this.waiting) return;
    this.waiting = false;
    hop(() => this.act());
  }

  /** Writes of others come before ours: while anything is in the queue, so is our last one. */
  hasUnfinishedWrites() {
    return this.hasWritten && this.dest.controller.head !== undefined;
  }

  /** Errors must be propagated forward. */
  sourceErrored() {
    this.sourceFailed(this.source.storedError);
  }

  sourceFailed(e) {
    const { dest } = this;
    this.shutdown(this.preventAbort ? undefined : () => writableStreamAbort(dest, e), true, e);
  }

  /** Errors must be propagated backward. */
  destinationErrored() {
    const { source, dest } = this;
    this.shutdown(this.preventCancel ? undefined : () => readableStreamCancel(source, dest.storedError), true, dest.storedError);
  }

  /** Closing must be propagated forward. */
  sourceClosed() {
    this.shutdown(
      this.preventClose ? undefined : () => writableStreamDefaultWriterCloseWithErrorPropagation(this.writer),
      false,
      undefined,
    );
  }

  /** Closing must be propagated backward. */
  destinationClosed() {
    const { source } = this;
    const destClosed = new TypeError('Cannot pipe to a WritableStream that is closing or closed');
    this.shutdown(this.preventCancel ? undefined : () => readableStreamCancel(source, destClosed), true, destClosed);
  }

  /** abortAlgorithm */
  abort() {
    const error = this.signal.reason;
    this.shutdown(() => this.abortBothEnds(error), true, error);
  }

  abortBothEnds(error) {
    const { source, dest } = this;
    const first = !this.preventAbort && dest.state === WRITABLE ? writableStreamAbort(dest, error) : PromiseResolve(undefined);
    const second = !this.preventCancel && source.state === READABLE ? readableStreamCancel(source, error) : PromiseResolve(undefined);
    return waitForBoth(first, second);
  }

  /** "Shutdown" and, with an action, "shutdown with an action". */
  shutdown(action, hasError, error) {
    if (this.shuttingDown) return;
    this.shuttingDown = true;
    this.action = action;
    this.hasError = hasError;
    this.error = error;
    if (this.dest.isOpen) hop(() => this.act());
    else this.act();
  }

  /** The rest of a shutdown, once the chunks that were read are written. */
  act() {
    if (this.dest.isOpen) {
      if (this.hasChunk) this.writeChunk();
      if (this.hasUnfinishedWrites()) {
        this.waiting = true;
        return;
      }
    }
    const { action } = this;
    if (action === undefined) {
      this.finalize(this.hasError, this.error);
      return;
    }
    PromisePrototypeThen(
      action(),
      () => this.finalize(this.hasError, this.error),
      (newError) => this.finalize(true, newError),
    );
  }

  finalize(hasError, error) {
    const { dest, writer } = this;
    // WritableStreamDefaultWriterRelease, without the rejection of promises that nobody has.
    dest.writer = undefined;
    writer.stream = undefined;
    dest.pipe = undefined;
    const { transform } = this.source;
    if (transform !== undefined && transform.waitingPipe === this) transform.waitingPipe = undefined;
    readableStreamDefaultReaderRelease(this.reader);
    if (this.signal !== undefined) require('dom/AbortSignal').removeAlgorithm(this.signal, this.abortAlgorithm);
    if (hasError) this.deferred.reject(error);
    else this.deferred.resolve(undefined);
  }
}

isolate(Pipe);

/** "Getting a promise to wait for all" of two promises. */
function waitForBoth(first, second) {
  const { promise, resolve, reject } = new Deferred();
  let missing = 2;
  const onFulfilled = () => {
    if (--missing === 0) resolve(undefined);
  };
  PromisePrototypeThen(first, onFulfilled, reject);
  PromisePrototypeThen(second, onFulfilled, reject);
  return promise;
}

/**
 * ReadableStreamPipeTo
 *
 * @param {object} source slots of a ReadableStream that is not locked
 * @param {object} dest slots of a WritableStream that is not locked
 * @param {boolean} preventClose
 * @param {boolean} preventAbort
 * @param {boolean} preventCancel
 * @param {object} [signal] slots of an AbortSignal
 * @returns {Promise<undefined>}
 */
function readableStreamPipeTo(source, dest, preventClose, preventAbort, preventCancel, signal = undefined) {
  ensureController(source, 'pipeTo()');
  const pipe = new Pipe(source, dest, preventClose, preventAbort, preventCancel);
  source.disturbed = true;
  if (signal !== undefined) {
    const { addAlgorithm } = require('dom/AbortSignal');
    pipe.signal = signal;
    pipe.abortAlgorithm = () => pipe.abort();
    if (pipe.signal.aborted) {
      dest.pipe = pipe;
      pipe.abort();
      return pipe.deferred.promise;
    }
    addAlgorithm(pipe.signal, pipe.abortAlgorithm);
  }
  pipe.start();
  return pipe.deferred.promise;
}

module.exports = { readableStreamPipeTo };
