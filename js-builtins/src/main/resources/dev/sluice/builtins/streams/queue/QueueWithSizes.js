// Queue-with-sizes (Streams §8.1): the [[queue]] and [[queueTotalSize]] of a controller in one object.
const { RangeError } = primordials;
const { RingQueue, grownRing } = require('streams/queue/RingQueue');

/**
 * Values and their sizes. Most strategies count chunks: for them `push` keeps no sizes at all, each counts 1. The ring of sizes comes
 * into being with the first `enqueueValueWithSize` and runs beside the ring of values.
 */
class QueueWithSizes extends RingQueue {
  constructor() {
    super();
    /** [[queueTotalSize]]: the running total, which is not exactly the sum when sizes differ hugely; the standard wants it so. */
    this.totalSize = 0;
    this.sizes = undefined;
  }

  /** EnqueueValueWithSize with size 1, for a strategy without a size algorithm. */
  push(value) {
    const at = this.length;
    if (at > this.mask) this.grow();
    this.items[(this.head + at) & this.mask] = value;
    this.length = at + 1;
    this.totalSize++;
  }

  /** DequeueValue. */
  shift() {
    const { head, items } = this;
    const value = items[head];
    items[head] = undefined;
    this.head = (head + 1) & this.mask;
    this.length--;
    if (this.sizes === undefined) {
      this.totalSize--;
    } else {
      const total = this.totalSize - this.sizes[head];
      // Rounding may have led below zero.
      this.totalSize = total < 0 ? 0 : total;
    }
    return value;
  }

  /** ResetQueue. */
  clear() {
    super.clear();
    this.totalSize = 0;
    this.sizes = undefined;
  }

  grow() {
    if (this.sizes !== undefined) this.sizes = grownRing(this.sizes, this.head, this.length);
    super.grow();
  }
}

/**
 * EnqueueValueWithSize. A queue takes either sized values or counted ones, never both.
 *
 * @param {QueueWithSizes} queue
 * @param {*} value
 * @param {number} size what the size algorithm answered; RangeError unless finite and not negative
 */
function enqueueValueWithSize(queue, value, size) {
  if (typeof size !== 'number' || !(size >= 0) || size === Infinity) {
    const given = typeof size === 'number' ? size : typeof size;
    throw new RangeError(`The size of a chunk must be a finite, non-negative number, but was ${given}`);
  }
  if (queue.sizes === undefined) queue.sizes = grownRing(undefined, 0, 0);
  const at = queue.length;
  if (at > queue.mask) growSized(queue);
  const slot = (queue.head + at) & queue.mask;
  queue.items[slot] = value;
  queue.sizes[slot] = size;
  queue.length = at + 1;
  queue.totalSize += size;
}

/** The first ring of values is as large as the ring of sizes that waits for it. */
function growSized(queue) {
  if (queue.items === undefined) {
    queue.items = grownRing(undefined, 0, 0);
    queue.mask = 3;
  } else {
    queue.grow();
  }
}

module.exports = { QueueWithSizes, enqueueValueWithSize };
