// The text of a byte stream as a stream of strings: what textStream() of Blob, Request and Response gives.
const { TextDecoderStreamSlots } = require('encoding/TextDecoderStream');
const { makeTextDecoderSlots } = require('encoding/TextDecoder');
const { readableStreamPipeTo } = require('streams/pipe/pipeTo');
const { markPromiseHandled } = require('core/promises');

/**
 * Pipes a stream through a TextDecoderStream for UTF-8 (File API §3.3.7, Fetch §5.3 textStream()).
 *
 * @param {object} stream slots of a ReadableStream that is not locked; it is locked from now on
 * @returns {object} slots of a ReadableStream of strings
 */
function textStreamOf(stream) {
  const { transform } = new TextDecoderStreamSlots(makeTextDecoderSlots('utf-8', false, false, 'textStream'));
  markPromiseHandled(readableStreamPipeTo(stream, transform.writable, false, false, false));
  return transform.readable;
}

module.exports = { textStreamOf };
