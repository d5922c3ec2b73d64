// What import() and import.meta of every module are: ModuleRewriter names them in each module that uses them, GeneratedText hands them
// over. This module can be imported by generated modules only. It is evaluated before any script runs.

const { create, defineProperty, freeze, getOwnPropertyDescriptor, hasOwn } = Object;
const { get: mapGet, set: mapSet } = Map.prototype;
const apply = Reflect.apply;
const constructors = freeze({ __proto__: null, Error, TypeError });
const scopes = new Map();
const host = globalThis.sluice$host;

/** The error for the failure that the host found last. */
const failure = (cause) => {
  const error = new constructors[host.failureClass()](host.failureMessage());
  defineProperty(error, 'code', { __proto__: null, value: host.failureCode(), writable: true, enumerable: true, configurable: true });
  if (cause !== undefined && hasOwn(cause, 'stack')) {
    // The stack of the engine's own error names the importing script; ours would name this file.
    defineProperty(error, 'stack', { __proto__: null, value: host.failureStack(`${cause.stack}`), writable: true, configurable: true });
  }
  return error;
};

/** An error of the engine as we would have thrown it, where it tells of a failure that the host remembers. */
const improve = (error) => {
  if (typeof error !== 'object' || error === null) {
    return error;
  }
  const message = getOwnPropertyDescriptor(error, 'message');
  if (message === undefined || typeof message.value !== 'string' || hasOwn(error, 'code') || !host.recall(message.value)) {
    return error;
  }
  return failure(error);
};

/** import(specifier, options) as the module `referrer` calls it. */
const load = async (referrer, specifier, options) => {
  const resolved = host.resolve(`${specifier}`, referrer);
  if (resolved === null) {
    throw failure();
  }
  try {
    return await (options === undefined ? import(resolved) : import(resolved, options));
  } catch (error) {
    throw improve(error);
  }
};

const field = (meta, name, value) => {
  defineProperty(meta, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
};

const makeScope = (id) => {
  const meta = create(null);
  const filename = host.filename(id);
  if (filename !== null) {
    field(meta, 'dirname', host.dirname(id));
    field(meta, 'filename', filename);
  }
  field(meta, 'main', host.isMain(id));
  field(meta, 'resolve', (specifier) => {
    const url = host.resolveUrl(`${specifier}`, id);
    if (url === null) {
      throw failure();
    }
    return url;
  });
  defineProperty(meta.resolve, 'name', { __proto__: null, value: 'resolve', configurable: true });
  field(meta, 'url', host.url(id));
  return freeze({ __proto__: null, meta, load: freeze((specifier, options) => load(id, specifier, options)) });
};

/** The import.meta and import() of the module `id`. */
export const scope = (id) => {
  let known = apply(mapGet, scopes, [id]);
  if (known === undefined) {
    known = makeScope(id);
    apply(mapSet, scopes, [id, known]);
  }
  return known;
};

/** The object whose properties the module `specifier` exports. */
export const provided = (specifier) => host.provided(specifier);

delete globalThis.sluice$host;
host.attach((specifier, referrer) => load(referrer, specifier));
