// Stack traces as text: a header, then lines that begin with «    at ».
const {
  StringPrototypeIncludes,
  StringPrototypeIndexOf,
  StringPrototypeSlice,
  StringPrototypeSplit,
  StringPrototypeStartsWith,
} = primordials;

const FRAME = '\n    at ';
/** Builtins are evaluated under names with this scheme; their frames say nothing to who wrote the script. */
const BUILTIN = 'sluice:';

function isBuiltinFrame(line) {
  return StringPrototypeIncludes(line, `(${BUILTIN}`) || StringPrototypeStartsWith(line, `    at ${BUILTIN}`);
}

/** The frames of a stack, each with the line break before it, without those of builtins. `header` is what the stack may begin with. */
function framesOf(stack, header = '') {
  const from = StringPrototypeIndexOf(stack, FRAME, StringPrototypeStartsWith(stack, header) ? header.length : 0);
  if (from === -1) return '';
  const lines = StringPrototypeSplit(StringPrototypeSlice(stack, from + 1, undefined), '\n', undefined);
  let frames = '';
  for (let i = 0; i < lines.length; i++) if (!isBuiltinFrame(lines[i])) frames += `\n${lines[i]}`;
  return frames;
}

module.exports = { framesOf };
