// The `routes` of Bun.serve, compiled to a table in Java. A Response is taken apart once, and from then on Java answers without JavaScript:
// what is in memory as a static response, a file as a file route. Functions are numbered; Java calls back with the number.
const { NumberIsInteger, ReflectOwnKeys, String, StringPrototypeCharCodeAt, StringPrototypeSlice, StringPrototypeSplit } = primordials;
const { isObject } = require('webidl/convert');
const { fromHost } = require('core/errors');
const { BLOB, BYTES, EMPTY, NULL, STRING, isUnusable, bodyUsedError } = require('fetch/body/BodySlots');
const { isResponse, slotsOf: responseSlotsOf } = require('fetch/Response');
const { isBlob, slotsOf: blobSlotsOf } = require('file/Blob');
const { S3_FILE } = require('file/BlobSlots');
const { createBytesBlob, createTextBlob } = require('file/create');
const { typeError } = require('bun/serve/options');

const SLASH = 0x2f;
const COLON = ':';

/** Methods that a route may name; HEAD is answered by GET where it is not named. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'CONNECT', 'TRACE'];

function isMethod(name) {
  for (let i = 0; i < methods.length; i++) if (methods[i] === name) return true;
  return false;
}

/** The names in a path such as /users/:id/:what, in order. */
function paramNamesOf(path) {
  const names = [];
  const parts = StringPrototypeSplit(path, '/', undefined);
  for (let i = 0; i < parts.length; i++) {
    if (parts[i][0] === COLON) names[names.length] = StringPrototypeSlice(parts[i], 1, parts[i].length);
  }
  return names;
}

/**
 * Compiles routes.
 *
 * @param {object} routes path → Response, BunFile, function, or object of method → one of these; `false` leaves a path to fetch
 * @param {object} builder of the binding
 * @returns {{handler: Function, paramNames: string[]}[]} the functions, by their numbers
 * @throws TypeError, code ERR_INVALID_ARG_TYPE, for a path or value that is none; what Java finds wrong with a path
 */
function compileRoutes(routes, builder) {
  const scripts = [];
  const paths = ReflectOwnKeys(routes);
  for (let i = 0; i < paths.length; i++) {
    const path = paths[i];
    if (typeof path !== 'string') continue;
    if (path === '' || StringPrototypeCharCodeAt(path, 0) !== SLASH) {
      throw typeError(`options.routes: the path '${path}' must begin with '/'`);
    }
    try {
      addPath(builder, scripts, path, routes[path]);
    } catch (e) {
      throw fromHost(e);
    }
  }
  return scripts;
}

function addPath(builder, scripts, path, value) {
  if (isByMethod(value)) {
    const keys = ReflectOwnKeys(value);
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i];
      if (typeof key !== 'string' || !isMethod(key)) throw typeError(`options.routes['${path}']: '${String(key)}' is not a method`);
      add(builder, scripts, key, path, value[key], `options.routes['${path}'].${key}`);
    }
  } else {
    add(builder, scripts, '', path, value, `options.routes['${path}']`);
  }
}

function isByMethod(value) {
  return isObject(value) && typeof value !== 'function' && !isResponse(value) && !isBlob(value);
}

function add(builder, scripts, method, path, value, context) {
  if (value === false) return;
  if (typeof value === 'function') {
    builder.addScript(method, path, scripts.length);
    scripts[scripts.length] = { __proto__: null, handler: value, paramNames: paramNamesOf(path) };
  } else if (isResponse(value)) {
    addResponse(builder, method, path, responseSlotsOf(value), context);
  } else if (isBlob(value)) {
    builder.clearHeaders();
    addBlob(builder, method, path, 200, '', blobSlotsOf(value), blobSlotsOf(value).type);
  } else {
    throw typeError(`${context} must be a Response, a file, a function, or an object with such by method`);
  }
}

/** The Response itself stays as it was: its body may be sent again and again. */
function addResponse(builder, method, path, response, context) {
  const { body, headerList, status, statusText } = response;
  if (isUnusable(body)) throw bodyUsedError(`${context}: the body of the Response has already been used`);
  if (!NumberIsInteger(status) || status < 200) throw typeError(`${context}: a Response of status ${status} cannot be sent`);
  builder.clearHeaders();
  let type = body.type ?? '';
  if (headerList !== undefined) {
    const { table } = headerList;
    for (let i = 0; i < table.length; i += 3) builder.addHeader(table[i], table[i + 2]);
    type = '';
  }
  addBlob(builder, method, path, status, statusText, blobOf(body, context), type);
}

/** The bytes of a body as a Blob's slots. */
function blobOf(body, context) {
  switch (body.state) {
    case NULL:
    case EMPTY:
      return createTextBlob('', '');
    case STRING:
      return createTextBlob(body.value, '');
    case BYTES:
      return createBytesBlob(body.value, '');
    case BLOB:
      return body.value;
    default:
      throw typeError(`${context}: the body of a Response in routes must be a string, bytes, a Blob or a file, not a stream`);
  }
}

function addBlob(builder, method, path, status, statusText, blob, type) {
  const { store, offset, length } = blob;
  if (blob.kind === S3_FILE) throw typeError(`options.routes['${path}']: what is in S3 is sent by a function: new Response(file.stream())`);
  if (store.inMemory()) builder.addStatic(method, path, status, statusText, type, store, offset, length);
  else builder.addFile(method, path, status, statusText, type, store, offset, length);
}

module.exports = { compileRoutes };
