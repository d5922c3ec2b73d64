// A small event emitter in Node's manner, for `process` alone.
const { ArrayPrototypeSlice, ArrayPrototypeSplice, ReflectApply, TypeError } = primordials;

/**
 * @param {object} target `this` of the listeners, and what the methods return for chaining
 * @returns {{emit: (name: string, args: unknown[]) => boolean, methods: object}} a way to emit that scripts cannot replace, and the methods
 */
function makeEmitter(target) {
  /** Event name → [{ listener, once }]. */
  const listeners = { __proto__: null };

  function add(name, listener, once) {
    if (typeof listener !== 'function') throw new TypeError('process.on: listener is not a function');
    const list = (listeners[name] ??= []);
    list[list.length] = { listener, once };
    return target;
  }

  function remove(name, listener) {
    const list = listeners[name];
    if (list === undefined) return target;
    for (let i = list.length - 1; i >= 0; i--) {
      if (list[i].listener === listener) {
        ArrayPrototypeSplice(list, i, 1);
        break;
      }
    }
    return target;
  }

  /** Calls the listeners that are there now, in order; false when there are none. */
  function emit(name, args) {
    const list = listeners[name];
    if (list === undefined || list.length === 0) return false;
    const now = ArrayPrototypeSlice(list, 0, list.length);
    for (let i = 0; i < now.length; i++) {
      const { listener, once } = now[i];
      if (once) remove(name, listener);
      ReflectApply(listener, target, args);
    }
    return true;
  }

  const methods = {
    __proto__: null,
    on(name, listener) {
      return add(name, listener, false);
    },
    addListener(name, listener) {
      return add(name, listener, false);
    },
    once(name, listener) {
      return add(name, listener, true);
    },
    off(name, listener) {
      return remove(name, listener);
    },
    removeListener(name, listener) {
      return remove(name, listener);
    },
    removeAllListeners(name) {
      listeners[name] = undefined;
      return target;
    },
    listenerCount(name) {
      return listeners[name]?.length ?? 0;
    },
    emit(name, ...args) {
      return emit(name, args);
    },
  };
  return { emit, methods };
}

module.exports = { makeEmitter };
