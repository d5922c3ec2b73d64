// DOMException (Web IDL §4.3, https://webidl.spec.whatwg.org/#idl-DOMException).
//
// An instance is made as a real Error, so that it has [[ErrorData]] and a stack, and is then given a private slot: the
// interface object itself must not inherit from Error, only its prototype does, hence no `extends`.
const { Error, ErrorCaptureStackTrace, ErrorPrototype, ObjectSetPrototypeOf, ReflectConstruct } = primordials;
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { toDOMString } = require('webidl/convert');

/** Error names → legacy codes (Web IDL §4.3, the error names table). Names that are not here have code 0. */
const codes = {
  __proto__: null,
  IndexSizeError: 1,
  HierarchyRequestError: 3,
  WrongDocumentError: 4,
  InvalidCharacterError: 5,
  NoModificationAllowedError: 7,
  NotFoundError: 8,
  NotSupportedError: 9,
  InUseAttributeError: 10,
  InvalidStateError: 11,
  SyntaxError: 12,
  InvalidModificationError: 13,
  NamespaceError: 14,
  InvalidAccessError: 15,
  TypeMismatchError: 17,
  SecurityError: 18,
  NetworkError: 19,
  AbortError: 20,
  URLMismatchError: 21,
  QuotaExceededError: 22,
  TimeoutError: 23,
  InvalidNodeTypeError: 24,
  DataCloneError: 25,
};

const constants = {
  INDEX_SIZE_ERR: 1,
  DOMSTRING_SIZE_ERR: 2,
  HIERARCHY_REQUEST_ERR: 3,
  WRONG_DOCUMENT_ERR: 4,
  INVALID_CHARACTER_ERR: 5,
  NO_DATA_ALLOWED_ERR: 6,
  NO_MODIFICATION_ALLOWED_ERR: 7,
  NOT_FOUND_ERR: 8,
  NOT_SUPPORTED_ERR: 9,
  INUSE_ATTRIBUTE_ERR: 10,
  INVALID_STATE_ERR: 11,
  SYNTAX_ERR: 12,
  INVALID_MODIFICATION_ERR: 13,
  NAMESPACE_ERR: 14,
  INVALID_ACCESS_ERR: 15,
  VALIDATION_ERR: 16,
  TYPE_MISMATCH_ERR: 17,
  SECURITY_ERR: 18,
  NETWORK_ERR: 19,
  ABORT_ERR: 20,
  URL_MISMATCH_ERR: 21,
  QUOTA_EXCEEDED_ERR: 22,
  TIMEOUT_ERR: 23,
  INVALID_NODE_TYPE_ERR: 24,
  DATA_CLONE_ERR: 25,
};

/** Its constructor returns the object that it is given: a derived class thereby adds its private fields to that object. */
class Itself {
  constructor(object) {
    return object;
  }
}

let slotsOf, isDOMException;

class Slots extends Itself {
  #slots;
  constructor(error, message, name) {
    super(error);
    this.#slots = { __proto__: null, message, name };
  }
  static {
    isDOMException = (o) => ((typeof o === 'object' && o !== null) || typeof o === 'function') && #slots in o;
    slotsOf = (o) => {
      if (!isDOMException(o)) throw illegalInvocation('DOMException');
      return o.#slots;
    };
  }
}

class DOMException {
  constructor(message = '', name = 'Error') {
    message = toDOMString(message, 'DOMException constructor: message');
    name = toDOMString(name, 'DOMException constructor: name');
    const error = ReflectConstruct(Error, [], new.target);
    // The engine looks for the frame of new.target, to begin the stack below it, but builtins have no frames: capture anew.
    ErrorCaptureStackTrace(error);
    return new Slots(error, message, name);
  }

  get name() {
    return slotsOf(this).name;
  }

  get message() {
    return slotsOf(this).message;
  }

  get code() {
    return codes[slotsOf(this).name] ?? 0;
  }
}

ObjectSetPrototypeOf(DOMException.prototype, ErrorPrototype);

/** A DOMException as algorithms of standards throw it: «throw a name DOMException». */
function createDOMException(message, name) {
  return new DOMException(message, name);
}

module.exports = { DOMException: defineInterface(DOMException, { constants }), createDOMException, isDOMException, slotsOf };
