// The mixin GenericTransformStream (Streams §9.3.2): `readable` and `writable` of a class that wraps a transform stream.
const { wrapReadableStream } = require('streams/readable/ReadableStream');
const { wrapWritableStream } = require('streams/writable/WritableStream');
const { createTransformStream } = require('streams/transform/TransformStream');

/** @param {object} transform slots of the associated TransformStream */
function readableOf(transform) {
  return wrapReadableStream(transform.readable);
}

/** @param {object} transform slots of the associated TransformStream */
function writableOf(transform) {
  return wrapWritableStream(transform.writable);
}

module.exports = { createTransformStream, readableOf, writableOf };
