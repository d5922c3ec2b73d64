// What a script says of S3: the options that Bun's S3Client and its files take, and the environment where they say nothing.
//
// Settings are Java's (internal.s3.settings): made once, member by member, and then left alone; whoever says more gets a copy.
const { NumberIsInteger, RangeError, RegExpPrototypeExec, TypeError } = primordials;
const { codedError, fromHost } = require('core/errors');
const { variable } = require('process/variable');
const { isObject, toBoolean, toByteString } = require('webidl/convert');

const MIB = 2 ** 20;
const LEAST_PART = 5 * MIB;
const GREATEST_PART = 5120 * MIB;
const GREATEST_COUNT = 255;

/** Option, and what follows S3_ or AWS_ in the environment. */
const variables = [
  ['accessKeyId', 'ACCESS_KEY_ID'],
  ['secretAccessKey', 'SECRET_ACCESS_KEY'],
  ['sessionToken', 'SESSION_TOKEN'],
  ['region', 'REGION'],
  ['endpoint', 'ENDPOINT'],
  ['bucket', 'BUCKET'],
];

const places = ['accessKeyId', 'secretAccessKey', 'sessionToken', 'region', 'endpoint', 'bucket'];
const headers = ['type', 'contentDisposition', 'contentEncoding'];

const acls = {
  __proto__: null,
  private: true,
  'public-read': true,
  'public-read-write': true,
  'aws-exec-read': true,
  'authenticated-read': true,
  'bucket-owner-read': true,
  'bucket-owner-full-control': true,
  'log-delivery-write': true,
};

const storageClasses = {
  __proto__: null,
  STANDARD: true,
  DEEP_ARCHIVE: true,
  EXPRESS_ONEZONE: true,
  GLACIER: true,
  GLACIER_IR: true,
  INTELLIGENT_TIERING: true,
  ONEZONE_IA: true,
  OUTPOSTS: true,
  REDUCED_REDUNDANCY: true,
  SNOW: true,
  STANDARD_IA: true,
};

/** A character that a header cannot hold: the lines of a request would be others. */
const notInHeaders = /[\0\r\n]/;

/** What the environment says now, with what the script has changed in process.env. @returns {object} settings */
function environmentSettings() {
  const settings = internal.s3.settings();
  const ownKey = variable('S3_ACCESS_KEY_ID') !== '';
  for (let i = 0; i < variables.length; i++) {
    const name = variables[i][1];
    const own = variable(`S3_${name}`);
    // A token is of the credentials that it has come with.
    const value = own === '' && !(ownKey && name === 'SESSION_TOKEN') ? variable(`AWS_${name}`) : own;
    if (value !== '') settings.text(variables[i][0], value);
  }
  return throughProxy(settings);
}

/**
 * @param {object} base settings
 * @param {unknown} options of a script
 * @param {string} context names the operation in messages
 * @returns {object} settings: `base` itself, where nothing is said
 * @throws {TypeError|RangeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE, ERR_OUT_OF_RANGE; S3Error: ERR_S3_INVALID_ENDPOINT
 */
function toSettings(base, options, context) {
  if (options === undefined || options === null) return base;
  if (!isObject(options)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: options is not an object`);
  const settings = base.copy();
  for (let i = 0; i < places.length; i++) {
    const text = toText(options[places[i]], places[i], context);
    if (text !== '') settings.text(places[i], text);
  }
  for (let i = 0; i < headers.length; i++) {
    const text = toText(options[headers[i]], headers[i], context);
    if (text !== '') settings.text(headers[i], toHeader(text, headers[i], context));
  }
  setEnum(settings, 'acl', options.acl, acls, context);
  setEnum(settings, 'storageClass', options.storageClass, storageClasses, context);
  setNumbers(settings, options, context);
  const { virtualHostedStyle, requestPayer, tls } = options;
  if (virtualHostedStyle !== undefined) settings.virtualHosted(toBoolean(virtualHostedStyle));
  if (requestPayer !== undefined) settings.requesterPays(toBoolean(requestPayer));
  if (tls !== undefined && tls !== null) {
    const { toTls } = require('fetch/client/ClientOptions');
    const { ca, cert, key, passphrase, rejectUnauthorized, serverName } = toTls(tls, `${context}: options.tls`);
    settings.tls(key, cert, ca, passphrase, serverName, rejectUnauthorized);
  }
  return throughProxy(settings);
}

/** Absent, null and empty say nothing, as in Bun. */
function toText(value, name, context) {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: options.${name} is not a string`);
}

function toHeader(text, name, context) {
  if (RegExpPrototypeExec(notInHeaders, text) !== null) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context}: options.${name} has a line break`);
  }
  return toByteString(text, `${context}: options.${name}`);
}

function setEnum(settings, name, value, known, context) {
  const text = toText(value, name, context);
  if (text === '') return;
  if (known[text] === undefined) {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context}: options.${name} cannot be '${text}'`);
  }
  settings.text(name, text);
}

function setNumbers(settings, { partSize, queueSize, retry }, context) {
  if (partSize !== undefined) settings.partSize(toCount(partSize, 'partSize', LEAST_PART, GREATEST_PART, context));
  if (queueSize !== undefined) settings.queueSize(toCount(queueSize, 'queueSize', 1, GREATEST_COUNT, context));
  if (retry !== undefined) settings.retries(toCount(retry, 'retry', 0, GREATEST_COUNT, context));
}

/** A whole number from `least` to `greatest`. */
function toCount(value, name, least, greatest, context) {
  if (typeof value !== 'number') throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: options.${name} is not a number`);
  if (!NumberIsInteger(value) || value < least || value > greatest) {
    const problem = `${context}: options.${name} must be a whole number from ${least} to ${greatest}, not ${value}`;
    throw codedError(RangeError, 'ERR_OUT_OF_RANGE', problem);
  }
  return value;
}

/** Whom fetch would ask by a proxy, is asked by it here. */
function throughProxy(settings) {
  try {
    const { proxyOfEnvironment } = require('fetch/client/environmentProxy');
    const proxy = proxyOfEnvironment(internal.url.parse(settings.endpointUrl()));
    if (proxy !== null) settings.proxy(require('fetch/client/proxy').nativeProxy(proxy));
    return settings;
  } catch (e) {
    throw fromHost(e);
  }
}

module.exports = { environmentSettings, toCount, toSettings };
