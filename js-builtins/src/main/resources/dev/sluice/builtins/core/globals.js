// The global names that a script sees, and how each comes to be when it is first used.
//
// A name is first an accessor. Reading it evaluates the builtin and puts in its place the data property that Web IDL asks for,
// assigning to it puts the script's value there. Since a script could see the accessor by asking for the property's descriptor,
// the three functions that tell descriptors materialise the name first.
const { Object, ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ObjectGetOwnPropertyDescriptors } = primordials;
const { ObjectKeys, ReflectDefineProperty, ReflectGetOwnPropertyDescriptor, String } = primordials;
const globalScope = require('core/globalScope');

/** Interface objects, namespaces and the like: name → builtin that exports it. They are not enumerable (Web IDL §3.7.1, §3.13). */
const objects = {
  AbortController: 'dom/AbortController',
  AbortSignal: 'dom/AbortSignal',
  Blob: 'file/Blob',
  Bun: 'bun/Bun',
  ByteLengthQueuingStrategy: 'streams/queuing/ByteLengthQueuingStrategy',
  CloseEvent: 'websocket/CloseEvent',
  CompressionStream: 'compression/CompressionStream',
  CountQueuingStrategy: 'streams/queuing/CountQueuingStrategy',
  Crypto: 'crypto/crypto',
  CustomEvent: 'dom/CustomEvent',
  DOMException: 'webidl/DOMException',
  DecompressionStream: 'compression/DecompressionStream',
  ErrorEvent: 'html/ErrorEvent',
  Event: 'dom/Event',
  EventSource: 'html/EventSource',
  EventTarget: 'dom/EventTarget',
  File: 'file/File',
  FileReader: 'file/FileReader',
  FileReaderSync: 'file/FileReaderSync',
  FormData: 'xhr/FormData',
  Headers: 'fetch/Headers',
  MessageChannel: 'html/MessageChannel',
  MessageEvent: 'html/MessageEvent',
  MessagePort: 'html/MessagePort',
  Navigator: 'html/navigator',
  Performance: 'hr-time/performance',
  ProgressEvent: 'xhr/ProgressEvent',
  PromiseRejectionEvent: 'html/PromiseRejectionEvent',
  QuotaExceededError: 'webidl/QuotaExceededError',
  ReadableByteStreamController: 'streams/readable/ReadableByteStreamController',
  ReadableStream: 'streams/readable/ReadableStream',
  ReadableStreamBYOBReader: 'streams/readable/ReadableStreamBYOBReader',
  ReadableStreamBYOBRequest: 'streams/readable/ReadableStreamBYOBRequest',
  ReadableStreamDefaultController: 'streams/readable/ReadableStreamDefaultController',
  ReadableStreamDefaultReader: 'streams/readable/ReadableStreamDefaultReader',
  Request: 'fetch/Request',
  Response: 'fetch/Response',
  SubtleCrypto: 'crypto/SubtleCrypto',
  TextDecoder: 'encoding/TextDecoder',
  TextDecoderStream: 'encoding/TextDecoderStream',
  TextEncoder: 'encoding/TextEncoder',
  TextEncoderStream: 'encoding/TextEncoderStream',
  TransformStream: 'streams/transform/TransformStream',
  TransformStreamDefaultController: 'streams/transform/TransformStreamDefaultController',
  URL: 'url/URL',
  URLPattern: 'url/urlpattern/URLPattern',
  URLSearchParams: 'url/URLSearchParams',
  WebSocket: 'websocket/WebSocket',
  WritableStream: 'streams/writable/WritableStream',
  WritableStreamDefaultController: 'streams/writable/WritableStreamDefaultController',
  WritableStreamDefaultWriter: 'streams/writable/WritableStreamDefaultWriter',
  console: 'console/console',
  process: 'process/process',
};

/** Operations of the global object: enumerable (Web IDL §3.7.7). */
const operations = {
  addEventListener: 'html/globalEventTarget',
  atob: 'html/base64',
  btoa: 'html/base64',
  clearImmediate: 'html/timers',
  clearInterval: 'html/timers',
  clearTimeout: 'html/timers',
  dispatchEvent: 'html/globalEventTarget',
  fetch: 'fetch/fetch',
  queueMicrotask: 'html/queueMicrotask',
  removeEventListener: 'html/globalEventTarget',
  reportError: 'html/reportError',
  setImmediate: 'html/timers',
  setInterval: 'html/timers',
  setTimeout: 'html/timers',
  structuredClone: 'html/structuredClone',
};

