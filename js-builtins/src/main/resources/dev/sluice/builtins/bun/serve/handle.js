// From a request to its response: calls the script's handler, takes what it gives, and deals with what goes wrong.
//
//   the handler gives          the client gets
//   a Response                 that, see bun/serve/respond
//   a promise                  what it is fulfilled with
//   undefined                  204
//   anything else              as if it had thrown a TypeError
//   it throws or rejects       what error(e) makes of it; without it, or where it fails too, a page with status 500
//
// An error after the first byte of a response cuts the connection, so that the client can tell. What no error() has dealt with is told on
// standard error as an uncaught error is, and the program goes on.
const { ReflectApply, TypeError, String } = primordials;
const { isolate } = require('core/isolate');
const { codedError, fromHost } = require('core/errors');
const { reactTo } = require('core/promises');
const { isObject } = require('webidl/convert');
const { wrapRequest } = require('fetch/Request');
const { isResponse, slotsOf: responseSlotsOf } = require('fetch/Response');
const { ServerRequestSlots, isAbortReason, wrapRoutedRequest } = require('fetch/serverRequest');
const { respond } = require('bun/serve/respond');

/** What answers the requests of a server; replaced as a whole by reload(). */
class Handlers {
  /**
   * @param {Function|undefined} fetch for what no route answers
   * @param {Function|undefined} error
   * @param {{handler: Function, paramNames: string[]|undefined}[]} scripts of the routes, by the number that Java knows them by
   * @param {boolean} isDevelopment do pages of errors tell what went wrong?
   */
  constructor(fetch, error, scripts, isDevelopment) {
    this.fetch = fetch;
    this.error = error;
    this.scripts = scripts;
    this.isDevelopment = isDevelopment;
  }
}

isolate(Handlers);

/**
 * Answers one request. Called by Java, as a task of its own.
 *
 * @param {object} server slots of a Server
 * @param {object} exchange of the binding
 * @param {number} route index of its route in Handlers.scripts; -1 for fetch
 */
function handle(server, exchange, route) {
  const { handlers, wrapper } = server;
  const served = new ServerRequestSlots(exchange, handlers);
  let result;
  try {
    if (route < 0) {
      if (handlers.fetch === undefined) {
        notFound(exchange);
        return;
      }
      result = ReflectApply(handlers.fetch, wrapper, [wrapRequest(served), wrapper]);
    } else {
      const { handler, paramNames } = handlers.scripts[route];
      served.paramNames = paramNames;
      result = ReflectApply(handler, wrapper, [wrapRoutedRequest(served), wrapper]);
    }
  } catch (e) {
    fail(served, e);
    return;
  }
  settle(served, result);
}

/** Answers with what a handler has given, now or when the promise of it is settled. */
function settle(served, result) {
  if (isResponse(result) || !isObject(result)) {
    answer(served, result);
  } else {
    reactTo(result, (value) => answer(served, value), (e) => fail(served, e));
  }
}

function answer(served, value) {
  try {
    if (isResponse(value)) {
      respond(served, responseSlotsOf(value));
    } else if (value === undefined) {
      answerNothing(served);
    } else {
      throw codedError(TypeError, 'ERR_INVALID_RETURN_VALUE', `Bun.serve: the handler returned ${kindOf(value)} instead of a Response`);
    }
  } catch (e) {
    fail(served, fromHost(e));
  }
}

function kindOf(value) {
  if (value === null) return 'null';
  const type = typeof value;
  if (type === 'object' || type === 'function') return `a value of type ${type}`;
  return type === 'string' ? 'a string' : `the ${type} ${String(value)}`;
}

function answerNothing({ exchange }) {
  if (exchange.isOver()) return;
  exchange.respondEmpty(204, '', null);
  if (!saidNothingReturned) {
    saidNothingReturned = true;
    internal.stdio.write(2, 'Bun.serve: a handler returned undefined instead of a Response; the client got 204 No Content\n');
  }
}

/** Told once: it may be what a script wants. */
let saidNothingReturned = false;

function notFound(exchange) {
  exchange.respondText(404, '', 'text/plain;charset=utf-8', 'Not Found');
}

/**
 * Deals with what went wrong while a request was answered.
 *
 * @param {ServerRequestSlots} served
 * @param {unknown} error what the script threw
 */
function fail(served, error) {
  const { exchange, handlers } = served;
  // Those of a response that did not come to be are not those of the next.
  exchange.clearHeaders();
  if (exchange.isOver()) {
    // Nobody is left to be answered.
    if (!isAbortReason(served, error)) report(error);
    return;
  }
  if (exchange.isResponded()) {
    exchange.abort();
    report(error);
    return;
  }
  if (handlers.error === undefined || served.hasFailed) {
    report(error);
    answerWithPage(served, error);
    return;
  }
  served.hasFailed = true;
  callErrorHandler(served, error);
}

function callErrorHandler(served, error) {
  let result;
  try {
    result = ReflectApply(served.handlers.error, undefined, [error]);
  } catch (e) {
    fail(served, e);
    return;
  }
  if (isResponse(result) || !isObject(result)) {
    answerError(served, error, result);
  } else {
    reactTo(result, (value) => answerError(served, error, value), (e) => fail(served, e));
  }
}

/** An error() that gives no Response leaves it to us. */
function answerError(served, error, value) {
  if (isResponse(value)) answer(served, value);
  else fail(served, error);
}

function report(error) {
  internal.stdio.write(2, `${internal.errors.describe(error)}\n`);
}

function answerWithPage(served, error) {
  try {
    require('bun/serve/errorPage').answerWithErrorPage(served, error);
  } catch (e) {
    report(fromHost(e));
    served.exchange.abort();
  }
}

module.exports = { Handlers, fail, handle };
