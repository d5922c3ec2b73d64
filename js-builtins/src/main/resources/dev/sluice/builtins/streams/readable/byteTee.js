// ReadableByteStreamTee (Streams §4.9.1).
const {
  ArrayBufferPrototypeGetByteLength,
  PromisePrototypeThen,
  TypedArrayPrototypeGetBuffer,
  TypedArrayPrototypeGetByteLength,
  TypedArrayPrototypeGetByteOffset,
} = primordials;
const { isolate } = require('core/isolate');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { Tee } = require('streams/readable/tee');
const { cloneBytes } = require('streams/readable/arrayBuffers');
const { closedPromiseOf } = require('streams/readable/ReadableStreamGenericReader');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRead,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');
const {
  acquireReadableStreamBYOBReader,
  readableStreamBYOBReaderRead,
  readableStreamBYOBReaderRelease,
} = require('streams/readable/ReadableStreamBYOBReader');
const {
  readableByteStreamControllerClose,
  readableByteStreamControllerEnqueue,
  readableByteStreamControllerGetBYOBRequest,
} = require('streams/readable/ReadableByteStreamController');
const {
  readableByteStreamControllerRespond,
  readableByteStreamControllerRespondWithNewView,
} = require('streams/readable/byobResponses');

class ByteTee extends Tee {
  constructor(stream, reader) {
    super(stream, reader);
    this.readAgainForBranch1 = false;
    this.readAgainForBranch2 = false;
  }

  forwardReaderError() {
    const thisReader = this.reader;
    PromisePrototypeThen(closedPromiseOf(thisReader), undefined, (r) => {
      if (thisReader === this.reader) this.readerFailed(r);
    });
  }

  pull1Algorithm() {
    if (this.reading) {
      this.readAgainForBranch1 = true;
      return;
    }
    this.pull(false);
  }

  pull2Algorithm() {
    if (this.reading) {
      this.readAgainForBranch2 = true;
      return;
    }
    this.pull(true);
  }

  pull(forBranch2) {
    this.reading = true;
    const branch = forBranch2 ? this.branch2 : this.branch1;
    const byobRequest = readableByteStreamControllerGetBYOBRequest(branch.controller);
    if (byobRequest === null) this.pullWithDefaultReader();
    else this.pullWithBYOBReader(byobRequest.view, forBranch2);
  }

  pullWithDefaultReader() {
    if (this.reader.isBYOB) {
      readableStreamBYOBReaderRelease(this.reader);
      this.reader = acquireReadableStreamDefaultReader(this.stream);
      this.forwardReaderError();
    }
    readableStreamDefaultReaderRead(this.reader, new TeeReadRequest(this));
  }

  pullWithBYOBReader(view, forBranch2) {
    if (!this.reader.isBYOB) {
      readableStreamDefaultReaderRelease(this.reader);
      this.reader = acquireReadableStreamBYOBReader(this.stream);
      this.forwardReaderError();
    }
    readableStreamBYOBReaderRead(this.reader, view, 1, new TeeReadIntoRequest(this, forBranch2));
  }

  /** The end of the steps for a chunk. */
  chunkDelivered() {
    this.reading = false;
    if (this.readAgainForBranch1) this.pull1Algorithm();
    else if (this.readAgainForBranch2) this.pull2Algorithm();
  }
}

/** A clone of the chunk; undefined where there is no memory for it, which has then ended the tee. */
function cloneOrFail(tee, chunk) {
  try {
    return cloneBytes(
      TypedArrayPrototypeGetBuffer(chunk),
      TypedArrayPrototypeGetByteOffset(chunk),
      TypedArrayPrototypeGetByteLength(chunk),
    );
  } catch (e) {
    tee.cloneFailed(e);
    return undefined;
  }
}

function enqueue(branch, chunk) {
  readableByteStreamControllerEnqueue(
    branch.controller,
    TypedArrayPrototypeGetBuffer(chunk),
    TypedArrayPrototypeGetByteOffset(chunk),
    TypedArrayPrototypeGetByteLength(chunk),
  );
}

function respondWithNewView(branch, view) {
  const buffer = TypedArrayPrototypeGetBuffer(view);
  readableByteStreamControllerRespondWithNewView(branch.controller, view, buffer, ArrayBufferPrototypeGetByteLength(buffer));
}

