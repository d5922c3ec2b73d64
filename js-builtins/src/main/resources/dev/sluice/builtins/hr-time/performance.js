// Performance (High Resolution Time §7, https://w3c.github.io/hr-time/#sec-performance).
//
// Times keep the nanoseconds of the host's clock. The standard coarsens them against scripts that measure what another origin
// does in the same process; here all code is the program's own.
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject } = require('webidl/convert');
const { EventTarget } = require('dom/EventTarget');
const { clock } = internal;

class Performance extends EventTarget {
  #brand;

  constructor(token = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
    super();
  }

  static #check(o) {
    if (!isObject(o) || !(#brand in o)) throw illegalInvocation('Performance');
  }

  now() {
    Performance.#check(this);
    return clock.now();
  }

  get timeOrigin() {
    Performance.#check(this);
    return clock.timeOrigin();
  }

  toJSON() {
    Performance.#check(this);
    return { timeOrigin: clock.timeOrigin() };
  }
}

module.exports = { Performance: defineInterface(Performance), performance: new Performance(internalConstruct) };
