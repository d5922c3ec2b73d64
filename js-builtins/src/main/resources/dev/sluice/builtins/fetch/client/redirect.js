// «HTTP-redirect fetch» (Fetch §4.5, https://fetch.spec.whatwg.org/#http-redirect-fetch).
const { NumberPrototypeToString, StringPrototypeCharCodeAt, StringPrototypeIndexOf, StringPrototypeSlice } = primordials;
const { StringPrototypeToUpperCase } = primordials;
const { LOCKED, NULL, nullBody } = require('fetch/body/BodySlots');
const { headerListOf } = require('fetch/lazyHeaders');
const { networkError } = require('fetch/client/errors');
const { isTaintedBy, policyAfter } = require('fetch/client/referrer');

/** «request-body-header name», and what says how long the body is */
const bodyHeaders = ['content-encoding', 'content-language', 'content-location', 'content-type', 'content-length'];

/**
 * What is for one origin alone. The standard knows only Authorization, since a page cannot set the others; a server's script can, and
 * means them for the server that it has named.
 */
const originHeaders = ['authorization', 'proxy-authorization', 'cookie', 'host'];

/** Has it a «redirect status»? */
function isRedirect(answer) {
  const status = answer.status();
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308;
}

/**
 * Makes a fetch go where the answer leads.
 *
 * @returns {boolean} false if it leads nowhere: the answer is the response then
 * @throws a network error
 */
function follow(fetching, answer, limit) {
  const current = fetching.urlList[fetching.urlList.length - 1];
  const target = locationOf(answer, current);
  if (target === undefined) return false;
  if (target === null) throw networkError('the server redirects to what is no URL', 'ERR_INVALID_REDIRECT');
  const scheme = target.protocol();
  if (scheme !== 'http:' && scheme !== 'https:') throw networkError(`the server redirects to a ${scheme} URL`, 'ERR_INVALID_REDIRECT');
  if (fetching.redirectCount === limit) throw networkError(`more than ${limit} redirects`, 'ERR_TOO_MANY_REDIRECTS');
  fetching.redirectCount++;
  const from = internal.url.parse(current);
  const isSameOrigin = from.origin() === target.origin();
  const { request } = fetching;
  if (request.options.mode === 'cors' && !isSameOrigin && (target.username() !== '' || target.password() !== '')) {
    throw networkError('the server redirects to a URL with credentials in it', 'ERR_INVALID_REDIRECT');
  }
  const status = answer.status();
  if (status !== 303 && fetching.body.state === LOCKED) {
    throw networkError('the server redirects, and a stream cannot be sent again', 'ERR_REQUEST_BODY_NOT_REPLAYABLE');
  }
  answer.discard();
  fetching.headerList = (fetching.headerList ?? headerListOf(request)).clone();
  changeMethod(fetching, status);
  if (!isSameOrigin) remove(fetching.headerList, originHeaders);
  fetching.referrerPolicy = policyAfter(answer, fetching.referrerPolicy);
  fetching.isTainted ||= isTaintedBy(from, target);
  const { urlList } = fetching;
  urlList[urlList.length] = target.href();
  return true;
}

/** «location URL». @returns {object|null|undefined} Java's UrlRecord; null for failure, undefined if there is none */
function locationOf(answer, current) {
  const location = answer.fields().get('location');
  if (location === null || location === undefined) return undefined;
  const url = internal.url.parseAgainst(escapeBytes(location), current);
  if (url === null || url.hash() !== '') return url;
  const fragment = StringPrototypeIndexOf(current, '#', 0);
  return fragment < 0 ? url : url.withHash(StringPrototypeSlice(current, fragment, current.length));
}

/** What is not ASCII is percent-encoded as the bytes that came, as browsers do it: of UTF-8 that is what was meant. */
function escapeBytes(location) {
  let escaped = '';
  for (let i = 0; i < location.length; i++) {
    const code = StringPrototypeCharCodeAt(location, i);
    escaped += code < 0x80 ? location[i] : `%${StringPrototypeToUpperCase(NumberPrototypeToString(code, 16))}`;
  }
  return escaped;
}

/** Steps 12 and 13. */
function changeMethod(fetching, status) {
  const { method } = fetching;
  const becomesGet = (status === 301 || status === 302) && method === 'POST';
  if (!becomesGet && (status !== 303 || method === 'GET' || method === 'HEAD')) return;
  fetching.method = 'GET';
  if (fetching.body.state !== NULL) fetching.body = nullBody;
  fetching.feeder = null;
  remove(fetching.headerList, bodyHeaders);
}

function remove(list, names) {
  for (let i = 0; i < names.length; i++) list.delete(names[i]);
}

module.exports = { follow, isRedirect };
