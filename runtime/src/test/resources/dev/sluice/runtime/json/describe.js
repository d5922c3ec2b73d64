// What can be told of a value, as a text; and of an error.
var describe = (value) => {
  if (typeof value === 'string') {
    let text = 's';
    let same = '';
    for (let i = 0; i < value.length; i++) {
      text += value.charCodeAt(i).toString(16) + ' ';
      same += String.fromCharCode(value.charCodeAt(i));
    }
    // The engine keeps what it knows of a string's characters beside them; all of this relies on it.
    const knows = [value === same, `${value}€` === `${same}€`, new Map([[same, 1]]).has(value), escape(value) === escape(same)];
    knows.push(value.toUpperCase() === same.toUpperCase(), value.isWellFormed() === same.isWellFormed(), /[^\0-\x7f]/u.test(value));
    return text + knows;
  }
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : `n${value}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return `function ${value.name} ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  let text = Array.isArray(value) ? '[' : '{';
  if (Object.getPrototypeOf(value) !== (Array.isArray(value) ? Array : Object).prototype) text = 'other' + text;
  for (const key of Reflect.ownKeys(value)) {
    const { writable, enumerable, configurable, get, value: inner } = Object.getOwnPropertyDescriptor(value, key);
    text += `${typeof key === 'symbol' ? 'symbol' : describe(key)}:${writable}${enumerable}${configurable}${get}${describe(inner)},`;
  }
  return text + Object.isExtensible(value) + '}';
};

var attempt = (action) => {
  try {
    return describe(action());
  } catch (e) {
    return `${e?.constructor?.name}: ${e?.message}`;
  }
};
