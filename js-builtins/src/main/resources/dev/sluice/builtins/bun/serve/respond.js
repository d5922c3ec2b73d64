// Sending a Response: the one place that chooses how its body gets to the socket.
//
//   the body is                      way      what happens
//   nothing, a string, bytes         static   head and body in one call, in one packet where they are small
//   a Blob in memory, or its stream  static   Java takes the store
//   a file, parts, or their stream   native   Java sends the store; plain TCP gets a file from the system itself
//   a stream of tag Bytes            native   Java connects source and sink
//   a direct stream, a generator     script   it writes straight into the sink (DirectProducer)
//   any other stream                 script   a loop that reads what waits and obeys the sink (StreamProducer)
//
// A body that a script makes in the task of the request, its microtasks included, is sent with its Content-Length; else it is chunked, and
// what was written leaves after the microtasks of each task. That is the sink's doing (ResponseSinkBinding).
const { TypeError, TypedArrayPrototypeGetBuffer, TypedArrayPrototypeGetByteLength } = primordials;
const { codedError, fromHost } = require('core/errors');
const { markPromiseHandled } = require('core/promises');
const { BLOB, BYTES, EMPTY, ERROR, LOCKED, NULL, READ, STRING, advance, bodyUsedError, isUnusable } = require('fetch/body/BodySlots');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');

const SWITCHING_PROTOCOLS = 101;

/**
 * Sends a Response.
 *
 * @param {ServerRequestSlots} served the request that it answers; nothing has been answered yet
 * @param {ResponseSlots} response its body is used from now on
 * @throws what makes it impossible to begin: a used body, a status that is none, a header that cannot be sent. Nothing has been sent then
 */
function respond(served, response) {
  const { exchange } = served;
  const { body, status } = response;
  if (status === SWITCHING_PROTOCOLS || status === 0) throw statusError(status);
  if (isUnusable(body)) throw bodyUsedError('The body of the Response has already been used: each request needs a Response of its own');
  if (exchange.isOver()) {
    dropBody(served, body);
    return;
  }
  const type = setHeaders(exchange, response);
  const { statusText } = response;
  switch (body.state) {
    case STRING:
      sendText(exchange, status, statusText, type, advance(body, READ));
      break;
    case BYTES:
      sendBytes(exchange, status, statusText, type, advance(body, READ));
      break;
    case BLOB:
      sendBlob(served, status, statusText, type, advance(body, READ), 'Blob');
      break;
    case LOCKED:
      sendStream(served, status, statusText, type, body);
      break;
    case ERROR:
      throw body.value;
    default: // NULL, EMPTY
      advance(body, READ);
      exchange.respondEmpty(status, statusText, type);
      if (isWatched()) noteWay('Empty', 'static', 0, '');
  }
}

function statusError(status) {
  return codedError(
    TypeError,
    'ERR_INVALID_ARG_VALUE',
    status === 0
      ? 'Bun.serve: Response.error() cannot be sent'
      : 'Bun.serve: a Response of status 101 cannot be sent: server.upgrade() switches protocols',
  );
}

/**
 * Gives the headers to Java, unless there is none but the Content-Type that the body brings.
 *
 * @returns {string|null} that Content-Type
 */
function setHeaders(exchange, { headerList, body }) {
  if (headerList === undefined) return body.type;
  const { table } = headerList;
  exchange.clearHeaders();
  for (let i = 0; i < table.length; i += 3) exchange.addHeader(table[i], table[i + 2]);
  return null;
}

function sendText(exchange, status, statusText, type, text) {
  exchange.respondText(status, statusText, type, text);
  if (isWatched()) noteWay('String', 'static', text.length, '');
}

function sendBytes(exchange, status, statusText, type, bytes) {
  const length = TypedArrayPrototypeGetByteLength(bytes);
  exchange.respondBytes(status, statusText, type, TypedArrayPrototypeGetBuffer(bytes), length);
  if (isWatched()) noteWay('Bytes', 'static', length, '');
}

