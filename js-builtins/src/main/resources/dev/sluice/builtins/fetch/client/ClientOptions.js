// What fetch() takes besides the standard's RequestInit: Bun's options, and how long it may take.
//
//   proxy       URL of an HTTP proxy, http: or https:, with user name and password where it wants them; or { url, headers, tls }
//   unix        path of a Unix socket to connect to, whatever the URL's host is
//   tls         { ca, cert, key, passphrase, serverName, rejectUnauthorized }
//   protocol    'http2' (or 'h2'): that or nothing, in the clear as well; 'http1.1' (or 'h1'): that. Else what a secure server chooses
//   decompress  false: the body as it comes, its Content-Encoding not taken off
//   timeout     milliseconds for all of it; or { connect, head, idle, total }, each in milliseconds, 0 for no limit; or false for no limit
//   maxResponseSize  bytes of a body, its codings taken off if they are; whoever reads one that has more is told ERR_BODY_TOO_LARGE
//   keepalive   false: over HTTP/1.1 a connection of its own, closed after the response
//   s3          of an s3: URL: what S3Client takes, see bun/s3/options
//   verbose     taken and ignored
const { ArrayIsArray, MathFloor, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError } = require('core/errors');
const { isObject, toBoolean, toDOMString, toDouble } = require('webidl/convert');

const MAX_SAFE_INTEGER = 2 ** 53 - 1;

class ClientOptions {
  constructor() {
    /** ProxyInit or null */
    this.proxy = null;
    /** 'http2', 'http1.1', or '' for either */
    this.protocol = '';
    this.unix = '';
    /** TlsInit or null */
    this.tls = null;
    this.decompress = true;
    /** bytes, or -1 */
    this.maxResponseSize = -1;
    /** Is the connection to be closed? */
    this.closes = false;
    /** TimeoutInit or null */
    this.timeout = null;
    /** as the script gave it */
    this.s3 = undefined;
  }
}

isolate(ClientOptions);

/** A proxy and what it is to be told. */
class ProxyInit {
  constructor(url, headerList, tls) {
    /** Java's UrlRecord */
    this.url = url;
    /** HeaderList of what goes to the proxy alone, or null */
    this.headerList = headerList;
    /** TlsInit for an https: one, or null */
    this.tls = tls;
  }
}

isolate(ProxyInit);

/** Milliseconds; -1 keeps the default. */
class TimeoutInit {
  constructor(connect, head, idle, total) {
    this.connect = connect;
    this.head = head;
    this.idle = idle;
    this.total = total;
  }
}

isolate(TimeoutInit);

/** PEM texts and what goes with them; null where nothing is said. */
class TlsInit {
  constructor(value, context) {
    this.key = toPem(value.key, `${context}.key`);
    this.cert = toPem(value.cert, `${context}.cert`);
    this.ca = toPem(value.ca, `${context}.ca`);
    this.passphrase = optionalText(value.passphrase, `${context}.passphrase`);
    this.serverName = optionalText(value.serverName ?? value.servername, `${context}.serverName`);
    const { rejectUnauthorized } = value;
    this.rejectUnauthorized = rejectUnauthorized === undefined ? true : toBoolean(rejectUnauthorized);
  }
}

isolate(TlsInit);

/** What most say: nothing. */
const none = new ClientOptions();

/**
 * @param {unknown} init as the script gave it; the standard's members have been read
 * @param {string} [context] what messages say in front of an option's name
 */
function toClientOptions(init, context = 'fetch: ') {
  if (!isObject(init)) return none;
  const { proxy, unix, tls, protocol, decompress, timeout, maxResponseSize, keepalive, s3 } = init;
  const saysWhere = proxy !== undefined || unix !== undefined || tls !== undefined || protocol !== undefined;
  const saysHow = decompress !== undefined || timeout !== undefined || maxResponseSize !== undefined || keepalive === false;
  if (!saysWhere && !saysHow && s3 === undefined) return none;
  const options = new ClientOptions();
  options.s3 = s3;
  options.closes = keepalive === false;
  if (proxy !== undefined && proxy !== null && proxy !== '') options.proxy = toProxy(proxy, `${context}proxy`);
  if (unix !== undefined && unix !== null) options.unix = toDOMString(unix, `${context}unix`);
  if (tls !== undefined && tls !== null) options.tls = toTls(tls, `${context}tls`);
  if (protocol !== undefined && protocol !== null) options.protocol = toProtocol(protocol, `${context}protocol`);
  if (decompress !== undefined) options.decompress = toBoolean(decompress);
  if (timeout !== undefined && timeout !== null && timeout !== true) options.timeout = toTimeout(timeout, `${context}timeout`);
  if (maxResponseSize !== undefined && maxResponseSize !== null) {
    options.maxResponseSize = toSize(maxResponseSize, `${context}maxResponseSize`);
  }
  return options;
}

