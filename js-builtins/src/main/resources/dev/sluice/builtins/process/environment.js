// process.env: looks like a plain object, and holds strings only, as an environment does.
const { ObjectDefineProperty, Proxy, ReflectDefineProperty, TypeError } = primordials;

const handler = {
  __proto__: null,
  /** Every way of setting a property ends here; whatever is set becomes a string. */
  defineProperty(target, key, descriptor) {
    if (typeof key === 'symbol' || typeof descriptor.value === 'symbol') throw new TypeError('process.env: a symbol is no string');
    if ('get' in descriptor || 'set' in descriptor) throw new TypeError('process.env: a variable has no getter or setter');
    return ReflectDefineProperty(target, key, { __proto__: null, ...descriptor, value: `${descriptor.value}` });
  },
};

/** A copy of the environment that the host gives: what a script changes stays within the script. */
function makeEnvironment() {
  const variables = {};
  const names = internal.process.environmentNames();
  for (let i = 0; i < names.length; i++) {
    ObjectDefineProperty(variables, names[i], {
      __proto__: null,
      value: internal.process.environment(names[i]),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return new Proxy(variables, handler);
}

module.exports = { makeEnvironment };
