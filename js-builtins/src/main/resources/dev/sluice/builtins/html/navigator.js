// Navigator (HTML §8.10, https://html.spec.whatwg.org/#the-navigator-object): the members that ECMA-429 asks of a runtime which is
// no browser, and those that programs use to fit themselves to the machine.
const { ObjectFreeze } = primordials;
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isObject } = require('webidl/convert');

class Navigator {
  #slots;

  constructor(token = undefined) {
    if (token !== internalConstruct) throw illegalConstructor();
    const language = internal.process.language();
    this.#slots = {
      __proto__: null,
      userAgent: `Sluice/${internal.version}`,
      language,
      languages: ObjectFreeze([language]),
      hardwareConcurrency: internal.process.hardwareConcurrency(),
    };
  }

  static #slotsOf(o) {
    if (!isObject(o) || !(#slots in o)) throw illegalInvocation('Navigator');
    return o.#slots;
  }

  get userAgent() {
    return Navigator.#slotsOf(this).userAgent;
  }

  get language() {
    return Navigator.#slotsOf(this).language;
  }

  get languages() {
    return Navigator.#slotsOf(this).languages;
  }

  get hardwareConcurrency() {
    return Navigator.#slotsOf(this).hardwareConcurrency;
  }
}

module.exports = { Navigator: defineInterface(Navigator), navigator: new Navigator(internalConstruct) };
