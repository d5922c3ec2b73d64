// A first-in, first-out queue in a ring of slots. Streams shift as often as they push, which is what Array.prototype.shift is bad at: it
// moves everything behind the head. Memory stays in proportion to the most that ever waited; a popped slot is cleared, so that nothing is
// kept alive.
const { isolate } = require('core/isolate');

class RingQueue {
  constructor() {
    this.length = 0;
    this.head = 0;
    // Capacity is a power of two, so that wrapping round is one `&`. The first ring is made by the first push: most small streams need
    // none.
    this.items = undefined;
    this.mask = -1;
  }

  push(value) {
    const at = this.length;
    if (at > this.mask) this.grow();
    this.items[(this.head + at) & this.mask] = value;
    this.length = at + 1;
  }

  /** Removes and returns the oldest value. The queue must not be empty. */
  shift() {
    const { head, items } = this;
    const value = items[head];
    items[head] = undefined;
    this.head = (head + 1) & this.mask;
    this.length--;
    return value;
  }

  /** The oldest value, left where it is. The queue must not be empty. */
  peek() {
    return this.items[this.head];
  }

  clear() {
    this.length = 0;
    this.head = 0;
    this.items = undefined;
    this.mask = -1;
  }

  /** Removes everything and returns it as an ordinary array, oldest first. */
  drain() {
    const { length, head, items, mask } = this;
    const values = [];
    for (let i = 0; i < length; i++) values[i] = items[(head + i) & mask];
    this.clear();
    return values;
  }

  /** Doubles the capacity. */
  grow() {
    this.items = grownRing(this.items, this.head, this.length);
    this.head = 0;
    this.mask = this.mask === -1 ? 3 : this.mask * 2 + 1;
  }
}

isolate(RingQueue);

/**
 * The array for a ring of twice the capacity (4 at first) whose oldest value is at 0. The array may be shorter than the capacity: a ring
 * is written slot by slot, so that the array is appended to until it is as long, and a queue that is only filled is never copied by us.
 */
function grownRing(items, head, length) {
  // Begun with `undefined` so that the engine gives it the storage for any kind of value at once.
  if (items === undefined) return [undefined, undefined, undefined, undefined];
  if (head === 0) return items;
  const mask = items.length - 1;
  const ring = [undefined];
  for (let i = 0; i < length; i++) ring[i] = items[(head + i) & mask];
  return ring;
}

module.exports = { RingQueue, grownRing };
