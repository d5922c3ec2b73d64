// The `tls` option: what a script gives as keys and certificates, made into texts for Java. Texts are PEM.
const { ArrayIsArray } = primordials;
const { fromHost } = require('core/errors');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { isBlob, slotsOf: blobSlotsOf } = require('file/Blob');
const { typeError } = require('bun/serve/options');
const { text: codec } = internal;

/** A PEM text from a string, bytes, a file, or a list of these. A file is read now: a server is made once. */
function toPem(value, name) {
  if (value === undefined || value === null) return null;
  if (ArrayIsArray(value)) {
    let all = '';
    for (let i = 0; i < value.length; i++) all += `${toPem(value[i], `${name}[${i}]`) ?? ''}\n`;
    return all;
  }
  if (typeof value === 'string') return value;
  if (isBufferSource(value)) return codec.decodeUtf8(bufferOf(value), byteOffsetOf(value), byteLengthOf(value), false, false);
  if (isBlob(value)) {
    const { store, offset, length } = blobSlotsOf(value);
    if (store.inMemory()) return store.text(offset, length);
    const bytes = require('core/hostBytes').copyOfHostBytes(store.bytesNow(offset, length));
    return codec.decodeUtf8(bufferOf(bytes), 0, byteLengthOf(bytes), false, false);
  }
  throw typeError(`options.${name} must be a string, bytes or a file, in PEM format, or a list of these`);
}

function toText(value, name) {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string') throw typeError(`options.${name} must be a string`);
  return value;
}

/**
 * Gives the certificates to Java.
 *
 * @param {object} config of the binding: addTls(key, cert, ca, passphrase, serverName, requestCert, rejectUnauthorized)
 * @param {object[]} list as the script gave them; the first is for names that none of the others is for
 */
function addCertificates(config, list) {
  for (let i = 0; i < list.length; i++) {
    const at = list.length === 1 ? 'tls' : `tls[${i}]`;
    const { key, cert, ca, passphrase, serverName, requestCert, rejectUnauthorized } = list[i];
    try {
      config.addTls(
        toPem(key, `${at}.key`),
        toPem(cert, `${at}.cert`),
        toPem(ca, `${at}.ca`),
        toText(passphrase, `${at}.passphrase`),
        toText(serverName, `${at}.serverName`),
        requestCert === true,
        rejectUnauthorized !== false,
      );
    } catch (e) {
      throw fromHost(e);
    }
  }
}

module.exports = { addCertificates };