/** Attributes of the global object: accessors for good. [Replaceable] ones are also set, to a property of the script's own. */
const attributes = {
  get crypto() {
    return require('crypto/crypto').crypto;
  },
  get navigator() {
    return require('html/navigator').navigator;
  },
  get performance() {
    return require('hr-time/performance').performance;
  },
  set performance(value) {
    replace(this, 'performance', value, true);
  },
  get self() {
    return globalScope.global;
  },
  set self(value) {
    replace(this, 'self', value, true);
  },
  get onerror() {
    return getHandler('onerror');
  },
  set onerror(value) {
    setHandler('onerror', value);
  },
  get onrejectionhandled() {
    return getHandler('onrejectionhandled');
  },
  set onrejectionhandled(value) {
    setHandler('onrejectionhandled', value);
  },
  get onunhandledrejection() {
    return getHandler('onunhandledrejection');
  },
  set onunhandledrejection(value) {
    setHandler('onunhandledrejection', value);
  },
};

/** Names that are still our accessors → whether the property is enumerable. */
const pending = { __proto__: null };
let pendingCount = 0;
/** The getters of our accessors, by name. */
const getters = { __proto__: null };

function getHandler(name) {
  return globalScope.eventTarget === null ? null : require('html/globalEventTarget').getHandler(name);
}

function setHandler(name, value) {
  require('html/globalEventTarget').setHandler(name, value);
}

/** Gives `receiver`, the global object or one that inherits from it, a data property in the accessor's place. */
function replace(receiver, name, value, enumerable) {
  const { global } = globalScope;
  const target = receiver === undefined || receiver === null ? global : receiver;
  if (target === global) settle(name);
  const isEnumerable = target === global ? enumerable : true;
  ReflectDefineProperty(target, name, { __proto__: null, value, writable: true, enumerable: isEnumerable, configurable: true });
}

function settle(name) {
  if (pending[name] === undefined) return;
  pending[name] = undefined;
  pendingCount--;
}

/** Evaluates the builtin of `name`. Where the script has frozen the accessor into place, that keeps on answering. */
function materialise(name, id, enumerable) {
  const value = require(id)[name];
  replace(undefined, name, value, enumerable);
  return value;
}

function installLazily(global, table, enumerable) {
  const names = ObjectKeys(table);
  for (let i = 0; i < names.length; i++) {
    const name = names[i];
    const id = table[name];
    pending[name] = enumerable;
    pendingCount++;
    const get = () => materialise(name, id, enumerable);
    getters[name] = get;
    ObjectDefineProperty(global, name, {
      __proto__: null,
      get,
      set(value) {
        replace(this, name, value, enumerable);
      },
      enumerable,
      configurable: true,
    });
  }
}

/** Evaluates the builtin of the property `key` of the global object if that is pending, so that its descriptor can be told. */
function settleBeforeLook(key) {
  if (typeof key === 'symbol') return key;
  const name = String(key);
  const enumerable = pending[name];
  if (enumerable !== undefined) {
    if (ObjectGetOwnPropertyDescriptor(globalScope.global, name)?.get !== getters[name]) settle(name);
    else materialise(name, enumerable ? operations[name] : objects[name], enumerable);
  }
  return name;
}

/** Methods, not functions, so that they are no constructors, like those that they stand for. */
const descriptorFunctions = {
  getOwnPropertyDescriptor(target, key) {
    if (target === globalScope.global && pendingCount !== 0) key = settleBeforeLook(key);
    return ObjectGetOwnPropertyDescriptor(target, key);
  },
  getOwnPropertyDescriptors(target) {
    if (target === globalScope.global && pendingCount !== 0) {
      const names = ObjectKeys(pending);
      for (let i = 0; i < names.length; i++) settleBeforeLook(names[i]);
    }
    return ObjectGetOwnPropertyDescriptors(target);
  },
};

const reflectFunctions = {
  getOwnPropertyDescriptor(target, key) {
    if (target === globalScope.global && pendingCount !== 0) key = settleBeforeLook(key);
    return ReflectGetOwnPropertyDescriptor(target, key);
  },
};

function defineHidden(target, name, value) {
  ObjectDefineProperty(target, name, { __proto__: null, value, writable: true, enumerable: false, configurable: true });
}

/** Installs all globals. Nothing but this file, `core/globalScope` and `core/primordials` is evaluated for it. */
function install(global) {
  installLazily(global, objects, false);
  installLazily(global, operations, true);
  const names = ObjectKeys(attributes);
  for (let i = 0; i < names.length; i++) ObjectDefineProperty(global, names[i], ObjectGetOwnPropertyDescriptor(attributes, names[i]));
  defineHidden(Object, 'getOwnPropertyDescriptor', descriptorFunctions.getOwnPropertyDescriptor);
  defineHidden(Object, 'getOwnPropertyDescriptors', descriptorFunctions.getOwnPropertyDescriptors);
  defineHidden(Reflect, 'getOwnPropertyDescriptor', reflectFunctions.getOwnPropertyDescriptor);
}

module.exports = { install };
