// QuotaExceededError (Web IDL §4.3.1, https://webidl.spec.whatwg.org/#quotaexceedederror).
const { RangeError } = primordials;
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, toDictionary, toDouble } = require('webidl/convert');
const { DOMException } = require('webidl/DOMException');

/** A member of the options: a double, 0 or more, or null where it is missing. */
function toMember(options, name) {
  const value = options?.[name];
  if (value === undefined) return null;
  const number = toDouble(value, `QuotaExceededError constructor: options.${name}`);
  if (number < 0) throw new RangeError(`QuotaExceededError constructor: options.${name} is negative`);
  return number;
}

let slotsOf, isQuotaExceededError;

class QuotaExceededError extends DOMException {
  #slots;

  constructor(message = '', options = {}) {
    super(message, 'QuotaExceededError');
    const dictionary = toDictionary(options, 'QuotaExceededError constructor: options');
    const quota = toMember(dictionary, 'quota');
    const requested = toMember(dictionary, 'requested');
    if (quota !== null && requested !== null && requested < quota) {
      throw new RangeError('QuotaExceededError constructor: options.requested is less than options.quota');
    }
    this.#slots = { __proto__: null, quota, requested };
  }

  static {
    isQuotaExceededError = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isQuotaExceededError(o)) throw illegalInvocation('QuotaExceededError');
      return o.#slots;
    };
  }

  get quota() {
    return slotsOf(this).quota;
  }

  get requested() {
    return slotsOf(this).requested;
  }
}

module.exports = { QuotaExceededError: defineInterface(QuotaExceededError), isQuotaExceededError, slotsOf };
