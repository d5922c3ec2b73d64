// S3Client and Bun.s3: a bucket and who asks for it, so that both need to be said once. Each method is there on the class, too, with all
// of it among its options.
const { isObject } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { environmentSettings, toSettings } = require('bun/s3/options');
const { attempt, destination, exists, presign, remove, s3Slots, size, stat, wrapS3File } = require('bun/s3/S3File');

let settingsOf;

class S3Client {
  #settings;

  static {
    settingsOf = (o) => {
      if (!isObject(o) || !(#settings in o)) throw illegalInvocation('S3Client');
      return o.#settings;
    };
  }

  /** @param {object} [options] see bun/s3/options.js; what they do not say the environment does, as it is now */
  constructor(options = undefined) {
    this.#settings = toSettings(environmentSettings(), options, 'S3Client');
  }

  /** A Blob that is an object of the bucket; nobody is asked. @returns {S3File} */
  file(path, options = undefined) {
    return wrapS3File(s3Slots(settingsOf(this), path, options, 'S3Client.file'));
  }

  /** Writes an object, as Bun.write does a file. @returns {Promise<number>} bytes written */
  write(path, data, options = undefined) {
    return attempt(() => write(settingsOf(this), path, data, options));
  }

  /** Deletes an object; that there is none is no error. @returns {Promise<undefined>} */
  delete(path, options = undefined) {
    return attempt(() => remove(s3Slots(settingsOf(this), path, options, 'S3Client.delete')));
  }

  unlink(path, options = undefined) {
    return attempt(() => remove(s3Slots(settingsOf(this), path, options, 'S3Client.unlink')));
  }

  /** @returns {Promise<boolean>} */
  exists(path, options = undefined) {
    return attempt(() => exists(s3Slots(settingsOf(this), path, options, 'S3Client.exists')));
  }

  /** @returns {Promise<number>} bytes */
  size(path, options = undefined) {
    return attempt(() => size(s3Slots(settingsOf(this), path, options, 'S3Client.size')));
  }

  /** @returns {Promise<{size: number, lastModified: Date, etag: string, type: string}>} */
  stat(path, options = undefined) {
    return attempt(() => stat(s3Slots(settingsOf(this), path, options, 'S3Client.stat')));
  }

  /** A URL that is signed, see S3File.presign. @returns {string} */
  presign(path, options = undefined) {
    return presign(s3Slots(settingsOf(this), path, options, 'S3Client.presign'), options, 'S3Client.presign');
  }

  /** What is in the bucket, see bun/s3/list.js. @returns {Promise<object>} */
  list(input = undefined, options = undefined) {
    return attempt(() => require('bun/s3/list').list(toSettings(settingsOf(this), options, 'S3Client.list'), input));
  }

  // Without a client: the environment and the options say all.

  static file(path, options = undefined) {
    return wrapS3File(s3Slots(environmentSettings(), path, options, 'S3Client.file'));
  }

  static write(path, data, options = undefined) {
    return attempt(() => write(environmentSettings(), path, data, options));
  }

  static delete(path, options = undefined) {
    return attempt(() => remove(s3Slots(environmentSettings(), path, options, 'S3Client.delete')));
  }

  static unlink(path, options = undefined) {
    return attempt(() => remove(s3Slots(environmentSettings(), path, options, 'S3Client.unlink')));
  }

  static exists(path, options = undefined) {
    return attempt(() => exists(s3Slots(environmentSettings(), path, options, 'S3Client.exists')));
  }

  static size(path, options = undefined) {
    return attempt(() => size(s3Slots(environmentSettings(), path, options, 'S3Client.size')));
  }

  static stat(path, options = undefined) {
    return attempt(() => stat(s3Slots(environmentSettings(), path, options, 'S3Client.stat')));
  }

  static presign(path, options = undefined) {
    return presign(s3Slots(environmentSettings(), path, options, 'S3Client.presign'), options, 'S3Client.presign');
  }

  static list(input = undefined, options = undefined) {
    return attempt(() => require('bun/s3/list').list(toSettings(environmentSettings(), options, 'S3Client.list'), input));
  }
}

function write(settings, path, data, options) {
  const target = destination(s3Slots(settings, path, options, 'S3Client.write'), undefined, 'S3Client.write');
  return require('bun/write').write(wrapS3File(target), data);
}

/** Without what is secret. */
function inspect(client) {
  const settings = settingsOf(client);
  return { bucket: settings.bucket(), endpoint: settings.endpoint(), region: settings.region() };
}

defineInterface(S3Client, { inspect });

let shared;

module.exports = {
  S3Client,

  /** Bun.s3, made when it is first asked for: of the environment as it is then. */
  get s3() {
    return (shared ??= new S3Client());
  },
};
