// Gives a value as short text for messages of failed assertions, without the console of the runtime under test.
(function () {
  'use strict';
  const limit = 200;

  const showString = (text) => JSON.stringify(text.length > limit ? `${text.slice(0, limit)}…(${text.length})` : text);

  const showKey = (key) => (typeof key === 'symbol' ? `[${String(key)}]` : key);

  const constructorName = (value) => {
    const prototype = Object.getPrototypeOf(value);
    return prototype === null ? '[null prototype]' : prototype.constructor?.name ?? '';
  };

  function showEntries(value, depth) {
    const entries = [];
    for (const key of Reflect.ownKeys(value)) {
      if (Object.prototype.propertyIsEnumerable.call(value, key)) {
        entries.push(`${showKey(key)}: ${show(value[key], depth + 1)}`);
      }
    }
    return entries;
  }

  function showObject(value, depth) {
    if (value instanceof Error) {
      return `${value.name}(${showString(String(value.message))})`;
    }
    if (depth > 3) {
      return '…';
    }
    if (Array.isArray(value)) {
      return `[${value.slice(0, limit).map((item) => show(item, depth + 1)).join(', ')}]`;
    }
    if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
      return `${constructorName(value)}(${value.length}) [${Array.from(value).slice(0, 20).join(', ')}]`;
    }
    if (value instanceof Map) {
      return `Map ${show([...value], depth)}`;
    }
    if (value instanceof Set) {
      return `Set ${show([...value], depth)}`;
    }
    if (value instanceof Date || value instanceof RegExp) {
      return String(value);
    }
    const name = constructorName(value);
    return `${name === 'Object' ? '' : `${name} `}{${showEntries(value, depth).join(', ')}}`;
  }

  function show(value, depth = 0) {
    switch (typeof value) {
      case 'string':
        return showString(value);
      case 'bigint':
        return `${value}n`;
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'function':
        return `[function ${value.name}]`;
      case 'object':
        return value === null ? 'null' : showObject(value, depth);
      default:
        return String(value);
    }
  }

  return show;
})()
