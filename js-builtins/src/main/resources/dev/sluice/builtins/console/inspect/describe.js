// Finds the file that knows the kind of an object and has it described.
const {
  ArrayBufferIsView,
  ArrayIsArray,
  ObjectGetPrototypeOf,
  ObjectPrototypeToString,
  ReflectOwnKeys,
  SymbolIterator,
  SymbolToStringTag,
} = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { constructorName, kindByChain, prefixOf, tagOf } = require('console/inspect/kind');
const { addProperties, newDescription } = require('console/inspect/properties');

/** Kind → file and function; a describer gives undefined when the value only pretends to be of the kind. */
const describers = {
  __proto__: null,
  array: () => require('console/inspect/array').describeArray,
  typedarray: () => require('console/inspect/buffer').describeTypedArray,
  dataview: () => require('console/inspect/buffer').describeDataView,
  arraybuffer: () => require('console/inspect/buffer').describeArrayBuffer,
  map: () => require('console/inspect/collection').describeMap,
  set: () => require('console/inspect/collection').describeSet,
  weak: () => require('console/inspect/collection').describeWeak,
  weakref: () => require('console/inspect/collection').describeWeakRef,
  promise: () => require('console/inspect/promise').describePromise,
  error: () => require('console/inspect/error').describeError,
  function: () => require('console/inspect/function').describeFunction,
  date: () => require('console/inspect/boxed').describeDate,
  regexp: () => require('console/inspect/boxed').describeRegExp,
  boxed: () => require('console/inspect/boxed').describeBoxed,
  interface: () => require('console/inspect/interface').describeInterface,
};

function kindOf(value) {
  if (typeof value === 'function') return 'function';
  if (ArrayIsArray(value)) return 'array';
  if (ArrayBufferIsView(value)) return kindByChain(value) === 'dataview' ? 'dataview' : 'typedarray';
  return kindByChain(value);
}

/** @returns {import('./layout').Description} */
function describe(context, value, level) {
  const kind = kindOf(value);
  // Functions, dates and the like are one word: they are shown at any depth; so is what has nothing inside.
  if ((level > context.depth || context.remaining-- <= 0) && !isOneWord(kind) && !isEmpty(value)) return tooDeep(context, value, kind);
  const describer = describers[kind];
  return (describer === undefined ? undefined : describer()(context, value, level)) ?? describeObject(context, value, level);
}

function isOneWord(kind) {
  return kind === 'function' || kind === 'date' || kind === 'regexp' || kind === 'boxed' || kind === 'error';
}

/** Nothing inside that would be left out: `{}` and `[]` are shorter than their names. */
function isEmpty(value) {
  const keys = ReflectOwnKeys(value);
  return keys.length === 0 ? kindByChain(value) === 'object' : ArrayIsArray(value) && keys.length === 1 && value.length === 0;
}

function tooDeep(context, value, kind) {
  const name = constructorName(value);
  const tag = tagOf(value, name ?? 'Object');
  const text = name === null ? `${kind === 'array' ? 'Array' : 'Object'}: null prototype` : name;
  return newDescription('', '', context.paint(`[${text}${tag === '' ? '' : ` [${tag}]`}]`, 'special'));
}

function isModuleNamespace(value) {
  const tag = descriptorOf(value, SymbolToStringTag);
  return tag !== undefined && tag.value === 'Module' && !tag.writable && !tag.configurable && ObjectGetPrototypeOf(value) === null;
}

/** By the engine's word, which a script could only forge with a tag or, through a proxy, with an array. */
function isArguments(value) {
  return (
    descriptorOf(value, 'callee')?.enumerable === false &&
    descriptorOf(value, SymbolIterator) !== undefined &&
    ObjectPrototypeToString(value) === '[object Arguments]'
  );
}

/** An object that is nothing special; arguments objects and module namespaces too. */
function describeObject(context, value, level) {
  let prefix = prefixOf(value, 'Object');
  if (isModuleNamespace(value)) prefix = '[Module: null prototype] ';
  else if (prefix === 'Object ') {
    if (isArguments(value)) return require('console/inspect/array').describeArguments(context, value, level);
    prefix = '';
  }
  const description = newDescription(`${prefix}{`, '}');
  addProperties(context, description, value, level);
  return description;
}

module.exports = { describe };
