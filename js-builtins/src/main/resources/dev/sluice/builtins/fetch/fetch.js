// fetch() (Fetch §5.6, https://fetch.spec.whatwg.org/#fetch-method).
//
// A server's scripts are no web page: there is no CORS, no cache, no cookie store and no policy of a page; requests are what the script
// says. docs/fetch.md tells of it.
const { ObjectDefineProperty, PromiseReject, TypeError } = primordials;
const { codedError } = require('core/errors');
const { requireArguments, toUSVString } = require('webidl/convert');

/** Methods, not functions, so that they are no constructors. */
const functions = {
  /**
   * @param {string|URL|Request} input
   * @param {RequestInit} [init] also Bun's options, see fetch/client/ClientOptions
   * @returns {Promise<Response>}
   */
  fetch(input, init = undefined) {
    let fetching;
    try {
      requireArguments(arguments.length, 1, 'fetch');
      const { constructRequest } = require('fetch/Request');
      const request = constructRequest(input, init);
      const { Fetching } = require('fetch/client/Fetching');
      fetching = new Fetching(request, require('fetch/client/ClientOptions').toClientOptions(init));
    } catch (e) {
      return PromiseReject(e);
    }
    return fetching.start();
  },

  /** Bun's: connects to the server of a URL, so that the first fetch from it need not wait for that. */
  preconnect(url) {
    requireArguments(arguments.length, 1, 'fetch.preconnect');
    const text = toUSVString(url, 'fetch.preconnect: url');
    const record = internal.url.parse(text);
    const scheme = record === null ? '' : record.protocol();
    if (scheme !== 'http:' && scheme !== 'https:') {
      throw codedError(TypeError, 'ERR_INVALID_URL', `fetch.preconnect: '${text}' is no http: or https: URL`);
    }
    const proxy = require('fetch/client/environmentProxy').proxyOfEnvironment(record);
    internal.fetch.preconnect(record, proxy === null ? null : require('fetch/client/proxy').nativeProxy(proxy));
  },
};

const { fetch } = functions;
ObjectDefineProperty(fetch, 'preconnect', {
  __proto__: null,
  value: functions.preconnect,
  writable: true,
  enumerable: true,
  configurable: true,
});

module.exports = { fetch };
