// Where a request comes from: the headers Referer (Referrer Policy §8.3, «determine request's referrer») and Origin (Fetch §3.2, «append a
// request Origin header»). A program has no document. It has a referrer where the script names one, and it has an origin, and that as its
// referrer, where it has been given a `location` as web pages have it.
const { StringPrototypeSplit, StringPrototypeStartsWith, StringPrototypeToLowerCase } = primordials;
const { trimHttpWhitespace } = require('mimesniff/mimeType');

const LENGTH_LIMIT = 4096;

const policies = [
  'no-referrer',
  'no-referrer-when-downgrade',
  'same-origin',
  'origin',
  'strict-origin',
  'origin-when-cross-origin',
  'strict-origin-when-cross-origin',
  'unsafe-url',
];

/** «strip url for use as a referrer» */
function strip(url, originOnly) {
  const origin = `${url.protocol()}//${url.host()}`;
  return originOnly ? `${origin}/` : `${origin}${url.pathname()}${url.search()}`;
}

/** «potentially trustworthy URL», of those that are fetched */
function isTrustworthy(url) {
  const host = url.hostname();
  return url.protocol() === 'https:' || host === 'localhost' || host === '[::1]' || StringPrototypeStartsWith(host, '127.');
}

function isNetworkScheme(url) {
  const scheme = url.protocol();
  return scheme === 'http:' || scheme === 'https:';
}

/** Java's UrlRecord of the program's own address, or null. */
function ownUrl() {
  const { baseUrl } = require('fetch/baseUrl');
  const base = baseUrl();
  return base === undefined ? null : internal.url.parse(base);
}

/** @returns {string} '' for none */
function refererOf(source, policy, url) {
  if (!isNetworkScheme(source)) return '';
  let full = strip(source, false);
  const origin = strip(source, true);
  if (full.length > LENGTH_LIMIT) full = origin;
  const isSameOrigin = source.origin() === url.origin();
  const isDowngrade = isTrustworthy(source) && !isTrustworthy(url);
  switch (policy) {
    case 'no-referrer':
      return '';
    case 'origin':
      return origin;
    case 'unsafe-url':
      return full;
    case 'strict-origin':
      return isDowngrade ? '' : origin;
    case 'same-origin':
      return isSameOrigin ? full : '';
    case 'origin-when-cross-origin':
      return isSameOrigin ? full : origin;
    case 'no-referrer-when-downgrade':
      return isDowngrade ? '' : full;
    default: // strict-origin-when-cross-origin
      if (isSameOrigin) return full;
      return isDowngrade ? '' : origin;
  }
}

/**
 * @param {object} call Java's request
 * @param {Fetching} fetching
 * @param {object} url Java's UrlRecord of where it goes
 */
function setReferrerHeaders(call, fetching, url) {
  const { referrer, mode } = fetching.request.options;
  const own = ownUrl();
  if (referrer !== 'no-referrer') {
    const source = referrer === 'client' || referrer === 'about:client' ? own : internal.url.parse(referrer);
    const text = source === null ? '' : refererOf(source, fetching.referrerPolicy, url);
    if (text !== '') call.header('Referer', text);
  }
  if (own === null || fetching.headerList.contains('origin')) return;
  const origin = originOf(own, mode, fetching, url);
  if (origin !== '') call.header('Origin', origin);
}

/** @returns {string} '' for none */
function originOf(own, mode, { method, isTainted, referrerPolicy }, url) {
  const origin = isTainted ? 'null' : own.origin();
  const isSameOrigin = own.origin() === url.origin();
  if (mode === 'cors' && (!isSameOrigin || isTainted)) return origin;
  if (method === 'GET' || method === 'HEAD') return '';
  if (mode === 'cors') return origin;
  switch (referrerPolicy) {
    case 'no-referrer':
      return 'null';
    case 'same-origin':
      return isSameOrigin ? origin : 'null';
    case 'no-referrer-when-downgrade':
    case 'strict-origin':
    case 'strict-origin-when-cross-origin':
      return isTrustworthy(own) && !isTrustworthy(url) ? 'null' : origin;
    default:
      return origin;
  }
}

/** «set request's referrer policy on redirect»: the last policy that the answer names and we know. */
function policyAfter(answer, policy) {
  const value = answer.fields().get('referrer-policy');
  if (value === null || value === undefined) return policy;
  const tokens = StringPrototypeSplit(value, ',', 2 ** 31);
  for (let i = 0; i < tokens.length; i++) {
    const token = StringPrototypeToLowerCase(trimHttpWhitespace(tokens[i]));
    for (let j = 0; j < policies.length; j++) if (policies[j] === token) policy = token;
  }
  return policy;
}

/** A redirect from an origin that is not the program's to yet another one. @returns {boolean} */
function isTaintedBy(from, to) {
  const own = ownUrl();
  return own !== null && from.origin() !== to.origin() && from.origin() !== own.origin();
}

module.exports = { isTaintedBy, policyAfter, setReferrerHeaders };
