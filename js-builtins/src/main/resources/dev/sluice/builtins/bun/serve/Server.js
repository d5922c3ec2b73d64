// Server: what Bun.serve gives. The connections are Java's (HttpServerBinding); this is the script's hand on them.
const { Error, MathCeil, PromiseReject, ReflectApply, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { codedError, fromHost } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { isObject, toBoolean } = require('webidl/convert');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { exchangeOf } = require('fetch/serverRequest');
const { Handlers } = require('bun/serve/handle');
const { toHandlerOptions } = require('bun/serve/options');

const GREATEST_TIMEOUT = 86400;

class ServerSlots {
  /** @param {ServeOptions} options */
  constructor(options) {
    this.wrapper = undefined;
    this.id = options.id;
    this.unix = options.unix;
    this.hostname = options.hostname;
    this.isSecure = options.tls !== undefined;
    this.development = options.handlers.development;
    /** Handlers of bun/serve/handle */
    this.handlers = undefined;
    /** of the binding, once it listens */
    this.native = undefined;
    /** WebSocketRoom, if the options have `websocket` */
    this.webSockets = undefined;
    /** the URL object, once a script has seen it */
    this.url = undefined;
    /** the promise of stop() */
    this.stopped = undefined;
  }
}

isolate(ServerSlots);

/** @param {HandlerOptions} options @param {object} builder of routes, of the binding */
function makeHandlers({ fetch, error, routes, development }, builder) {
  const scripts = routes === undefined ? [] : require('bun/serve/routes').compileRoutes(routes, builder);
  return new Handlers(fetch, error, scripts, development);
}

/** As a client would write it. */
function urlText(slots) {
  if (slots.unix !== undefined) return `unix://${slots.unix}`;
  return `${protocolOf(slots)}://${hostOf(slots)}:${slots.native.port()}/`;
}

function protocolOf(slots) {
  return slots.isSecure ? 'https' : 'http';
}

/** Where all addresses are listened to, a client on this machine says localhost. */
function hostOf({ hostname }) {
  if (hostname === undefined || hostname === '0.0.0.0' || hostname === '::') return 'localhost';
  for (let i = 0; i < hostname.length; i++) if (hostname[i] === ':') return `[${hostname}]`;
  return hostname;
}

let slotsOf, isServer;

class Server {
  #slots;

  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    isServer = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isServer(o)) throw illegalInvocation('Server');
      return o.#slots;
    };
  }

  /** `{ address, family, port }`, of a Unix socket its path. */
  get address() {
    const { native, unix } = slotsOf(this);
    if (unix !== undefined) return unix;
    return { address: native.address(), family: native.family(), port: native.port() };
  }

  get development() {
    return slotsOf(this).development;
  }

  get hostname() {
    const slots = slotsOf(this);
    if (slots.unix !== undefined) return undefined;
    return slots.hostname === undefined ? 'localhost' : slots.hostname;
  }

  get id() {
    return slotsOf(this).id;
  }

  /** Requests that have not been answered to their end. */
  get pendingRequests() {
    return slotsOf(this).native.pendingRequests();
  }

  /** WebSockets of this thread that are not closed yet. */
  get pendingWebSockets() {
    const { webSockets } = slotsOf(this);
    return webSockets === undefined ? 0 : webSockets.native.pendingWebSockets();
  }

  /** The port; of port: 0 the one that the system has chosen. undefined for a Unix socket. */
  get port() {
    const { native, unix } = slotsOf(this);
    return unix === undefined ? native.port() : undefined;
  }

  get protocol() {
    return protocolOf(slotsOf(this));
  }

  /** Counters since the start, of all threads, as numbers by name. See docs/server.md. */
  get stats() {
    return require('bun/serve/stats').readStats(slotsOf(this).native);
  }

  get url() {
    const slots = slotsOf(this);
    if (slots.url === undefined) slots.url = new (require('url/URL').URL)(urlText(slots));
    return slots.url;
  }

  /**
   * Has `fetch` of the options answer a request, without a connection.
   *
   * @param {string|URL|Request} request a text may be relative to the server's URL
   * @returns {Promise<Response>}
   */
  fetch(request) {
    if (!isServer(this)) return PromiseReject(illegalInvocation('Server'));
    const slots = this.#slots;
    return callFetch(slots, request);
  }

  /**
   * Sends a message to all WebSockets that are subscribed to a topic, on all threads.
   *
   * @returns {number} how many bytes it has; 0 if nobody on this thread has got it
   */
  publish(topic, data, compress = undefined) {
    const { webSockets } = slotsOf(this);
    const { publish, toCompress, toTopic } = require('bun/serve/websocket/messages');
    const name = toTopic(topic, 'Server.publish');
    if (webSockets === undefined) return 0;
    return publish(webSockets.native, name, data, toCompress(compress, 'Server.publish'), 'Server.publish');
  }

  /** Keeps the program running while the server listens, as it does by itself. */
  ref() {
    slotsOf(this).native.ref();
    return this;
  }

  /** Lets the program end although the server listens. */
  unref() {
    slotsOf(this).native.unref();
    return this;
  }

  /**
   * Replaces `routes`; and `fetch`, `error` and `websocket`, where they are given. Requests that are being answered are not touched.
   * On the first of several threads it replaces the others by new ones that evaluate the module as it is now.
   */
  reload(options) {
    const slots = slotsOf(this);
    reload(slots, toHandlerOptions(options));
    return this;
  }

  /** @returns {{address: string, family: string, port: number}|null} the client's; null where the request is over, or no server's */
  requestIP(request) {
    slotsOf(this);
    const exchange = exchangeOf(request);
    if (exchange === undefined || exchange.isOver()) return null;
    const address = exchange.remoteAddress();
    return address === null ? null : { address, family: exchange.remoteFamily(), port: exchange.remotePort() };
  }

  /**
   * Stops listening, on all threads. Requests that are being answered go on to their end, unless `closeActiveConnections` says that
   * they are cut.
   *
   * @returns {Promise<void>} fulfilled when the last connection is closed
   */
  stop(closeActiveConnections = false) {
    if (!isServer(this)) return PromiseReject(illegalInvocation('Server'));
    return stop(this.#slots, toBoolean(closeActiveConnections));
  }

  /** WebSockets of this thread that are subscribed to a topic. */
  subscriberCount(topic) {
    const { webSockets } = slotsOf(this);
    const name = require('bun/serve/websocket/messages').toTopic(topic, 'Server.subscriberCount');
    return webSockets === undefined ? 0 : webSockets.native.subscriberCount(name);
  }

  /** Sets the idle timeout of the request's connection, in seconds; 0 is none. */
  timeout(request, seconds) {
    slotsOf(this);
    if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= GREATEST_TIMEOUT)) {
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `Server.timeout: seconds must be a number from 0 to ${GREATEST_TIMEOUT}`);
    }
    const exchange = exchangeOf(request);
    if (exchange === undefined) {
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Server.timeout: request is not a Request that has come to this server');
    }
    if (!exchange.isOver()) exchange.timeout(MathCeil(seconds));
  }

  /**
   * Makes a WebSocket of a request, whose handler then need not answer it any more.
   *
   * @param {Request} request
   * @param {{headers?: HeadersInit, data?: any}} [options] headers for the answer, and what will be the socket's `data`
   * @returns {boolean} false if the request does not ask for a WebSocket
   */
  upgrade(request, options = undefined) {
    const { webSockets } = slotsOf(this);
    if (webSockets === undefined) {
      throw codedError(Error, 'ERR_INVALID_STATE', 'Server.upgrade: the options of Bun.serve have no `websocket` with handlers');
    }
    return require('bun/serve/websocket/upgrade').upgrade(webSockets, request, options);
  }
}

