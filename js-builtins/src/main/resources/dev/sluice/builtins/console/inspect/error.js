// Errors: name and message as they are now, the stack's frames, then cause, errors and further properties in braces.
const { StringPrototypeIncludes, StringPrototypeStartsWith } = primordials;
const { descriptorOf } = require('console/inspect/descriptor');
const { constructorName, readQuietly } = require('console/inspect/kind');
const { addEntry, addProperties, formatAfter, newDescription } = require('console/inspect/properties');
const { framesOf } = require('console/inspect/stack');

const asText = (value) => (typeof value === 'string' ? value : undefined);

/** The stack, which the engine makes when it is first read, by a script's getter for the name if there is one, which may throw. */
function stackOf(error) {
  try {
    return asText(readQuietly(error, 'stack'));
  } catch {
    return undefined;
  }
}

/** The name to show: that of the class where a subclass has kept the name of its parent. */
function nameOf(error) {
  const name = asText(readQuietly(error, 'name'));
  const ofClass = constructorName(error);
  if (name === undefined || name === '') return ofClass ?? 'Error';
  return name === 'Error' && ofClass !== null && ofClass !== 'Object' ? ofClass : name;
}

/** Name, message and frames. A stack that a script has replaced by something else than a stack is shown as it is. */
function textOf(error) {
  const name = nameOf(error);
  const message = asText(readQuietly(error, 'message')) ?? '';
  const stack = stackOf(error);
  const header = message === '' ? name : `${name}: ${message}`;
  if (stack === undefined || stack === '') return `[${header}]`;
  const frames = framesOf(stack, header);
  if (frames !== '' || stack === header || StringPrototypeStartsWith(stack, header)) return header + frames;
  return StringPrototypeIncludes(stack, '\n    at ') ? header : stack;
}

function hiddenValue(error, key) {
  const descriptor = descriptorOf(error, key);
  return descriptor !== undefined && !descriptor.enumerable && 'value' in descriptor ? descriptor : undefined;
}

function describeError(context, error, level) {
  const text = textOf(error);
  if (level > context.depth) return newDescription('', '', text);
  const description = newDescription('{', '}', text);
  const skip = ['stack'];
  const name = asText(readQuietly(error, 'name'));
  const message = asText(readQuietly(error, 'message'));
  if (name !== undefined && StringPrototypeIncludes(text, name)) skip[skip.length] = 'name';
  if (message !== undefined && StringPrototypeIncludes(text, message)) skip[skip.length] = 'message';
  addProperties(context, description, error, level, false, skip);
  // Both are not enumerable where the language makes them, and the most telling of all.
  const cause = hiddenValue(error, 'cause');
  if (cause !== undefined && !context.showHidden) addEntry(context, description, formatAfter(context, '[cause]: ', cause.value, level));
  const errors = hiddenValue(error, 'errors');
  if (errors !== undefined && !context.showHidden) addEntry(context, description, formatAfter(context, '[errors]: ', errors.value, level));
  return description;
}

module.exports = { describeError };
