// The arguments of the WebSocket constructor: its URL and subprotocols by the standard, and options as Bun and undici have them:
//
//   protocols   one, or a sequence of them
//   headers     for the handshake
//   proxy, unix, tls   as of fetch(), see fetch/client/ClientOptions
//   perMessageDeflate  false: compression is not offered
const { ArrayPrototypeSlice, StringPrototypeCharCodeAt, StringPrototypeIncludes, StringPrototypeSlice, SymbolIterator } = primordials;
const { StringPrototypeToLowerCase } = primordials;
const { isolate } = require('core/isolate');
const { isObject, toDOMString, toSequence } = require('webidl/convert');

const NO_PROTOCOLS = [];

class WebSocketInit {
  constructor() {
    /** @type {string[]} */
    this.protocols = NO_PROTOCOLS;
    /** HeaderList or null */
    this.headers = null;
    /** ClientOptions of fetch, or null */
    this.client = null;
    this.deflate = true;
  }
}

isolate(WebSocketInit);

function syntaxError(message) {
  return require('webidl/DOMException').createDOMException(`WebSocket constructor: ${message}`, 'SyntaxError');
}

/**
 * «get a URL record» (WebSockets §3.1, steps 1 to 7 of the constructor).
 *
 * @returns {object} Java's UrlRecord, of the scheme ws or wss
 * @throws a SyntaxError
 */
function toWebSocketUrl(text) {
  const url = require('fetch/baseUrl').parse(text);
  if (url === null) throw syntaxError(`'${text}' is not a valid URL`);
  const href = url.href();
  // For a fragment that is empty there is no other sign.
  if (StringPrototypeIncludes(href, '#')) throw syntaxError(`the URL '${text}' has a fragment`);
  switch (url.protocol()) {
    case 'ws:':
    case 'wss:':
      return url;
    case 'http:':
    case 'https:':
      return internal.url.parse(`ws${StringPrototypeSlice(href, 'http'.length, href.length)}`);
    default:
      throw syntaxError(`the URL '${text}' is none of ws:, wss:, http: and https:`);
  }
}

/** (DOMString or sequence<DOMString>), or an object of options. */
function toWebSocketInit(value) {
  const init = new WebSocketInit();
  if (value === undefined) return init;
  if (!isObject(value)) {
    init.protocols = checkProtocols([toDOMString(value, 'WebSocket constructor: protocols')]);
    return init;
  }
  const method = value[SymbolIterator];
  if (method !== undefined && method !== null) {
    init.protocols = checkProtocols(toSequence(value, 'WebSocket constructor: protocols', toDOMString, method));
  } else {
    readOptions(init, value);
  }
  return init;
}

function readOptions(init, options) {
  const protocols = options.protocols ?? options.protocol;
  if (protocols !== undefined) {
    init.protocols = checkProtocols(
      isObject(protocols)
        ? toSequence(protocols, 'WebSocket constructor: options.protocols', toDOMString)
        : [toDOMString(protocols, 'WebSocket constructor: options.protocols')],
    );
  }
  const { headers, perMessageDeflate } = options;
  if (headers !== undefined && headers !== null) {
    const { Guard } = require('fetch/Guard');
    init.headers = require('fetch/Headers').headerListFrom(headers, Guard.None, 'WebSocket constructor: options.headers');
  }
  init.deflate = perMessageDeflate !== false;
  init.client = require('fetch/client/ClientOptions').toClientOptions(options, 'WebSocket constructor: options.');
}

/** They are tokens, and none is there twice, not even in other letters. */
function checkProtocols(protocols) {
  for (let i = 0; i < protocols.length; i++) {
    if (!isToken(protocols[i])) throw syntaxError(`the subprotocol '${protocols[i]}' is not a token`);
    const name = StringPrototypeToLowerCase(protocols[i]);
    for (let k = 0; k < i; k++) {
      if (StringPrototypeToLowerCase(protocols[k]) === name) throw syntaxError(`the subprotocol '${protocols[i]}' is there twice`);
    }
  }
  return ArrayPrototypeSlice(protocols, 0, protocols.length);
}

const separators = '()<>@,;:\\"/[]?={} \t';

function isToken(text) {
  if (text === '') return false;
  for (let i = 0; i < text.length; i++) {
    const code = StringPrototypeCharCodeAt(text, i);
    if (code < 0x21 || code > 0x7e || StringPrototypeIncludes(separators, text[i])) return false;
  }
  return true;
}

module.exports = { toWebSocketInit, toWebSocketUrl };
