// Functions and classes.
const { FunctionPrototypeToString, ObjectGetPrototypeOf, StringPrototypeStartsWith } = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { isInterfacePrototype } = require('webidl/interface');
const { constructorName, tagOf } = require('console/inspect/kind');
const { addProperties, newDescription } = require('console/inspect/properties');

function nameOf(fn) {
  const name = descriptorOf(fn, 'name')?.value;
  return typeof name === 'string' ? name : '';
}

/** A class is known by its source, which the engine hides of our own. A proxy's is not known. */
function isClass(fn) {
  try {
    const prototype = descriptorOf(fn, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null && isInterfacePrototype(prototype)) return true;
    return StringPrototypeStartsWith(FunctionPrototypeToString(fn), 'class');
  } catch {
    return false;
  }
}

function labelOfClass(fn, name) {
  const parent = ObjectGetPrototypeOf(fn);
  const parentName = parent === null ? 'null' : nameOf(parent);
  return `class ${name === '' ? '(anonymous)' : name}${parentName === '' ? '' : ` extends ${parentName}`}`;
}

function labelOfFunction(fn, name) {
  const constructor = constructorName(fn);
  const kind = constructor ?? 'Function (null prototype)';
  const tag = tagOf(fn, constructor);
  return `${kind}${name === '' ? ' (anonymous)' : `: ${name}`}${tag === '' ? '' : ` [${tag}]`}`;
}

/** `[Function: name]`, `[AsyncFunction: name]`, `[class A extends B]`, with own properties in braces. */
function describeFunction(context, fn, level) {
  const name = nameOf(fn);
  const label = isClass(fn) ? labelOfClass(fn, name) : labelOfFunction(fn, name);
  const description = newDescription('{', '}', context.paint(`[${label}]`, 'special'));
  if (level <= context.depth) addProperties(context, description, fn, level);
  return description;
}

module.exports = { describeFunction };
