// `export default { fetch, port, … }` in the module that a program starts with: a server, as in Bun.
const { isObject } = require('webidl/convert');

/**
 * Starts the server that the default export of a module describes.
 *
 * @param {object} namespace of the module
 * @returns {string|null} its URL; null where the export is no such object, or a server that runs already
 */
function serveExported(namespace) {
  if (!('default' in namespace)) return null;
  const options = namespace.default;
  if (!isObject(options) || typeof options.fetch !== 'function') return null;
  if (require.ifLoaded('bun/serve/Server')?.isServer(options)) return null;
  return require('bun/serve/serve').serve(options).url.href;
}

module.exports = { serveExported };
