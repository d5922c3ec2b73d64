// Bun.dns: where hosts are, asked ahead of who will connect to them.
const { TypeError } = primordials;
const { codedError } = require('core/errors');
const { requireArguments, toDOMString, toUnsignedShort } = require('webidl/convert');

/** The port is only told to the host's policy: an address is the same for all. */
const DEFAULT_PORT = 443;

const dns = {
  /**
   * Looks a host up, so that the first connection to it need not wait for that. Nobody is told how it went; what is found is kept for as
   * long as fetch() keeps it.
   *
   * @param {string} hostname a name or an address; IPv6 in brackets
   * @param {number} [port]
   */
  prefetch(hostname, port = DEFAULT_PORT) {
    requireArguments(arguments.length, 1, 'dns.prefetch');
    const host = toDOMString(hostname, 'dns.prefetch: hostname');
    const record = internal.url.parse(`https://${host}:${toUnsignedShort(port, 'dns.prefetch: port')}`);
    if (record === null || record.pathname() !== '/' || record.search() !== '' || record.hash() !== '' || record.username() !== '') {
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `dns.prefetch: '${host}' is no host`);
    }
    internal.fetch.lookUp(record);
  },
};

module.exports = { dns };
