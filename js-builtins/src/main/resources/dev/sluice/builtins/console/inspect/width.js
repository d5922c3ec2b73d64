// How many columns text takes on a terminal.
const { RegExpPrototypeExec, StringPrototypeCharCodeAt, StringPrototypeIndexOf } = primordials;

const allNarrow = /^[\x20-\x7e]*$/;

/** Combining marks, joiners and variation selectors take no column. */
function isZeroWidth(code) {
  return (
    (code >= 0x300 && code <= 0x36f) ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x20d0 && code <= 0x20ff) ||
    (code >= 0xfe00 && code <= 0xfe0f)
  );
}

/** East Asian wide and fullwidth ranges of the basic plane. */
function isWide(code) {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0x303e) ||
    (code >= 0x3041 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6)
  );
}

/** Columns of `text`: colour codes take none, wide characters two. */
function displayWidth(text) {
  if (RegExpPrototypeExec(allNarrow, text) !== null) return text.length;
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code === 0x1b && text[i + 1] === '[') {
      const end = StringPrototypeIndexOf(text, 'm', i);
      if (end !== -1) i = end;
    } else if (code >= 0xd800 && code <= 0xdbff) {
      i++; // a pair: emoji and ideographs beyond the basic plane
      width += 2;
    } else if (!isZeroWidth(code)) {
      width += isWide(code) ? 2 : 1;
    }
  }
  return width;
}

module.exports = { displayWidth };
