// process.env: looks like a plain object, and holds strings only, as an environment does.
const { ObjectDefineProperty, ObjectPrototypeHasOwnProperty, Proxy, ReflectDefineProperty, TypeError } = primordials;

const handler = {
  __proto__: null,
  /** Every way of setting a property ends here; whatever is set becomes a string. */
  defineProperty(target, key, descriptor) {
    if (typeof key === 'symbol' || typeof descriptor.value === 'symbol') throw new TypeError('process.env: a symbol is no string');
    if ('get' in descriptor || 'set' in descriptor) throw new TypeError('process.env: a variable has no getter or setter');
    return ReflectDefineProperty(target, key, { __proto__: null, ...descriptor, value: `${descriptor.value}` });
  },
};

/** The variables as the script has them; undefined while it has not asked for them. */
let known;

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
  known = variables;
  return new Proxy(variables, handler);
}

/** One variable, with what a script has changed. @returns {string} '' if there is none */
function variable(name) {
  if (known === undefined) return internal.process.environment(name) ?? '';
  return ObjectPrototypeHasOwnProperty(known, name) ? known[name] : '';
}

module.exports = { makeEnvironment, variable };