/** The promise is awaited: to return one, an async function would ask it for its `then`, which a script may have replaced. */
async function callFetch(slots, request) {
  const { fetch } = slots.handlers;
  if (fetch === undefined) throw codedError(TypeError, 'ERR_INVALID_STATE', 'Server.fetch: the options have no function fetch');
  const { Request, isRequest } = require('fetch/Request');
  if (request === undefined) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', 'Server.fetch: request must be a Request, a URL or a text');
  }
  let given = request;
  if (!isRequest(given)) {
    const url = require('url/URL').parseUrl(`${given}`, slots.unix === undefined ? urlText(slots) : 'http://localhost/');
    if (url === null) throw codedError(TypeError, 'ERR_INVALID_URL', `Server.fetch: '${given}' is not a valid URL`);
    given = new Request(url.record.href());
  }
  return await ReflectApply(fetch, slots.wrapper, [given, slots.wrapper]);
}

function reload(slots, options) {
  const builder = internal.http.routes();
  const { handlers } = slots;
  const next = makeHandlers(options, builder);
  if (next.fetch === undefined) next.fetch = handlers.fetch;
  if (next.error === undefined) next.error = handlers.error;
  next.isDevelopment = handlers.isDevelopment;
  try {
    slots.native.reload(builder);
  } catch (e) {
    throw fromHost(e);
  }
  slots.handlers = next;
  openWebSockets(slots, options.websocket);
}

/** Handlers of WebSockets, also in the place of others: sockets that are open get them, too. */
function openWebSockets(slots, options) {
  if (options === undefined) return;
  const { WebSocketRoom } = require('bun/serve/websocket/room');
  const made = new WebSocketRoom(options);
  if (slots.webSockets === undefined) {
    slots.webSockets = made;
    made.native.serve(slots.native);
  } else {
    slots.webSockets.options = options;
    slots.webSockets.native.replace(made.native);
  }
}

function stop(slots, now) {
  const { native } = slots;
  if (slots.stopped !== undefined) {
    if (now) native.cut();
    return slots.stopped;
  }
  slots.stopped = hostPromise((done) => native.stop(now, done), () => undefined);
  return slots.stopped;
}

module.exports = { Server: defineInterface(Server, { inspect }), ServerSlots, isServer, makeHandlers, openWebSockets, wrapServer };

/** What console.log shows. */
function inspect(server) {
  const { address, development, hostname, id, port, protocol, url } = server;
  return { __proto__: null, address, development, hostname, id, port, protocol, url: url.href };
}

/** The Server of slots. */
function wrapServer(slots) {
  return slots.wrapper ?? new Server(internalConstruct, slots);
}
