// One fetch from its call to the last byte of its response (Fetch §4.1 «main fetch», §4.4 «HTTP fetch», §5.6 «abort a fetch() call»).
//
//   schemes.js    data:, blob:, file: and the like        httpRequest.js   one request over HTTP, Java's part
//   redirect.js   where a redirect leads, and with what   response.js      a Response of what Java got
const { Promise, WeakRef, WeakRefPrototypeDeref } = primordials;
const { isolate } = require('core/isolate');
const { markPromiseHandled } = require('core/promises');
const { LOCKED, failUnseenBody, nullBody } = require('fetch/body/BodySlots');
const { networkError, networkErrorOf } = require('fetch/client/errors');

const REDIRECT_LIMIT = 20;

class Fetching {
  /**
   * @param {RequestSlots} request that no script has
   * @param {ClientOptions} options
   */
  constructor(request, options) {
    this.request = request;
    this.options = options;
    /** «URL list»: serialized, the current one last */
    this.urlList = [request.url];
    // What redirects change.
    this.method = request.method;
    this.headerList = request.headerList;
    this.body = request.body;
    this.redirectCount = 0;
    /** what it is for, as the host is told: a name of Java's Purpose */
    this.purpose = 'FETCH';
    this.referrerPolicy = request.options.referrerPolicy;
    /** «redirect-taint»: has a redirect led from one foreign origin to another? */
    this.isTainted = false;
    /** slots of an AbortSignal, or null */
    this.signal = request.signal ?? request.followed;
    this.onAbort = undefined;
    this.resolve = undefined;
    this.reject = undefined;
    /** Java's request that is under way, or null */
    this.call = null;
    /** what signs a request to S3, Java's HeaderFields, or null */
    this.signed = null;
    /** what feeds Java with the chunks of a script's stream, or null */
    this.feeder = null;
    // Weakly: a signal holds this as long as it lives, and a response that the script has forgotten is to be found so.
    /** slots of the response's body, once there is a response that has one */
    this.responseBody = null;
    /** slots of the stream that it began as */
    this.responseStream = null;
    this.isAborted = false;
  }

  /** @returns {Promise<Response>} */
  start() {
    const promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    const { signal } = this;
    if (signal !== null) {
      if (signal.aborted) {
        this.abort();
        return promise;
      }
      this.onAbort = () => this.abort();
      require('dom/AbortSignal').addAlgorithm(signal, this.onAbort);
    }
    this.attempt();
    return promise;
  }

  /** «main fetch», as far as a server's scripts are concerned; whatever throws is a network error. */
  attempt() {
    try {
      this.fetchScheme();
    } catch (e) {
      this.fail(internal.errors.isHostError(e) ? networkErrorOf(e) : e);
    }
  }

  /** «scheme fetch» */
  fetchScheme() {
    const href = this.urlList[this.urlList.length - 1];
    const url = internal.url.parse(href);
    const scheme = url.protocol();
    if (scheme === 's3:') {
      require('bun/s3/fetch').fetchObject(this, url);
      return;
    }
    this.signed = null;
    if (scheme === 'http:' || scheme === 'https:') {
      require('fetch/client/httpRequest').send(this, url);
      return;
    }
    const { fetchLocally } = require('fetch/client/schemes');
    const response = fetchLocally(scheme, href, this.request);
    if (response === null) throw networkError(`there is nothing to be had of ${scheme} URLs`);
    this.finish(response);
  }

  /** Java's answer. */
  receive(error, answer) {
    if (this.isAborted) return;
    if (error !== undefined && error !== null) {
      this.fail(this.feeder?.failure() ?? networkErrorOf(error));
      return;
    }
    try {
      const { isRedirect, follow } = require('fetch/client/redirect');
      const { redirect } = this.request.options;
      if (redirect !== 'manual' && isRedirect(answer)) {
        if (redirect === 'error') throw networkError('the server redirects, and redirect is set to error', 'ERR_UNEXPECTED_REDIRECT');
        if (follow(this, answer, REDIRECT_LIMIT)) {
          this.attempt();
          return;
        }
      }
      this.respond(answer);
    } catch (e) {
      answer.discard();
      this.fail(internal.errors.isHostError(e) ? networkErrorOf(e) : e);
    }
  }

