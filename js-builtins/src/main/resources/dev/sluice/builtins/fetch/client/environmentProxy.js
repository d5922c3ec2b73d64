// The proxy that the environment names, as Bun and curl have it: http_proxy for http: URLs, https_proxy for https:, each also in capitals;
// no_proxy names the hosts that are asked without one. What a script changes in process.env counts.
const { StringPrototypeIndexOf, StringPrototypeLastIndexOf, StringPrototypeSlice, StringPrototypeSplit } = primordials;
const { StringPrototypeStartsWith, StringPrototypeToLowerCase } = primordials;
const { trimHttpWhitespace } = require('mimesniff/mimeType');
const { networkError } = require('fetch/client/errors');
const { variable } = require('process/variable');

/**
 * @param {object} url Java's UrlRecord
 * @returns {ProxyInit|null}
 * @throws a network error if the environment names what is no proxy
 */
function proxyOfEnvironment(url) {
  const text = url.protocol() === 'https:' ? eitherCase('https_proxy', 'HTTPS_PROXY') : httpProxy();
  if (text === '' || isExempt(url)) return null;
  const { ProxyInit, isProxyScheme } = require('fetch/client/ClientOptions');
  const record = internal.url.parse(StringPrototypeIndexOf(text, '://', 0) < 0 ? `http://${text}` : text);
  if (record === null || !isProxyScheme(record.protocol())) {
    // Not named: there may be a password in it.
    throw networkError('the proxy that the environment names is no http: or https: URL', 'ERR_INVALID_PROXY');
  }
  return new ProxyInit(record, null, null);
}

function eitherCase(name, upperCaseName) {
  const text = variable(name);
  return text === '' ? variable(upperCaseName) : text;
}

/** In a CGI program HTTP_PROXY is what a client has sent as a header named Proxy. */
function httpProxy() {
  const text = variable('http_proxy');
  return text === '' && variable('REQUEST_METHOD') === '' ? variable('HTTP_PROXY') : text;
}

/** Is it to be asked without a proxy: one of the names, or a subdomain of one, at its port if it has one? */
function isExempt(url) {
  const list = eitherCase('no_proxy', 'NO_PROXY');
  if (list === '') return false;
  const host = withoutBrackets(url.hostname());
  const port = url.port() === '' ? (url.protocol() === 'https:' ? '443' : '80') : url.port();
  const items = StringPrototypeSplit(list, ',', 2 ** 31);
  for (let i = 0; i < items.length; i++) {
    if (matches(StringPrototypeToLowerCase(trimHttpWhitespace(items[i])), host, port)) return true;
  }
  return false;
}

function matches(item, host, port) {
  if (item === '*') return true;
  const colon = StringPrototypeLastIndexOf(item, ':', item.length);
  // An address of IPv6 without brackets has many colons, and no port.
  if (colon >= 0 && (StringPrototypeIndexOf(item, ':', 0) === colon || item[colon - 1] === ']')) {
    if (StringPrototypeSlice(item, colon + 1, item.length) !== port) return false;
    item = StringPrototypeSlice(item, 0, colon);
  }
  item = withoutBrackets(item);
  if (StringPrototypeStartsWith(item, '*.')) item = StringPrototypeSlice(item, 2, item.length);
  else if (StringPrototypeStartsWith(item, '.')) item = StringPrototypeSlice(item, 1, item.length);
  if (item === '') return false;
  const rest = host.length - item.length;
  return host === item || (rest > 0 && host[rest - 1] === '.' && StringPrototypeSlice(host, rest, host.length) === item);
}

function withoutBrackets(host) {
  return StringPrototypeStartsWith(host, '[') ? StringPrototypeSlice(host, 1, host.length - 1) : host;
}

module.exports = { proxyOfEnvironment };
