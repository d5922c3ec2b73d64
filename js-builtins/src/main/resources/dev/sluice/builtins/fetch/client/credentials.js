// User name and password of a URL.
const { percentDecode } = require('fetch/client/dataUrl');

/** @param {object} url Java's UrlRecord @returns {string} for Authorization or Proxy-Authorization; '' if there are none */
function basicCredentials(url) {
  const name = url.username();
  const password = url.password();
  return name === '' && password === '' ? '' : `Basic ${internal.base64.encode(`${percentDecode(name)}:${percentDecode(password)}`)}`;
}

module.exports = { basicCredentials };