  /** A Response of what came over HTTP. */
  respond(answer) {
    const { createResponse } = require('fetch/client/response');
    const response = createResponse(this, answer);
    const { body } = response;
    if (body.state === LOCKED) {
      if (this.signal !== null) {
        this.responseBody = new WeakRef(body);
        this.responseStream = new WeakRef(body.stream);
      }
    } else {
      this.letGo();
    }
    const { integrity } = this.request.options;
    if (integrity === '') {
      this.settle(response);
    } else {
      this.check(response, integrity);
    }
  }

  /** Of a local scheme: it is all here. @param {ResponseSlots|Promise<ResponseSlots>} response */
  async finish(response) {
    try {
      response = await response;
      this.letGo();
      response.type = 'basic';
      response.urlList = this.urlList;
      response.isImmutable = true;
      if (this.method === 'HEAD') response.body = nullBody;
      const { integrity } = this.request.options;
      if (this.isAborted) return;
      if (integrity === '') this.settle(response);
      else this.check(response, integrity);
    } catch (e) {
      this.fail(e);
    }
  }

  /** The promise's functions know the response, and a connection knows this: it forgets them, lest nobody else can forget the response. */
  settle(slots) {
    const response = require('fetch/Response').wrapResponse(slots);
    const { resolve } = this;
    this.resolve = undefined;
    this.reject = undefined;
    resolve(response);
  }

  /** «main fetch», step 22: the body is handed on only when it is all here and is the right one. */
  async check(response, integrity) {
    try {
      const { checkIntegrity } = require('fetch/client/integrity');
      await checkIntegrity(response, integrity);
      this.responseBody = null;
      this.settle(response);
    } catch (e) {
      this.fail(e);
    }
  }

  fail(e) {
    this.letGo();
    this.feeder?.cancel(e);
    this.reject?.(e);
  }

  /** Nothing will happen any more that a signal could stop. */
  letGo() {
    if (this.onAbort !== undefined) {
      require('dom/AbortSignal').removeAlgorithm(this.signal, this.onAbort);
      this.onAbort = undefined;
    }
  }

  /** «abort a fetch() call» */
  abort() {
    const { reason } = this.signal;
    this.isAborted = true;
    this.onAbort = undefined;
    this.reject?.(reason);
    this.cancelRequestBody(reason);
    this.errorResponseBody(reason);
    this.call?.abort(reason);
  }

  cancelRequestBody(reason) {
    if (this.feeder !== null) {
      this.feeder.cancel(reason);
      return;
    }
    const { body } = this;
    if (body.state !== LOCKED) return;
    const { READABLE, readableStreamCancel } = require('streams/readable/operations');
    const { stream } = body;
    if (stream.state === READABLE && stream.reader === undefined) markPromiseHandled(readableStreamCancel(stream, reason));
  }

  /** What has come is not handed out any more; whoever waits in Java is told by Java. */
  errorResponseBody(reason) {
    if (this.responseBody === null) return;
    const body = WeakRefPrototypeDeref(this.responseBody);
    if (body !== undefined && failUnseenBody(body, reason)) return;
    const stream = WeakRefPrototypeDeref(this.responseStream);
    if (stream !== undefined) errorStream(stream, reason);
    if (body !== undefined && body.state === LOCKED) errorStream(body.stream, reason);
  }
}

isolate(Fetching);

/** A stream that Java gathers has no controller, and fails when Java says so. */
function errorStream(stream, reason) {
  const { READABLE, ensureController } = require('streams/readable/operations');
  if (stream.state !== READABLE) return;
  if (stream.reader === undefined) ensureController(stream, 'an abort');
  stream.controller?.error(reason);
}

module.exports = { Fetching };
