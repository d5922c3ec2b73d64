// «Establish a WebSocket connection» (WebSockets §2.1): the request for a handshake, given to Java.
const { StringPrototypeSlice } = primordials;

const USER_AGENT = `Sluice/${internal.version}`;

/**
 * Connects.
 *
 * @param {object} native ClientWebSocketBinding
 * @param {object} url Java's UrlRecord, of the scheme ws or wss
 * @param {WebSocketInit} init
 * @throws what cannot be sent, or an environment that names no proxy
 */
function connect(native, url, { protocols, headers, client, deflate }) {
  for (let i = 0; i < protocols.length; i++) native.protocol(protocols[i]);
  setHeaders(native, url, headers);
  native.deflate(deflate);
  const unix = client === null ? '' : client.unix;
  const tls = client === null ? null : client.tls;
  const proxy = client?.proxy ?? (unix === '' ? proxyOf(url) : null);
  if (proxy !== null) native.proxy(require('fetch/client/proxy').nativeProxy(proxy));
  if (unix !== '') native.socketPath(unix);
  if (tls !== null) native.tls(tls.key, tls.cert, tls.ca, tls.passphrase, tls.serverName, tls.rejectUnauthorized);
  native.connect();
}

/** The environment knows of proxies for http: and https:. */
function proxyOf(url) {
  const href = url.href();
  const record = internal.url.parse(`http${StringPrototypeSlice(href, 'ws'.length, href.length)}`);
  return require('fetch/client/environmentProxy').proxyOfEnvironment(record);
}

function setHeaders(native, url, list) {
  if (list !== null) {
    const { table } = list;
    for (let i = 0; i < table.length; i += 3) native.header(table[i], table[i + 2]);
  }
  const has = (name) => list !== null && list.contains(name);
  if (!has('origin')) {
    const origin = ownOrigin();
    if (origin !== undefined) native.header('Origin', origin);
  }
  if (!has('user-agent')) native.header('User-Agent', USER_AGENT);
  if ((url.username() !== '' || url.password() !== '') && !has('authorization')) {
    native.header('Authorization', require('fetch/client/credentials').basicCredentials(url));
  }
}

/** A program has an origin only where it has been given a `location` as web pages have it. */
function ownOrigin() {
  const base = require('fetch/baseUrl').baseUrl();
  const url = base === undefined ? null : internal.url.parse(base);
  return url === null ? undefined : url.origin();
}

module.exports = { connect };
