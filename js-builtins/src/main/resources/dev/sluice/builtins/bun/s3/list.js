// S3Client.list: what is in a bucket, as ListObjectsV2 tells it. Members that the server has not sent are not there.
const { NumberParseInt, ObjectDefineProperty, TypeError } = primordials;
const { codedError } = require('core/errors');
const { hostPromise } = require('core/hostPromise');
const { isObject, toBoolean, toDOMString } = require('webidl/convert');
const { toCount } = require('bun/s3/options');

const GREATEST_INTEGER = 2 ** 31 - 1;

/** Member, and the element that it comes from. */
const texts = [
  ['name', 'Name'],
  ['prefix', 'Prefix'],
  ['delimiter', 'Delimiter'],
  ['encodingType', 'EncodingType'],
  ['continuationToken', 'ContinuationToken'],
  ['nextContinuationToken', 'NextContinuationToken'],
  ['startAfter', 'StartAfter'],
];

const entryTexts = [
  ['lastModified', 'LastModified'],
  ['eTag', 'ETag'],
  ['checksumAlgorithm', 'ChecksumAlgorithm'],
  ['checksumType', 'ChecksumType'],
  ['storageClass', 'StorageClass'],
];

const context = 'S3Client.list';

const noOptions = { __proto__: null };

/**
 * @param {object} settings
 * @param {unknown} input of a script: prefix, delimiter, continuationToken, startAfter, encodingType, maxKeys, fetchOwner
 * @returns {Promise<object>}
 */
function list(settings, input) {
  const options = input === undefined || input === null ? noOptions : input;
  if (!isObject(options)) throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', `${context}: input is not an object`);
  const { continuationToken, delimiter, encodingType, fetchOwner, maxKeys, prefix, startAfter } = options;
  const most = maxKeys === undefined ? 0 : toCount(maxKeys, 'maxKeys', 1, GREATEST_INTEGER, context);
  const encoding = toText(encodingType);
  if (encoding !== '' && encoding !== 'url') {
    throw codedError(TypeError, 'ERR_INVALID_ARG_VALUE', `${context}: encodingType can only be 'url'`);
  }
  const query = [toText(prefix), toText(delimiter), toText(continuationToken), toText(startAfter)];
  const owners = fetchOwner !== undefined && toBoolean(fetchOwner);
  return hostPromise(
    (done) => internal.s3.list(settings, query[0], query[1], query[2], query[3], encoding, most, owners, done),
    toListing,
  );
}

function toText(value) {
  return value === undefined || value === null ? '' : toDOMString(value, context);
}

function toListing(found) {
  const listing = {};
  copy(listing, found, texts);
  const truncated = found.text('IsTruncated');
  if (truncated !== '') own(listing, 'isTruncated', truncated === 'true');
  copyNumber(listing, 'keyCount', found.text('KeyCount'));
  copyNumber(listing, 'maxKeys', found.text('MaxKeys'));
  const contents = [];
  const size = found.size();
  for (let i = 0; i < size; i++) contents[i] = toEntry(found.entry(i));
  if (size > 0) own(listing, 'contents', contents);
  const commonPrefixes = [];
  const prefixes = found.prefixes();
  for (let i = 0; i < prefixes; i++) commonPrefixes[i] = { prefix: found.prefix(i) };
  if (prefixes > 0) own(listing, 'commonPrefixes', commonPrefixes);
  return listing;
}

function toEntry(found) {
  const entry = { key: found.text('Key') };
  copy(entry, found, entryTexts);
  copyNumber(entry, 'size', found.text('Size'));
  if (found.has('Owner')) {
    const owner = {};
    copyText(owner, 'id', found.text('Owner', 'ID'));
    copyText(owner, 'displayName', found.text('Owner', 'DisplayName'));
    own(entry, 'owner', owner);
  }
  if (found.has('RestoreStatus')) {
    const status = { isRestoreInProgress: found.text('RestoreStatus', 'IsRestoreInProgress') === 'true' };
    copyText(status, 'restoreExpiryDate', found.text('RestoreStatus', 'RestoreExpiryDate'));
    own(entry, 'restoreStatus', status);
  }
  return entry;
}

function copy(to, from, names) {
  for (let i = 0; i < names.length; i++) copyText(to, names[i][0], from.text(names[i][1]));
}

function copyText(to, name, text) {
  if (text !== '') own(to, name, text);
}

function copyNumber(to, name, text) {
  const number = NumberParseInt(text, 10);
  if (number === number) own(to, name, number);
}

/** A script may have put a setter of that name on Object.prototype. */
function own(to, name, value) {
  ObjectDefineProperty(to, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

module.exports = { list };
