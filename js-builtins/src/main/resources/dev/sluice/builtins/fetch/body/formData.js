// formData() of a body (Fetch §5.3), also of a Blob. Which forms there are, and what is wrong with one, form/multipart knows.
const { PromisePrototypeThen, PromiseReject } = primordials;
const { attempt } = require('core/promises');
const { BYTES, LOCKED, READ, STRING, advance, bodyUsedError, isUnusable } = require('fetch/body/BodySlots');
const { readOther, take } = require('fetch/body/read');

/** The FormDataSlots of parsing, or a promise of them, as what a script sees. */
function wrap(parsed) {
  return require('xhr/FormData').wrapFormData(parsed);
}

/**
 * Files among the entries are slices of the Blob where that is in memory; else large ones go to disk while the form is read.
 *
 * @param {object} blob slots
 * @param {string|null} contentType
 * @returns {Promise<FormData>}
 */
function parseBlob(blob, contentType) {
  const { parseFormDataBlob } = require('form/multipart');
  if (blob.store.inMemory()) return attempt(() => wrap(parseFormDataBlob(blob, contentType)));
  try {
    return PromisePrototypeThen(parseFormDataBlob(blob, contentType, internal.limits.maxBodySize), wrap, undefined);
  } catch (e) {
    return PromiseReject(e);
  }
}

function parseText(text, contentType) {
  return wrap(require('form/multipart').parseFormDataText(text, contentType));
}

function parseBytes(bytes, contentType) {
  return wrap(require('form/multipart').parseFormDataBytes(bytes, contentType));
}

/** The error of a Content-Type that names no form, else undefined. */
function typeError(contentType) {
  try {
    require('form/multipart').formDataKindOf(contentType);
    return undefined;
  } catch (e) {
    return e;
  }
}

/**
 * Reads a stream that is no form, and rejects: the standard looks at the type when it has read all, so that an error of the stream
 * comes first. What is read is thrown away.
 */
function discard(stream, error) {
  const { createWritableStream } = require('streams/writable/WritableStream');
  const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
  const { acquireReadableStreamDefaultReader } = require('streams/readable/ReadableStreamDefaultReader');
  const fail = (reason) => {
    acquireReadableStreamDefaultReader(stream);
    throw reason;
  };
  const pipe = readableStreamPipeTo(stream, createWritableStream(), false, false, false);
  return PromisePrototypeThen(pipe, () => fail(error), fail);
}

/**
 * formData()
 *
 * @param {string|null} contentType the Content-Type of the body's owner
 * @returns {Promise<FormData>} rejected with a TypeError, code ERR_FORMDATA_PARSE_ERROR, where the body or its type is no form
 */
function bodyFormData(body, contentType) {
  if (isUnusable(body)) return PromiseReject(bodyUsedError());
  const { state } = body;
  if (state === STRING) return attempt(() => parseText(take(body), contentType));
  if (state === BYTES) return attempt(() => parseBytes(take(body), contentType));
  const error = state === LOCKED ? typeError(contentType) : undefined;
  if (error !== undefined) {
    advance(body, READ);
    return discard(body.stream, error);
  }
  return readOther(body, 'formData', parseBlob, (type) => parseText('', type), contentType);
}

module.exports = { bodyFormData, parseBlob };
