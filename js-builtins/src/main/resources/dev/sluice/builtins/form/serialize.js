// Forms to multipart/form-data (HTML §4.10.22.8, https://html.spec.whatwg.org/#multipart-form-data).
const { StringPrototypeIndexOf, StringPrototypeReplaceAll } = primordials;

/** In lower case, like the digits after it: the type of a Blob is, and with it the boundary that a body made of the Blob has. */
const BOUNDARY_START = '----sluiceformboundary';

/** «escape a multipart/form-data name»: what would end the quoted string or the line. */
function escapeName(name) {
  if (StringPrototypeIndexOf(name, '"', 0) >= 0) name = StringPrototypeReplaceAll(name, '"', '%22');
  if (StringPrototypeIndexOf(name, '\n', 0) >= 0) name = StringPrototypeReplaceAll(name, '\n', '%0A');
  if (StringPrototypeIndexOf(name, '\r', 0) >= 0) name = StringPrototypeReplaceAll(name, '\r', '%0D');
  return name;
}

/** Every line break becomes CRLF. */
function withLineBreaks(text) {
  if (StringPrototypeIndexOf(text, '\n', 0) < 0 && StringPrototypeIndexOf(text, '\r', 0) < 0) return text;
  text = StringPrototypeReplaceAll(StringPrototypeReplaceAll(text, '\r\n', '\n'), '\r', '\n');
  return StringPrototypeReplaceAll(text, '\n', '\r\n');
}

/**
 * «multipart/form-data encoding algorithm». Nothing is read: a file among the entries stays what it is.
 *
 * @param {FormDataSlots} slots
 * @returns {{type: string, parts: (string|BlobSlots)[]}} `type` is the content type; `parts`, one after the other, are the body: texts to
 *   be encoded as UTF-8 and files, by turns; one text if there are no files
 */
function serializeFormData({ entries }) {
  const boundary = BOUNDARY_START + internal.crypto.boundary();
  const parts = [];
  let text = '';
  for (let i = 0; i < entries.length; i++) {
    const { name, value } = entries[i];
    text += `--${boundary}\r\nContent-Disposition: form-data; name="${escapeName(withLineBreaks(name))}"`;
    if (typeof value === 'string') {
      text += `\r\n\r\n${withLineBreaks(value)}\r\n`;
    } else {
      const type = value.type === '' ? 'application/octet-stream' : value.type;
      parts[parts.length] = `${text}; filename="${escapeName(value.name)}"\r\nContent-Type: ${type}\r\n\r\n`;
      parts[parts.length] = value;
      text = '\r\n';
    }
  }
  parts[parts.length] = `${text}--${boundary}--\r\n`;
  return { __proto__: null, type: `multipart/form-data; boundary=${boundary}`, parts };
}

module.exports = { serializeFormData };
