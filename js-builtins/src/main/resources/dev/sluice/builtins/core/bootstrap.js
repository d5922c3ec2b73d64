// The first builtin: evaluated when a context is made, before any script. Its parameters differ from all others': `module` is
// the host's hooks object to be filled, `require` compiles (id → factory function), `internal` is the door to Java.
//
// Start-up time is paid by every script, so that only the primordials and the table of globals are evaluated here.
const hooks = module;
const compile = require;
const cache = { __proto__: null };
const loading = Symbol('loading');
let intrinsics;

function load(id) {
  const loaded = cache[id];
  if (loaded !== undefined) {
    if (loaded === loading) throw new Error(`builtin ${id} requires itself`);
    return loaded;
  }
  cache[id] = loading;
  const module = { exports: {} };
  try {
    compile(id)(module, load, internal, intrinsics);
  } catch (error) {
    // A load can fail where the stack is exhausted; a later one may succeed.
    cache[id] = undefined;
    throw error;
  }
  return (cache[id] = module.exports);
}

/**
 * What a builtin exports if it has been evaluated, else undefined. For brand checks: before its file is evaluated a class has no
 * instances, and to ask it need not be loaded.
 */
load.ifLoaded = (id) => {
  const loaded = cache[id];
  return loaded === loading ? undefined : loaded;
};

intrinsics = load('core/primordials');

// After each drain of the microtasks the engine names the promises that were rejected and still have no handler. Nothing may be
// evaluated here: the end of that would be a drain of its own, within this call.
let rejected = [];
const notify = () => {
  const list = rejected;
  rejected = [];
  load('html/promiseRejections').notifyRejectedPromises(list);
};
Graal.setUnhandledPromiseRejectionHandler((reason, promise) => {
  if (rejected.length === 0) internal.errors.notifyAfterMicrotasks(notify);
  rejected[rejected.length] = { __proto__: null, promise, reason };
});
delete globalThis.Graal;

load('core/globals').install(globalThis);
hooks.require = load;
