// The global `process`: the part of Node's that scripts on servers and command lines rely on.
const {
  BigInt,
  MathFloor,
  MathTrunc,
  NumberIsInteger,
  ObjectCreate,
  ObjectDefineProperty,
  RangeError,
  ReflectApply,
  ReflectOwnKeys,
  SymbolToStringTag,
  TypeError,
} = primordials;
const globalScope = require('core/globalScope');
const { makeEmitter } = require('process/emitter');

const host = internal.process;
const NANOS = 1e9;

let exitCode;
let exiting = false;

/** An exit code as Node takes it: an integer or the text of one; undefined for none. */
function toExitCode(value) {
  if (value === undefined || value === null) return undefined;
  const code = typeof value === 'string' && value !== '' ? +value : value;
  if (typeof code !== 'number') throw new TypeError(`process.exitCode: a ${typeof value} is no exit code`);
  if (!NumberIsInteger(code)) throw new RangeError(`process.exitCode: ${value} is no integer`);
  // The system's codes are of 32 bits at most, and -0 is none.
  return code | 0;
}

/** [seconds, nanoseconds] of a clock that never goes back, or the time since an earlier answer. */
function hrtime(previous = undefined) {
  const nanos = host.uptimeNanos();
  let seconds = MathFloor(nanos / NANOS);
  let rest = nanos % NANOS;
  if (previous !== undefined) {
    seconds -= previous[0];
    rest -= previous[1];
    if (rest < 0) {
      seconds--;
      rest += NANOS;
    }
  }
  return [seconds, rest];
}
hrtime.bigint = () => BigInt(MathTrunc(host.uptimeNanos()));

const prototype = ObjectCreate({});
ObjectDefineProperty(prototype, 'constructor', {
  __proto__: null,
  value: function process() {},
  writable: true,
  enumerable: false,
  configurable: true,
});
ObjectDefineProperty(prototype, SymbolToStringTag, {
  __proto__: null,
  value: 'process',
  writable: false,
  enumerable: false,
  configurable: true,
});

const process = ObjectCreate(prototype);
const { emit, methods } = makeEmitter(process);

/**
 * The 'exit' event, once; a listener may still set `process.exitCode`. Gives the code that the process ends with.
 *
 * @param {number} [code] the host's own
 */
function emitExit(code = undefined) {
  if (code !== undefined) exitCode = code;
  if (!exiting) {
    exiting = true;
    emit('exit', [exitCode ?? 0]);
  }
  return exitCode ?? 0;
}

/** 'beforeExit': nothing is left to do; a listener may start something. False when nobody listens. */
function emitBeforeExit() {
  return emit('beforeExit', [exitCode ?? 0]);
}

/** An error that no script caught; true when a listener took it. */
function emitUncaughtException(error) {
  return emit('uncaughtException', [error, 'uncaughtException']);
}

/** A rejection that no script handled; true when a listener took it. */
function emitUnhandledRejection(reason, promise) {
  return emit('unhandledRejection', [reason, promise]);
}

const members = {
  __proto__: null,

  /** Runs the 'exit' listeners, then ends the process; nothing of the script runs after it. */
  exit(code = undefined) {
    const given = toExitCode(code);
    if (given !== undefined) exitCode = given;
    host.exit(emitExit());
  },

  cwd() {
    return host.cwd();
  },

  hrtime,

  /** Queues a microtask: unlike Node's, it takes its turn among promise reactions and is not put before them. */
  nextTick(callback, ...args) {
    if (typeof callback !== 'function') throw new TypeError('process.nextTick: callback is not a function');
    require('html/queueMicrotask').queueMicrotask(() => ReflectApply(callback, undefined, args));
  },

  /** Seconds since the process started. */
  uptime() {
    return host.uptimeNanos() / NANOS;
  },

  /** Bytes: resident in memory, and of the Java heap, which holds all that scripts make. */
  memoryUsage() {
    return { rss: host.residentBytes(), heapTotal: host.heapTotalBytes(), heapUsed: host.heapUsedBytes() };
  },
};

function define(name, value, enumerable = true) {
  ObjectDefineProperty(process, name, { __proto__: null, value, writable: true, enumerable, configurable: true });
}

/** A property that is made when it is first read, and can be replaced. */
function defineLazily(name, make) {
  ObjectDefineProperty(process, name, {
    __proto__: null,
    get() {
      const value = make();
      define(name, value);
      return value;
    },
    set(value) {
      define(name, value);
    },
    enumerable: true,
    configurable: true,
  });
}

function makeArguments() {
  const list = host.arguments();
  const argv = [];
  for (let i = 0; i < list.length; i++) argv[i] = list[i];
  return argv;
}

defineLazily('argv', makeArguments);
defineLazily('env', () => require('process/environment').makeEnvironment());
defineLazily('stdout', () => require('process/writer').makeWriter(1));
defineLazily('stderr', () => require('process/writer').makeWriter(2));
define('pid', host.pid());
define('platform', host.platform());
define('arch', host.arch());
define('version', `v${host.version()}`);
defineLazily('versions', () => ({ sluice: host.version(), graaljs: host.engineVersion(), java: host.javaVersion() }));
ObjectDefineProperty(process, 'exitCode', {
  __proto__: null,
  get: () => exitCode,
  set: (value) => {
    exitCode = toExitCode(value);
  },
  enumerable: true,
  configurable: true,
});

function defineAll(source, enumerable) {
  const names = ReflectOwnKeys(source);
  for (let i = 0; i < names.length; i++) define(names[i], source[names[i]], enumerable);
}
defineAll(members, true);
defineAll(methods, false);

host.whenEnding(emitBeforeExit, emitExit);
globalScope.process = { __proto__: null, emitUncaughtException, emitUnhandledRejection };

module.exports = { process };
