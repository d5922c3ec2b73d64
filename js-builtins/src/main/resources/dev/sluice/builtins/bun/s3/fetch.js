// fetch('s3://bucket/key', { s3: options }): GET, HEAD and DELETE are requests like any other, signed; a PUT is an upload, in one request
// or in parts, and its Response is made here.
const { decodeURIComponent } = primordials;
const { EMPTY, NULL, BodySlots } = require('fetch/body/BodySlots');
const { HeaderList } = require('fetch/HeaderList');
const { ResponseSlots } = require('fetch/Response');
const { networkError, networkErrorOf } = require('fetch/client/errors');
const { isObject } = require('webidl/convert');
const { destination, s3SlotsOfUrl } = require('bun/s3/S3File');

/**
 * «scheme fetch» of an s3: URL.
 *
 * @param {Fetching} fetching hears of the answer
 * @param {object} url Java's UrlRecord
 * @throws a network error, or what the options are wrong by
 */
function fetchObject(fetching, url) {
  const { method, options } = fetching;
  const slots = s3SlotsOfUrl(`s3://${url.host()}${decoded(url.pathname())}`, options.s3, 'fetch');
  switch (method) {
    case 'GET':
    case 'HEAD':
    case 'DELETE':
      sendSigned(fetching, slots, method);
      break;
    case 'PUT':
      put(fetching, slots);
      break;
    default:
      throw networkError(`an s3: URL takes GET, HEAD, PUT and DELETE, not ${method}`, 'ERR_S3_INVALID_METHOD');
  }
}

/** The key that the path of a URL means. */
function decoded(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function sendSigned(fetching, { store }, method) {
  const { urlList, options } = fetching;
  let href;
  try {
    href = internal.s3.url(store);
    fetching.signed = internal.s3.signed(store, method);
  } catch (e) {
    throw networkErrorOf(e);
  }
  urlList[urlList.length - 1] = href;
  const tls = isObject(options.s3) ? options.s3.tls : undefined;
  if (options.tls === null && isObject(tls)) options.tls = require('fetch/client/ClientOptions').toTls(tls, 'fetch: s3.tls');
  require('fetch/client/httpRequest').send(fetching, internal.url.parse(href));
}

function put(fetching, slots) {
  const { body, headerList, request } = fetching;
  const list = headerList ?? require('fetch/lazyHeaders').headerListOf(request);
  const type = list.get('content-type');
  const call = internal.s3.put(destination(slots, type === null ? undefined : { __proto__: null, type }, 'fetch').store);
  if (body.state !== NULL) require('fetch/client/httpRequest').setBody(call, fetching, body);
  fetching.call = call;
  call.send((error) => {
    if (fetching.isAborted) return;
    if (error !== undefined && error !== null) fetching.fail(fetching.feeder?.failure() ?? networkErrorOf(error));
    else fetching.finish(stored());
  });
}

function stored() {
  const response = new ResponseSlots(new BodySlots(EMPTY, undefined, null));
  response.statusText = 'OK';
  response.headerList = new HeaderList();
  return response;
}

module.exports = { fetchObject };
