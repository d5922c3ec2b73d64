// Which form a Content-Type names (Fetch §5.3, formData()).
const { TypeError } = primordials;
const { codedError } = require('core/errors');
const { extractMimeType } = require('mimesniff/mimeType');

/** What says that bytes are no form. */
function formError(message) {
  return codedError(TypeError, 'ERR_FORMDATA_PARSE_ERROR', message);
}

/**
 * @param {string|null} contentType the value of a Content-Type header, or a Blob's type
 * @returns {{kind: 'multipart'|'urlencoded', boundary: string|undefined}}
 * @throws TypeError, code ERR_FORMDATA_PARSE_ERROR, for every other type and for a missing boundary
 */
function formDataKindOf(contentType) {
  const mimeType = contentType === null || contentType === '' ? null : extractMimeType(contentType);
  if (mimeType === null) throw formError('The body is no form: it has no valid Content-Type');
  switch (mimeType.essence) {
    case 'multipart/form-data': {
      const boundary = mimeType.parameter('boundary');
      if (boundary === undefined) throw formError('Invalid multipart/form-data: its Content-Type has no boundary');
      return { __proto__: null, kind: 'multipart', boundary };
    }
    case 'application/x-www-form-urlencoded':
      return { __proto__: null, kind: 'urlencoded', boundary: undefined };
    default:
      throw formError(`The body is no form: its Content-Type is ${mimeType.essence}`);
  }
}

module.exports = { formDataKindOf };
