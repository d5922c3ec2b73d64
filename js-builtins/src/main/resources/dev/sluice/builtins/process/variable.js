// Variables of the environment as the script sees them, for builtins that heed one.
const { ObjectPrototypeHasOwnProperty, ReflectGetOwnPropertyDescriptor } = primordials;
const { isObject } = require('webidl/convert');

/** @returns {string} with what a script has changed in process.env, or has put in its place; '' if there is none */
function variable(name) {
  const loaded = require.ifLoaded('process/process');
  const given = loaded === undefined ? undefined : ReflectGetOwnPropertyDescriptor(loaded.process, 'env');
  // While it is an accessor, or there is none, no script has changed it.
  if (given === undefined || !ObjectPrototypeHasOwnProperty(given, 'value')) return internal.process.environment(name) ?? '';
  const environment = given.value;
  const value = isObject(environment) ? environment[name] : undefined;
  return value === undefined || value === null ? '' : `${value}`;
}

module.exports = { variable };
