// Promises with their state, which only the engine can tell.
const { ReflectOwnKeys, RegExpPrototypeExec, JSONParse } = primordials;
const { prefixOf } = require('console/inspect/kind');
const { addEntry, addProperties, newDescription } = require('console/inspect/properties');
const { formatPrimitive } = require('console/inspect/primitive');

/** The engine's own text for a promise without properties; its fields come after properties, so others are not understood. */
const engineText = /^Promise\{\[\[PromiseStatus\]\]: "(pending|resolved|rejected)", \[\[PromiseValue\]\]: ([^]*)\}$/;
const primitiveText = /^(?:undefined|null|true|false|NaN|-?Infinity|-?\d[\d.eE+-]*|"(?:[^"\\]|\\.)*")$/;

/** The engine's text of the value; a primitive as we write it. */
function formatResult(context, text) {
  if (RegExpPrototypeExec(primitiveText, text) === null) return text;
  switch (text) {
    case 'undefined':
      return formatPrimitive(context, undefined);
    case 'NaN':
    case 'Infinity':
    case '-Infinity':
      return context.paint(text, 'number');
    default:
      try {
        return formatPrimitive(context, JSONParse(text));
      } catch {
        return text;
      }
  }
}

/** `<pending>`, the value, `<rejected>` and the reason; undefined when the engine does not say. */
function stateOf(context, promise) {
  if (ReflectOwnKeys(promise).length > 0) return undefined;
  const match = RegExpPrototypeExec(engineText, internal.inspect.display(promise));
  if (match === null) return undefined;
  if (match[1] === 'pending') return context.paint('<pending>', 'special');
  const result = formatResult(context, match[2]);
  return match[1] === 'resolved' ? result : `${context.paint('<rejected>', 'special')} ${result}`;
}

function describePromise(context, promise, level) {
  const description = newDescription(`${prefixOf(promise, 'Promise')}{`, '}');
  const state = stateOf(context, promise);
  context.height = 0;
  if (state !== undefined) addEntry(context, description, state);
  addProperties(context, description, promise, level);
  return description;
}

module.exports = { describePromise };
