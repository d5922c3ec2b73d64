// A proxy as Java is told of it: by fetch(), WebSocket and S3.
const { basicCredentials } = require('fetch/client/credentials');

const WIDTH = 3;

/** @param {ProxyInit} proxy @returns {object} Java's ProxyBinding */
function nativeProxy({ url, headerList, tls }) {
  const proxy = internal.fetch.proxy(url, basicCredentials(url));
  if (tls !== null) proxy.tls(tls.key, tls.cert, tls.ca, tls.passphrase, tls.serverName, tls.rejectUnauthorized);
  if (headerList !== null) {
    const { table } = headerList;
    for (let i = 0; i < table.length; i += WIDTH) proxy.header(table[i], table[i + 2]);
  }
  return proxy;
}

module.exports = { nativeProxy };
