// ReadableStreamDefaultTee (Streams §4.9.1).
const { PromisePrototypeThen } = primordials;
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { Tee } = require('streams/readable/tee');
const { closedPromiseOf } = require('streams/readable/ReadableStreamGenericReader');
const { acquireReadableStreamDefaultReader, readableStreamDefaultReaderRead } = require('streams/readable/ReadableStreamDefaultReader');
const {
  readableStreamDefaultControllerClose,
  readableStreamDefaultControllerEnqueue,
} = require('streams/readable/ReadableStreamDefaultController');

/** The tee is its own read request: it has one read under way at most. */
class DefaultTee extends Tee {
  constructor(stream, reader, cloneForBranch2) {
    super(stream, reader);
    this.cloneForBranch2 = cloneForBranch2;
    this.readAgain = false;
    this.chunk = undefined;
  }

  pullAlgorithm() {
    if (this.reading) {
      this.readAgain = true;
      return;
    }
    this.reading = true;
    readableStreamDefaultReaderRead(this.reader, this);
  }

  /** Delivers in a microtask: an error of the stream takes one to be noticed, and no chunk may get ahead of it. */
  chunkSteps(chunk) {
    this.chunk = chunk;
    queueMicrotaskStep(deliver, this);
  }

  closeSteps() {
    this.reading = false;
    if (!this.canceled1) readableStreamDefaultControllerClose(this.branch1.controller);
    if (!this.canceled2) readableStreamDefaultControllerClose(this.branch2.controller);
    this.resolveCancelUnlessBothCanceled();
  }

  errorSteps(e) {
    this.readFailed(e);
  }
}

function deliver(tee) {
  tee.readAgain = false;
  const { chunk } = tee;
  tee.chunk = undefined;
  let chunk2 = chunk;
  if (!tee.canceled2 && tee.cloneForBranch2) {
    try {
      chunk2 = require('html/structuredClone').structuredCloneWithTransfer(chunk, []);
    } catch (e) {
      tee.cloneFailed(e);
      return;
    }
  }
  if (!tee.canceled1) readableStreamDefaultControllerEnqueue(tee.branch1.controller, chunk);
  if (!tee.canceled2) readableStreamDefaultControllerEnqueue(tee.branch2.controller, chunk2);
  tee.reading = false;
  if (tee.readAgain) tee.pullAlgorithm();
}

/** @returns {DefaultTee} whose branch1 and branch2 are stream slots */
function readableStreamDefaultTee(stream, cloneForBranch2) {
  const { createReadableStream } = require('streams/readable/ReadableStream');
  const tee = new DefaultTee(stream, acquireReadableStreamDefaultReader(stream), cloneForBranch2);
  const pull = () => tee.pullAlgorithm();
  tee.branch1 = createReadableStream(undefined, pull, (reason) => tee.cancel1Algorithm(reason));
  tee.branch2 = createReadableStream(undefined, pull, (reason) => tee.cancel2Algorithm(reason));
  PromisePrototypeThen(closedPromiseOf(tee.reader), undefined, (r) => tee.readerFailed(r));
  return tee;
}

module.exports = { readableStreamDefaultTee };
