// Forms as bodies: what other rooms use of them.
const parse = require('form/parse');
const { formDataKindOf } = require('form/kind');
const { serializeFormData } = require('form/serialize');
const { wrapFormData } = require('xhr/FormData');

/** The FormData that a script sees of a body in memory. Parameters and errors as of parseFormDataBytes. */
function parseFormData(bytes, contentType) {
  return wrapFormData(parse.parseFormDataBytes(bytes, contentType));
}

module.exports = {
  formDataKindOf,
  parseFormData,
  parseFormDataBlob: parse.parseFormDataBlob,
  parseFormDataBytes: parse.parseFormDataBytes,
  parseFormDataSource: parse.parseFormDataSource,
  parseFormDataText: parse.parseFormDataText,
  serializeFormData,
};