/** Ends the BYOB reads of a closed branch. */
function respondToEnd(branch) {
  if (branch.controller.pendingPullIntos.length !== 0) readableByteStreamControllerRespond(branch.controller, 0);
}

/** The read request of pullWithDefaultReader. */
class TeeReadRequest {
  constructor(tee) {
    this.tee = tee;
    this.chunk = undefined;
  }

  /** Delivers in a microtask, for the reason given at DefaultTee. */
  chunkSteps(chunk) {
    this.chunk = chunk;
    queueMicrotaskStep(deliver, this);
  }

  closeSteps() {
    const { tee } = this;
    tee.reading = false;
    if (!tee.canceled1) readableByteStreamControllerClose(tee.branch1.controller);
    if (!tee.canceled2) readableByteStreamControllerClose(tee.branch2.controller);
    respondToEnd(tee.branch1);
    respondToEnd(tee.branch2);
    tee.resolveCancelUnlessBothCanceled();
  }

  errorSteps(e) {
    this.tee.readFailed(e);
  }
}

isolate(TeeReadRequest);

function deliver({ tee, chunk }) {
  tee.readAgainForBranch1 = false;
  tee.readAgainForBranch2 = false;
  let chunk2 = chunk;
  if (!tee.canceled1 && !tee.canceled2) {
    chunk2 = cloneOrFail(tee, chunk);
    if (chunk2 === undefined) return;
  }
  if (!tee.canceled1) enqueue(tee.branch1, chunk);
  if (!tee.canceled2) enqueue(tee.branch2, chunk2);
  tee.chunkDelivered();
}

/** The read-into request of pullWithBYOBReader: the view is that of the branch which asked. */
class TeeReadIntoRequest {
  constructor(tee, forBranch2) {
    this.tee = tee;
    this.forBranch2 = forBranch2;
    this.chunk = undefined;
  }

  get byobBranch() {
    return this.forBranch2 ? this.tee.branch2 : this.tee.branch1;
  }

  get otherBranch() {
    return this.forBranch2 ? this.tee.branch1 : this.tee.branch2;
  }

  get byobCanceled() {
    return this.forBranch2 ? this.tee.canceled2 : this.tee.canceled1;
  }

  get otherCanceled() {
    return this.forBranch2 ? this.tee.canceled1 : this.tee.canceled2;
  }

  chunkSteps(chunk) {
    this.chunk = chunk;
    queueMicrotaskStep(deliverInto, this);
  }

  closeSteps(chunk) {
    const { tee, byobBranch, otherBranch, byobCanceled, otherCanceled } = this;
    tee.reading = false;
    if (!byobCanceled) readableByteStreamControllerClose(byobBranch.controller);
    if (!otherCanceled) readableByteStreamControllerClose(otherBranch.controller);
    if (chunk !== undefined) {
      if (!byobCanceled) respondWithNewView(byobBranch, chunk);
      if (!otherCanceled) respondToEnd(otherBranch);
    }
    tee.resolveCancelUnlessBothCanceled();
  }

  errorSteps(e) {
    this.tee.readFailed(e);
  }
}

isolate(TeeReadIntoRequest);

function deliverInto(request) {
  const { tee, chunk, byobBranch, otherBranch, byobCanceled, otherCanceled } = request;
  tee.readAgainForBranch1 = false;
  tee.readAgainForBranch2 = false;
  if (!otherCanceled) {
    const clonedChunk = cloneOrFail(tee, chunk);
    if (clonedChunk === undefined) return;
    if (!byobCanceled) respondWithNewView(byobBranch, chunk);
    enqueue(otherBranch, clonedChunk);
  } else if (!byobCanceled) {
    respondWithNewView(byobBranch, chunk);
  }
  tee.chunkDelivered();
}

/** @returns {ByteTee} whose branch1 and branch2 are stream slots */
function readableByteStreamTee(stream) {
  const { createReadableByteStream } = require('streams/readable/ReadableStream');
  const tee = new ByteTee(stream, acquireReadableStreamDefaultReader(stream));
  tee.branch1 = createReadableByteStream(
    undefined,
    () => tee.pull1Algorithm(),
    (reason) => tee.cancel1Algorithm(reason),
  );
  tee.branch2 = createReadableByteStream(
    undefined,
    () => tee.pull2Algorithm(),
    (reason) => tee.cancel2Algorithm(reason),
  );
  tee.forwardReaderError();
  return tee;
}

module.exports = { readableByteStreamTee };
