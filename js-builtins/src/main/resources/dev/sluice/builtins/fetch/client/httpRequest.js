// «HTTP-network-or-cache fetch» and «HTTP-network fetch» (Fetch §4.6, §4.7) without a cache: one request, given to Java.
const { BLOB, BYTES, ERROR, LOCKED, NULL, STRING } = require('fetch/body/BodySlots');
const { bufferOf, byteLengthOf, byteOffsetOf } = require('webidl/bufferSource');
const { headerListOf } = require('fetch/lazyHeaders');

const USER_AGENT = `Sluice/${internal.version}`;
const ACCEPT_ENCODING = 'gzip, deflate, br, zstd';
const WIDTH = 3;

/**
 * Sends the request of a fetch, as it stands after redirects.
 *
 * @param {Fetching} fetching hears of the answer by `receive`
 * @param {object} url Java's UrlRecord
 */
function send(fetching, url) {
  const { options, body } = fetching;
  const call = internal.fetch.request(url, fetching.method);
  setHeaders(call, fetching, url);
  if (body.state !== NULL) setBody(call, fetching, body);
  const { unix, tls, protocol, timeout } = options;
  const proxy = options.proxy ?? (unix === '' ? require('fetch/client/environmentProxy').proxyOfEnvironment(url) : null);
  if (proxy !== null) call.proxy(require('fetch/client/proxy').nativeProxy(proxy));
  if (unix !== '') call.socket(unix);
  if (protocol !== '') call.protocol(protocol);
  if (tls !== null) call.tls(tls.key, tls.cert, tls.ca, tls.passphrase, tls.serverName, tls.rejectUnauthorized);
  if (timeout !== null) call.timeouts(timeout.connect, timeout.head, timeout.idle, timeout.total);
  const { purpose, redirectCount } = fetching;
  if (redirectCount !== 0 || purpose !== 'FETCH') call.occasion(purpose, redirectCount);
  fetching.call = call;
  const whenOver = fetching.signal === null ? null : () => whenCallIsOver(fetching, call);
  call.send((error, answer) => fetching.receive(error, answer), whenOver);
}

/** A signal that outlives the fetch is not to hold it. After a redirect there is another call. */
function whenCallIsOver(fetching, call) {
  if (fetching.call === call) fetching.letGo();
}

function setHeaders(call, fetching, url) {
  const { request, options } = fetching;
  const list = (fetching.headerList ??= headerListOf(request));
  const { table } = list;
  for (let i = 0; i < table.length; i += WIDTH) call.header(table[i], table[i + 2]);
  const { signed } = fetching;
  if (signed !== null) for (let i = 0; i < signed.size(); i++) call.header(signed.name(i), signed.value(i));
  require('fetch/client/referrer').setReferrerHeaders(call, fetching, url);
  if (!list.contains('user-agent')) call.header('User-Agent', USER_AGENT);
  // The header's other options concern our connection, and are for us to say.
  if (options.closes) call.header('Connection', 'close');
  if (!list.contains('accept')) call.header('Accept', '*/*');
  setCacheHeaders(call, request.options.cache, list);
  if (!list.contains('accept-encoding')) {
    // Of a coded body no range can be decoded.
    if (list.contains('range')) call.header('Accept-Encoding', 'identity');
    else if (options.decompress) call.header('Accept-Encoding', ACCEPT_ENCODING);
  }
  if (url.username() !== '' || url.password() !== '') setCredentials(call, list, url);
}

/** Steps 8.17 to 8.20: what caches on the way are to do. */
function setCacheHeaders(call, cache, list) {
  if (cache === 'default' || cache === 'force-cache' || cache === 'only-if-cached') return;
  if (cache === 'no-cache') {
    if (!list.contains('cache-control')) call.header('Cache-Control', 'max-age=0');
    return;
  }
  if (!list.contains('pragma')) call.header('Pragma', 'no-cache');
  if (!list.contains('cache-control')) call.header('Cache-Control', 'no-cache');
}

/** User name and password of a URL that a redirect has led to. */
function setCredentials(call, list, url) {
  if (!list.contains('authorization')) call.header('Authorization', require('fetch/client/credentials').basicCredentials(url));
}

/** A body that is no stream stays where it is, so that it can be sent again. */
function setBody(call, fetching, body) {
  const { state, value } = body;
  switch (state) {
    case STRING:
      call.bodyText(value);
      break;
    case BYTES:
      call.bodyBytes(bufferOf(value), byteOffsetOf(value), byteLengthOf(value));
      break;
    case BLOB:
      call.bodyStore(value.store, value.offset, value.length);
      break;
    case LOCKED:
      setStream(call, fetching, body.stream);
      break;
    case ERROR:
      throw value;
    default: // EMPTY
      call.bodyText('');
  }
}

function setStream(call, fetching, stream) {
  const { StreamTag, streamTag, takeOrigin } = require('streams/readable/native');
  const tag = streamTag(stream);
  if (tag === StreamTag.Invalid) throw require('fetch/body/BodySlots').bodyUsedError();
  if (tag === StreamTag.JavaScript || tag === StreamTag.Direct) {
    const { BodyFeeder } = require('fetch/client/BodyFeeder');
    fetching.feeder = new BodyFeeder(stream);
    fetching.feeder.target = call.bodyScript(fetching.feeder.onPull, fetching.feeder.onCancel);
    return;
  }
  const origin = takeOrigin(stream);
  const { readableStreamClose } = require('streams/readable/operations');
  readableStreamClose(stream);
  require('streams/readable/ReadableStreamDefaultReader').acquireReadableStreamDefaultReader(stream);
  const { blob } = origin;
  if (blob === undefined) call.bodySource(origin.openSource());
  else call.bodyStore(blob.store, blob.offset, blob.length);
}

module.exports = { send, setBody };
