// URLs in Request and Response. A server's scripts have no document, and so no base URL, unless the program has put a `location` with an
// `href` on the global object, as web pages and their test harnesses have one.
const globalScope = require('core/globalScope');
const { parseUrl } = require('url/URL');

/** The API base URL as text, or undefined. */
function baseUrl() {
  const { location } = globalScope.global;
  if (location === undefined || location === null) return undefined;
  const { href } = location;
  return typeof href === 'string' ? href : undefined;
}

/** The URL record of a text, or null for failure. */
function parse(text) {
  const url = parseUrl(text, baseUrl());
  return url === null ? null : url.record;
}

/** @returns {string|null} the URL, serialized; null for failure */
function parseUrlWithBase(text) {
  const url = parse(text);
  return url === null ? null : url.href();
}

/** Would it be a URL where there is a base? */
function parseUrlOnAnyBase(text) {
  return parseUrl(text, 'http://localhost/') !== null;
}

/** Is the URL of another origin than the base, where there is one? */
function isForeign(href) {
  const base = baseUrl();
  if (base === undefined) return false;
  const ours = parseUrl(base);
  const { record } = parseUrl(href);
  return ours === null || ours.record.protocol() !== record.protocol() || ours.record.host() !== record.host();
}

module.exports = { baseUrl, isForeign, parse, parseUrlOnAnyBase, parseUrlWithBase };
