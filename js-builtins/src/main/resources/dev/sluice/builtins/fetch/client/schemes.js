// «scheme fetch» (Fetch §4.3, https://fetch.spec.whatwg.org/#scheme-fetch) of what needs no network: data:, blob:, file:.
const { BLOB, BYTES, EMPTY, BodySlots } = require('fetch/body/BodySlots');
const { HeaderList } = require('fetch/HeaderList');
const { ResponseSlots } = require('fetch/Response');
const { networkError, networkErrorOf } = require('fetch/client/errors');

/**
 * @param {string} scheme with its colon
 * @param {string} href
 * @param {RequestSlots} request
 * @returns {ResponseSlots|Promise<ResponseSlots>|null} null for a scheme that is not known
 * @throws a network error
 */
function fetchLocally(scheme, href, request) {
  switch (scheme) {
    case 'data:':
      return fetchData(href);
    case 'blob:':
      return fetchBlobUrl(href, request);
    case 'file:':
      return fetchFile(href, request);
    default:
      return null;
  }
}

function newResponse(body, status, statusText) {
  const response = new ResponseSlots(body);
  response.status = status;
  response.statusText = statusText;
  response.headerList = new HeaderList();
  return response;
}

function fetchData(href) {
  const data = require('fetch/client/dataUrl').processDataUrl(href);
  if (data === null) throw networkError('the data: URL has no comma, or its Base64 is none', 'ERR_INVALID_URL');
  const { bytes, type } = data;
  const response = newResponse(bytes.length === 0 ? new BodySlots(EMPTY, undefined, null) : new BodySlots(BYTES, bytes, null), 200, 'OK');
  response.headerList.push('Content-Type', 'content-type', type);
  return response;
}

function fetchBlobUrl(href, request) {
  const blob = request.blobUrlEntry;
  if (request.method !== 'GET') throw networkError('a blob: URL can only be got', 'ERR_INVALID_ARG_VALUE');
  if (blob === undefined) throw networkError(`there is no Blob at ${href}`, 'ERR_INVALID_URL');
  return blobResponse(blob, request);
}

/** As in Bun: the response is the file. @returns {Promise<ResponseSlots>} rejects where there is no such file */
async function fetchFile(href, request) {
  if (request.method !== 'GET' && request.method !== 'HEAD') throw networkError('a file: URL can only be got', 'ERR_INVALID_ARG_VALUE');
  const file = require('bun/BunFile').fileSlots(href, 'fetch');
  const { hostPromise } = require('core/hostPromise');
  let isFolder;
  await hostPromise(
    (done) => internal.files.stat(file.store, done),
    (stat) => {
      isFolder = stat.isDirectory();
    },
    (error) => {
      throw networkErrorOf(error);
    },
  );
  if (isFolder) throw networkError(`${file.name} is a folder`, 'EISDIR');
  return blobResponse(file, request);
}

/** Step «blob» of scheme fetch: all of it, or the range that is asked for. */
function blobResponse(blob, request) {
  const { blobSize } = require('file/BlobSlots');
  const size = blobSize(blob);
  const range = request.headerList === undefined ? null : request.headerList.get('range');
  if (range !== null) return rangeResponse(blob, size, range);
  const response = newResponse(new BodySlots(BLOB, blob, null), 200, 'OK');
  describe(response, size, blob.type);
  return response;
}

function rangeResponse(blob, size, range) {
  const found = require('fetch/client/range').parseSingleRange(range, size);
  if (found === null) throw networkError(`the Range '${range}' is none, or is not satisfiable`, 'ERR_INVALID_ARG_VALUE');
  const { start, end } = found;
  const { sliceBlob } = require('file/BlobSlots');
  const response = newResponse(new BodySlots(BLOB, sliceBlob(blob, start, end + 1, blob.type), null), 206, 'Partial Content');
  describe(response, end + 1 - start, blob.type);
  response.headerList.push('Content-Range', 'content-range', `bytes ${start}-${end}/${size}`);
  return response;
}

function describe({ headerList }, length, type) {
  if (length === length) headerList.push('Content-Length', 'content-length', `${length}`);
  headerList.push('Content-Type', 'content-type', type);
}

module.exports = { fetchLocally };