function toSize(value, context) {
  const size = toDouble(value, context);
  if (!(size >= 0)) throw codedError(TypeError, 'ERR_OUT_OF_RANGE', `${context} is no number of bytes`);
  return size > MAX_SAFE_INTEGER ? -1 : MathFloor(size);
}

function toProxy(value, context) {
  const hasParts = isObject(value) && value.url !== undefined;
  const text = toDOMString(hasParts ? value.url : value, context);
  const record = internal.url.parse(text);
  if (record === null || !isProxyScheme(record.protocol())) {
    // Not named: there may be a password in it.
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context} is no http: or https: URL`);
  }
  if (!hasParts) return new ProxyInit(record, null, null);
  const { headers, tls } = value;
  const headerList = toProxyHeaders(headers, `${context}.headers`);
  return new ProxyInit(record, headerList, tls === undefined || tls === null ? null : toTls(tls, `${context}.tls`));
}

function toProxyHeaders(headers, context) {
  if (headers === undefined || headers === null) return null;
  const { Guard } = require('fetch/Guard');
  return require('fetch/Headers').headerListFrom(headers, Guard.None, context);
}

/** Can a proxy be asked so? */
function isProxyScheme(scheme) {
  return scheme === 'http:' || scheme === 'https:';
}

/** @param {string} context names the option in messages */
function toTls(value, context) {
  if (!isObject(value)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context} is not an object`);
  return new TlsInit(value, context);
}

function toProtocol(value, context) {
  const text = toDOMString(value, context);
  switch (text) {
    case 'http2':
    case 'h2':
      return 'http2';
    case 'http1.1':
    case 'h1':
      return 'http1.1';
    default:
      throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context} '${text}' is none of http2, h2, http1.1, h1`);
  }
}

function toTimeout(value, context) {
  if (value === false) return new TimeoutInit(0, 0, 0, 0);
  if (!isObject(value)) return new TimeoutInit(-1, -1, -1, toMillis(value, context));
  return new TimeoutInit(
    toMillis(value.connect, `${context}.connect`),
    toMillis(value.head, `${context}.head`),
    toMillis(value.idle, `${context}.idle`),
    toMillis(value.total, `${context}.total`),
  );
}

function toMillis(value, context) {
  if (value === undefined) return -1;
  const millis = toDouble(value, context);
  if (millis < 0 || millis > 2 ** 31) throw codedError(TypeError, 'ERR_OUT_OF_RANGE', `${context} is not in the range of 0 to 2^31`);
  return millis;
}

function optionalText(value, context) {
  return value === undefined || value === null ? null : toDOMString(value, context);
}

/** PEM: text, bytes, a file or other Blob in memory, or several of them. */
function toPem(value, context) {
  if (value === undefined || value === null) return null;
  if (ArrayIsArray(value)) {
    let all = '';
    for (let i = 0; i < value.length; i++) all += `${toPem(value[i], context) ?? ''}\n`;
    return all;
  }
  if (typeof value === 'string') return value;
  const { isBufferSource, bufferOf, byteOffsetOf, byteLengthOf } = require('webidl/bufferSource');
  if (isObject(value) && isBufferSource(value)) {
    return internal.text.decodeUtf8(bufferOf(value), byteOffsetOf(value), byteLengthOf(value), false, false);
  }
  const blobs = require.ifLoaded('file/Blob');
  if (blobs?.isBlob(value)) return pemOfBlob(blobs.slotsOf(value));
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context} is neither a string nor bytes nor a file`);
}

/** A file is read here and now, since the connection cannot be made without it: keys are small. */
function pemOfBlob({ store, offset, length }) {
  const { copyOfHostBytes } = require('core/hostBytes');
  try {
    return toPem(copyOfHostBytes(store.inMemory() ? store.bytes(offset, length) : store.bytesNow(offset, length)), '');
  } catch (e) {
    throw require('core/errors').fromHost(e);
  }
}

module.exports = { ProxyInit, isProxyScheme, toClientOptions, toTls };
