// The global `Bun`: the part of Bun's surface that is here so far. docs/compatibility.md lists it.
const { ObjectDefineProperty, SymbolToStringTag } = primordials;

const Bun = {
  /** This product's version, not Bun's. */
  version: internal.version,

  /** The class of Bun's sinks that gather into a buffer. */
  get ArrayBufferSink() {
    return require('bun/ArrayBufferSink').ArrayBufferSink;
  },

  get S3Client() {
    return require('bun/s3/S3Client').S3Client;
  },

  /** A client for S3 of which the environment says all; a script may put another in its place. */
  get s3() {
    return require('bun/s3/S3Client').s3;
  },

  set s3(client) {
    ObjectDefineProperty(Bun, 's3', { __proto__: null, value: client, writable: true, enumerable: true, configurable: true });
  },

  /** The standard streams, as files. */
  get stdin() {
    return require('bun/stdio').stdin;
  },

  get stdout() {
    return require('bun/stdio').stdout;
  },

  get stderr() {
    return require('bun/stdio').stderr;
  },

  /**
   * A file, by path (relative to the working directory), `file:` URL or file descriptor. Nothing is opened yet.
   *
   * @param {string | URL | number} path
   * @param {{type?: string}} [options] its MIME type, by default what the name tells
   * @returns {BunFile}
   */
  file(path, options = undefined) {
    return require('bun/BunFile').createFile(path, options);
  },

  /**
   * Starts an HTTP server, see bun/serve/serve.js.
   *
   * @returns {Server}
   */
  serve(options) {
    return require('bun/serve/serve').serve(options);
  },

  /** Which of the threads of Bun.serve({ threads }) this script runs in; 0 is the first. */
  get threadIndex() {
    return internal.http.threadIndex();
  },

  /** The global fetch. */
  get fetch() {
    return require('fetch/fetch').fetch;
  },

  /** Hosts looked up ahead, see bun/dns.js. */
  get dns() {
    return require('bun/dns').dns;
  },

  /**
   * Writes data into a file, see bun/write.js.
   *
   * @returns {Promise<number>} bytes written
   */
  write(destination, data, options = undefined) {
    return require('bun/write').write(destination, data, options);
  },

  /**
   * The text that console.log shows for a value.
   *
   * @param {unknown} value
   * @param {{depth?: number, colors?: boolean, sorted?: boolean, compact?: boolean}} [options] see console/inspect.js
   * @returns {string}
   */
  inspect(value, options = undefined) {
    return require('console/inspect').inspect(value, options);
  },

  /** The executable, the script, its arguments: process.argv. */
  get argv() {
    return require('process/process').process.argv;
  },

  /** The environment: process.env. */
  get env() {
    return require('process/process').process.env;
  },

  /** The path of the script that was started; '' where there is none. */
  get main() {
    return internal.process.arguments()[1] ?? '';
  },

  /** What is in a promise, without waiting; peek.status tells its state. See bun/peek.js. */
  get peek() {
    return require('bun/peek').peek;
  },

  /** A promise that is fulfilled after some milliseconds, or at a Date. */
  sleep(until) {
    return require('bun/sleep').sleep(until);
  },

  /** Nanoseconds since the start, by a clock that never goes back. */
  nanoseconds() {
    return internal.process.uptimeNanos();
  },

  /**
   * Collects garbage.
   *
   * @returns {number} bytes of the heap that are used after it
   */
  gc() {
    return internal.process.collectGarbage();
  },

  /** Joins buffers, see bun/concatArrayBuffers.js. */
  concatArrayBuffers(buffers, maxLength = undefined, asUint8Array = false) {
    return require('bun/concatArrayBuffers').concatArrayBuffers(buffers, maxLength, asUint8Array);
  },

  /** A whole stream as one value, see bun/streamConsumers.js for this and the six below. */
  readableStreamToText(stream) {
    return require('bun/streamConsumers').readableStreamToText(stream);
  },

  readableStreamToJSON(stream) {
    return require('bun/streamConsumers').readableStreamToJSON(stream);
  },

  readableStreamToBytes(stream) {
    return require('bun/streamConsumers').readableStreamToBytes(stream);
  },

  readableStreamToArrayBuffer(stream) {
    return require('bun/streamConsumers').readableStreamToArrayBuffer(stream);
  },

  readableStreamToBlob(stream) {
    return require('bun/streamConsumers').readableStreamToBlob(stream);
  },

  readableStreamToArray(stream) {
    return require('bun/streamConsumers').readableStreamToArray(stream);
  },

  readableStreamToFormData(stream, boundary = undefined) {
    return require('bun/streamConsumers').readableStreamToFormData(stream, boundary);
  },
};

ObjectDefineProperty(Bun, SymbolToStringTag, { __proto__: null, value: 'Bun', writable: false, enumerable: false, configurable: true });

module.exports = { Bun };