/** @param {string|number} tag what it is called by those who watch */
function sendBlob(served, status, statusText, type, blob, tag) {
  const { exchange } = served;
  const { store, offset, length } = blob;
  if (store.inMemory()) {
    exchange.respondMemory(status, statusText, type, store, offset, length);
    if (isWatched()) noteWay(tag, 'static', length, '');
    return;
  }
  const begun = beginWay();
  exchange.respondStore(status, statusText, type, store, offset, length, (error, bytes) =>
    sent(served, tag === 'Blob' ? 'File' : tag, begun, error, bytes),
  );
}

/** Java is through with a body that it has moved by itself. */
function sent(served, tag, begun, error, bytes) {
  const failed = error !== null && error !== undefined;
  if (isWatched()) noteWay(tag, 'native', bytes, failed ? 'it failed' : '', begun);
  if (failed) require('bun/serve/handle').fail(served, fromHost(error));
}

function sendStream(served, status, statusText, type, body) {
  const { exchange } = served;
  const { stream } = body;
  const { StreamTag, streamTag, takeOrigin } = require('streams/readable/native');
  const tag = streamTag(stream);
  if (tag === StreamTag.Direct || tag === StreamTag.JavaScript) {
    sendScript(served, status, statusText, type, body, tag);
    return;
  }
  advance(body, READ);
  const origin = takeOrigin(stream);
  stream.reader = require('streams/readable/ReadableStreamGenericReader').newReaderSlots(stream, false);
  if (origin.blob !== undefined) {
    sendBlob(served, status, statusText, type, origin.blob, tag);
    return;
  }
  const begun = beginWay();
  const source = openSource(origin, exchange);
  exchange.respondSource(status, statusText, type, source, (error, bytes) => sent(served, tag, begun, error, bytes));
}

/**
 * The native source of a stream. The bytes of a response to fetch() are passed on in their codings if the headers, which Java has by now,
 * say so; else they are decoded, and their length is no more what a copied Content-Length says. What the server said of its connection to
 * us is not said of our client's.
 */
function openSource(origin, exchange) {
  const { answer } = origin;
  if (answer === undefined) return origin.openSource();
  const fields = answer.fields();
  if (exchange.addedHeader('connection') === fields.get('connection')) exchange.removeHeader('connection');
  if (!answer.isEncoded()) return origin.openSource();
  if (exchange.addedHeader('content-encoding') === fields.get('content-encoding')) return answer.source(false);
  exchange.removeHeader('content-length');
  return origin.openSource();
}

function sendScript(served, status, statusText, type, body, tag) {
  const { exchange } = served;
  const { StreamTag } = require('streams/readable/native');
  if (exchange.isHead()) {
    // Nobody will see what the stream gives, so it is not asked.
    exchange.respondHead(status, statusText, type);
    dropBody(served, body);
    return;
  }
  const sink = exchange.respondSink(status, statusText, type);
  const { stream } = body;
  advance(body, READ);
  if (tag === StreamTag.Direct) {
    const { DirectProducer } = require('bun/serve/DirectProducer');
    new DirectProducer(served, stream, sink).start();
  } else {
    const { StreamProducer } = require('bun/serve/StreamProducer');
    new StreamProducer(served, stream, sink).start();
  }
}

/** A body that nobody will get: a stream's source is told. */
function dropBody(served, body) {
  const { state } = body;
  if (state === NULL || state === EMPTY) return;
  advance(body, READ);
  if (state !== LOCKED) return;
  const { readableStreamCancel } = require('streams/readable/operations');
  const { knownSignal } = served;
  const reason = knownSignal !== undefined && knownSignal.aborted ? knownSignal.reason : undefined;
  markPromiseHandled(readableStreamCancel(body.stream, reason));
}

module.exports = { respond };
