// What all ways of reading a stream whole have in common: one promise of one value, a signal that may end it, the lock that may stay.
const { PromiseReject } = primordials;
const { isolate } = require('core/isolate');
const { fulfilled } = require('core/promises');
const { newPendingPromise } = require('streams/readable/ReadableStreamGenericReader');
const { beginWay } = require('streams/consume/way');

/** A derived class has `run()`, which does what can be done at once, and `giveUp(reason)`, which fails and tells the source. */
class Consumption {
  /**
   * @param {object} stream stream slots
   * @param {object} kind of streams/consume/kinds
   * @param {object} settings as consumeStream makes them
   */
  constructor(stream, kind, { type, keepLocked, signal }) {
    this.begun = beginWay();
    this.stream = stream;
    this.kind = kind;
    this.type = type;
    this.keepLocked = keepLocked;
    /** slots of an AbortSignal, or undefined, and what it calls */
    this.signal = signal;
    this.onAbort = undefined;
    this.isOpen = true;
    /** of what has ended before anybody had to wait; else the resolving functions of the promise that was given out */
    this.promise = undefined;
    this.resolve = undefined;
    this.reject = undefined;
  }

  /** @returns {Promise} fulfilled or rejected already, if all is here */
  start() {
    const { signal } = this;
    if (signal !== undefined && signal.aborted) {
      this.giveUp(signal.reason);
    } else {
      if (signal !== undefined) {
        this.onAbort = () => this.giveUp(signal.reason);
        require('dom/AbortSignal').addAlgorithm(signal, this.onAbort);
      }
      this.run();
    }
    return this.promise ?? newPendingPromise(this);
  }

  /** Ends it with what `make()` gives, which may throw. */
  settle(make) {
    let value;
    try {
      value = make();
    } catch (e) {
      this.settleRejected(e);
      return;
    }
    if (this.resolve === undefined) this.promise = fulfilled(value);
    else this.resolve(value);
  }

  settleRejected(e) {
    if (this.reject === undefined) this.promise = PromiseReject(e);
    else this.reject(e);
  }

  /** The first step of each end. A derived class also sees to the stream's lock. */
  release() {
    this.isOpen = false;
    if (this.onAbort !== undefined) require('dom/AbortSignal').removeAlgorithm(this.signal, this.onAbort);
  }
}

isolate(Consumption);

module.exports = { Consumption };
