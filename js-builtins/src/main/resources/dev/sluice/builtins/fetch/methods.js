// HTTP methods (Fetch §2.2.1, https://fetch.spec.whatwg.org/#methods).
const { StringPrototypeToUpperCase, TypeError } = primordials;
const { isHttpToken } = require('mimesniff/mimeType');

/**
 * The method of a request, from a script's string: checked to be a token and not forbidden, and in upper case if it is one of those that
 * the standard normalizes. PATCH is not among them.
 */
function toMethod(method, context) {
  if (method === 'GET' || method === 'POST') return method;
  if (!isHttpToken(method)) throw new TypeError(`${context}: '${method}' is not a valid HTTP method`);
  const upper = StringPrototypeToUpperCase(method);
  switch (upper) {
    case 'CONNECT':
    case 'TRACE':
    case 'TRACK':
      throw new TypeError(`${context}: method '${method}' is forbidden`);
    case 'DELETE':
    case 'GET':
    case 'HEAD':
    case 'OPTIONS':
    case 'POST':
    case 'PUT':
      return upper;
    default:
      return method;
  }
}

/** «CORS-safelisted method» */
function isCorsSafelistedMethod(method) {
  return method === 'GET' || method === 'HEAD' || method === 'POST';
}

module.exports = { toMethod, isCorsSafelistedMethod };
