// atob and btoa (HTML §8.3 «Base64 utility methods», https://html.spec.whatwg.org/#atob). Java does the bytes.
const { requireArguments, toDOMString } = require('webidl/convert');
const { createDOMException } = require('webidl/DOMException');
const { base64 } = internal;

/** Methods, not functions, so that they are no constructors. */
const functions = {
  atob(data) {
    requireArguments(arguments.length, 1, 'atob');
    const binary = base64.decode(toDOMString(data, 'atob: data'));
    if (binary === null) throw createDOMException('atob: the string is not correctly encoded', 'InvalidCharacterError');
    return binary;
  },

  btoa(data) {
    requireArguments(arguments.length, 1, 'btoa');
    const encoded = base64.encode(toDOMString(data, 'btoa: data'));
    if (encoded === null) throw createDOMException('btoa: the string has a character above U+00FF', 'InvalidCharacterError');
    return encoded;
  },
};

module.exports = functions;
