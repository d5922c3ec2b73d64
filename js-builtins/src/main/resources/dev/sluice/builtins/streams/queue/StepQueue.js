// A first-in, first-out queue of steps: functions and what each is called with, in a ring of pairs, a step at an even slot and its subject
// behind it. Steps are functions of a file, not closures: the few of them that meet at one place of call can all be inlined there.
const { isolate } = require('core/isolate');

class StepQueue {
  constructor() {
    this.ring = [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined];
    this.mask = 7;
    // Both count slots and are brought into the ring by `mask`; the ring is full when they are as far apart as it is long.
    this.head = 0;
    this.tail = 0;
  }

  push(step, subject) {
    if (this.tail - this.head > this.mask) this.grow();
    const { ring } = this;
    const at = this.tail & this.mask;
    this.tail += 2;
    ring[at] = step;
    ring[at + 1] = subject;
  }

  /** Takes the oldest step out and runs it. There must be one. */
  runNext() {
    const { ring } = this;
    const at = this.head & this.mask;
    const step = ring[at];
    const subject = ring[at + 1];
    ring[at] = undefined;
    ring[at + 1] = undefined;
    this.head += 2;
    if (this.head === this.tail) {
      this.head = 0;
      this.tail = 0;
    }
    step(subject);
  }

  grow() {
    const { ring, head, mask } = this;
    const larger = [undefined];
    const length = this.tail - head;
    for (let i = 0; i < length; i++) larger[i] = ring[(head + i) & mask];
    for (let i = length; i < 2 * length; i++) larger[i] = undefined;
    this.ring = larger;
    this.mask = larger.length - 1;
    this.head = 0;
    this.tail = length;
  }
}

isolate(StepQueue);

module.exports = { StepQueue };
