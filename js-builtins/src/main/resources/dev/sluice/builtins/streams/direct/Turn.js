// How much a script may write within one task before others have their turn, for consumers that are never full or whose reader asks by
// microtasks alone: a script that awaits each write() would else never end its task. (A connection has a turn of its own, in Java.)
const { isolate } = require('core/isolate');

/** Bytes of one turn. */
const TURN = 1 << 20;

/** What a write counts for besides its bytes, since small ones cost as much. */
const WRITE = 256;

/** Java is told so seldom: a call for each write would cost more than a small write does. */
const STEP = 1 << 13;

class Turn {
  /** @param {function(): void} whenNext called in a task of its own when a turn that was over is followed by the next */
  constructor(whenNext) {
    this.isOver = false;
    this.spent = 0;
    this.whenNext = whenNext;
    /** of the binding, once it is needed */
    this.host = undefined;
  }

  /** Something was written. */
  spend(byteLength) {
    this.spent += byteLength + WRITE;
    if (this.spent < STEP || this.isOver) return;
    if (this.host === undefined) this.host = internal.loop.turn(TURN, () => this.next());
    this.isOver = this.host.spend(this.spent);
    this.spent = 0;
  }

  next() {
    this.isOver = false;
    this.whenNext();
  }
}

isolate(Turn);

module.exports = { Turn };
