// ReadableStreamTee (Streams §4.9.1): two branches that share one reader.
const { PromiseWithResolvers } = primordials;
const { isolate } = require('core/isolate');
const { READABLE, readableStreamCancel } = require('streams/readable/operations');

/**
 * What both kinds of tee have in common: which branches are still wanted, and the cancellation of the stream once neither is.
 * The subclass sets `branch1` and `branch2`, the slots of the branches.
 */
class Tee {
  constructor(stream, reader) {
    this.stream = stream;
    this.reader = reader;
    this.reading = false;
    this.canceled1 = false;
    this.canceled2 = false;
    this.reason1 = undefined;
    this.reason2 = undefined;
    this.branch1 = undefined;
    this.branch2 = undefined;
    /** of the promise that both branches' cancel() gives */
    this.cancel = PromiseWithResolvers();
  }

  cancel1Algorithm(reason) {
    this.canceled1 = true;
    this.reason1 = reason;
    if (this.canceled2) this.cancelStream();
    return this.cancel.promise;
  }

  cancel2Algorithm(reason) {
    this.canceled2 = true;
    this.reason2 = reason;
    if (this.canceled1) this.cancelStream();
    return this.cancel.promise;
  }

  cancelStream() {
    const { resolve } = this.cancel;
    resolve(readableStreamCancel(this.stream, [this.reason1, this.reason2]));
  }

  /** Errors both branches. */
  errorBranches(e) {
    this.branch1.controller.error(e);
    this.branch2.controller.error(e);
  }

  /** A chunk could not be cloned: errors both branches and cancels the stream. */
  cloneFailed(e) {
    this.errorBranches(e);
    const { resolve } = this.cancel;
    resolve(readableStreamCancel(this.stream, e));
  }

  /** The stream has errored. */
  readerFailed(r) {
    this.errorBranches(r);
    this.resolveCancelUnlessBothCanceled();
  }

  /** A read has failed: because the stream has errored, which its closed promise tells, or for itself, which nothing else tells. */
  readFailed(e) {
    this.reading = false;
    if (this.stream.state === READABLE) this.readerFailed(e);
  }

  resolveCancelUnlessBothCanceled() {
    if (this.canceled1 && this.canceled2) return;
    const { resolve } = this.cancel;
    resolve(undefined);
  }
}

isolate(Tee);

/**
 * ReadableStreamTee
 *
 * @param {object} stream slots of a stream that has its controller and is not locked
 * @param {boolean} cloneForBranch2 should the second branch get structured clones? Byte streams clone in any case.
 * @returns {{branch1: object, branch2: object}} stream slots
 */
function readableStreamTee(stream, cloneForBranch2) {
  if (stream.controller.isByteController) return require('streams/readable/byteTee').readableByteStreamTee(stream);
  return require('streams/readable/defaultTee').readableStreamDefaultTee(stream, cloneForBranch2);
}

module.exports = { Tee, readableStreamTee };
