// S3Client and Bun.s3: the shape of Bun's client for S3. The transport is not there yet: whatever would need it fails, with an error that
// says so (code ERR_S3_UNAVAILABLE).
const { Error, ObjectDefineProperty, PromiseReject, TypeError } = primordials;
const { codedError } = require('core/errors');
const { isObject, toDictionary, toDOMString } = require('webidl/convert');
const { defineInterface, defineMethod, illegalInvocation } = require('webidl/interface');

function unavailable(operation) {
  const error = codedError(Error, 'ERR_S3_UNAVAILABLE', `S3Client.${operation}: S3 cannot be reached, its transport is not there yet`);
  return ObjectDefineProperty(error, 'name', { __proto__: null, value: 'S3Error', writable: true, enumerable: false, configurable: true });
}

let slotsOf;

class S3Client {
  #slots;

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('S3Client');
      return o.#slots;
    };
  }

  /** @param {{bucket?: string}} [options] Bun's; so far only `bucket` is looked at */
  constructor(options = undefined) {
    const bucket = toDictionary(options, 'S3Client constructor: options')?.bucket;
    const name = bucket === undefined ? undefined : toDOMString(bucket, 'S3Client constructor: options.bucket');
    this.#slots = { __proto__: null, bucket: name };
  }

  /** A Blob that lies in S3. @returns {BunFile} whose reads and writes fail */
  file(key, options = undefined) {
    const bucket = toDictionary(options, 'S3Client.file: options')?.bucket ?? slotsOf(this).bucket;
    if (bucket === undefined) throw codedError(TypeError, 'ERR_S3_MISSING_BUCKET', 'S3Client.file: no bucket is named');
    return require('bun/BunFile').createFile(`s3://${bucket}/${toDOMString(key, 'S3Client.file: key')}`, options);
  }

  presign() {
    slotsOf(this);
    throw unavailable('presign');
  }
}

// All the others are asynchronous.
function defineOperation(name) {
  const { [name]: operation } = {
    [name]() {
      try {
        slotsOf(this);
      } catch (e) {
        return PromiseReject(e);
      }
      return PromiseReject(unavailable(name));
    },
  };
  defineMethod(S3Client.prototype, name, operation);
}

const operations = ['delete', 'exists', 'list', 'size', 'stat', 'unlink', 'write'];
for (let i = 0; i < operations.length; i++) defineOperation(operations[i]);

defineInterface(S3Client, { inspect: (client) => ({ bucket: slotsOf(client).bucket }) });

module.exports = { S3Client, s3: new S3Client() };
