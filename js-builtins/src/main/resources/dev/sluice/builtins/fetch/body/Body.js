// The mixin Body (Fetch §5.3, https://fetch.spec.whatwg.org/#body-mixin), for Request and Response.
const { ObjectDefineProperty, ObjectGetOwnPropertyDescriptor, ObjectSetPrototypeOf, PromiseReject, ReflectOwnKeys } = primordials;
const { LOCKED, NULL, READ, STRING, advance, bodyUsedError, failBody, isBodyUsed, isUnusable } = require('fetch/body/BodySlots');
const { illegalInvocation } = require('webidl/interface');
const { bodyStream, closedStream } = require('fetch/body/stream');
const { bodyArrayBuffer, bodyBlob, bodyBytes, bodyJson, bodyText } = require('fetch/body/read');
const { extractBody } = require('fetch/body/extract');

/** textStream(): the stream's chunks as strings. @returns {object} slots of a ReadableStream of strings */
function bodyTextStream(body) {
  if (isUnusable(body)) throw bodyUsedError();
  const { state } = body;
  if (state === NULL) return closedStream();
  if (state === STRING) return streamOfText(advance(body, READ));
  return require('encoding/textStream').textStreamOf(bodyStream(body));
}

function streamOfText(text) {
  const { createReadableStream } = require('streams/readable/ReadableStream');
  const controller = require('streams/readable/ReadableStreamDefaultController');
  const stream = createReadableStream(undefined, undefined, undefined);
  controller.readableStreamDefaultControllerEnqueue(stream.controller, text);
  controller.readableStreamDefaultControllerClose(stream.controller);
  return stream;
}

/**
 * Gives a class the members of the mixin, before defineInterface.
 *
 * @param {Function} Class
 * @param {(receiver: unknown) => BodySlots|undefined} bodyOf the body of an instance, undefined for anything that is none; called
 *   at each method, so it is to be quick
 * @param {(receiver: object) => string|null} contentTypeOf the combined Content-Type of an instance
 */
function defineBody(Class, bodyOf, contentTypeOf) {
  const { name } = Class;
  const refusal = () => illegalInvocation(name);
  const checkedBodyOf = (o) => {
    const body = bodyOf(o);
    if (body === undefined) throw refusal();
    return body;
  };
  const refuse = () => PromiseReject(refusal());
  const wrapStream = (slots) => require('streams/readable/ReadableStream').wrapReadableStream(slots);
  const members = {
    /** A ReadableStream, the same each time; null if there is no body. */
    get body() {
      const stream = bodyStream(checkedBodyOf(this));
      return stream === null ? null : wrapStream(stream);
    },
    get bodyUsed() {
      return isBodyUsed(checkedBodyOf(this));
    },
    arrayBuffer() {
      const body = bodyOf(this);
      return body === undefined ? refuse() : bodyArrayBuffer(body);
    },
    blob() {
      const body = bodyOf(this);
      return body === undefined ? refuse() : bodyBlob(body, blobTypeOf(contentTypeOf(this)));
    },
    bytes() {
      const body = bodyOf(this);
      return body === undefined ? refuse() : bodyBytes(body);
    },
    formData() {
      const body = bodyOf(this);
      return body === undefined ? refuse() : require('fetch/body/formData').bodyFormData(body, contentTypeOf(this));
    },
    json() {
      const body = bodyOf(this);
      return body === undefined ? refuse() : bodyJson(body);
    },
    text() {
      const body = bodyOf(this);
      return body === undefined ? refuse() : bodyText(body);
    },
    /** A ReadableStream of strings: the body decoded as UTF-8. */
    textStream() {
      return wrapStream(bodyTextStream(checkedBodyOf(this)));
    },
  };
  const keys = ReflectOwnKeys(members);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = ObjectGetOwnPropertyDescriptor(members, keys[i]);
    ObjectSetPrototypeOf(descriptor, null);
    ObjectDefineProperty(Class.prototype, keys[i], descriptor);
  }
}

/** The type of the Blob that blob() makes: the MIME type of the headers, or the empty string. */
function blobTypeOf(contentType) {
  if (contentType === null) return '';
  const { extractMimeType, serializeMimeType } = require('mimesniff/mimeType');
  const mimeType = extractMimeType(contentType);
  return mimeType === null ? '' : require('file/BlobSlots').toBlobType(serializeMimeType(mimeType));
}

/** For console.log: what state a body is in, without making a stream of it. */
function describeBody(body) {
  return { __proto__: null, bodyUsed: isBodyUsed(body), ...(body.state === LOCKED ? { body: bodyObject(body) } : undefined) };
}

function bodyObject(body) {
  return require('streams/readable/ReadableStream').wrapReadableStream(body.stream);
}

module.exports = { defineBody, describeBody, extractBody, failBody };
