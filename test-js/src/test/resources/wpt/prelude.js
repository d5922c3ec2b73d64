// What a test file finds in its global scope besides the runtime's own globals: the part of a worker's scope that
// testharness.js and the tests look at. Called before testharness.js is evaluated, with
//   pathname, search   the address of the test
//   title              of `META: title`, or null
//   files              local files that the test may fetch: absolute path → text, or { base64 }
//   server             the origin of WPT's own server, with its port, where there is one, else null
(function (pathname, search, title, files, server) {
  'use strict';
  const origin = server ?? 'http://web-platform.test:8000';
  const [protocol, host] = origin.split('//');
  const [hostname, port] = host.split(':');
  const define = (name, value) => {
    Object.defineProperty(globalThis, name, { value, writable: true, enumerable: true, configurable: true });
  };

  if (!('self' in globalThis)) {
    define('self', globalThis);
  }

  // A worker, as the wrapper that WPT's own server makes for `.any.worker.html` says it.
  define('GLOBAL', {
    isWindow: () => false,
    isWorker: () => true,
    isShadowRealm: () => false,
  });

  if (title !== null) {
    define('META_TITLE', title);
  }

  if (!('location' in globalThis)) {
    define('location', {
      href: origin + pathname + search,
      origin,
      protocol,
      host,
      hostname,
      port,
      pathname,
      search,
      hash: '',
      toString() { return this.href; },
    });
  }

  if (server !== null) return;

  // idlharness.js and fetch_json() read files of the corpus. Where there is no server, they are handed over.
  const folder = pathname.slice(0, pathname.lastIndexOf('/') + 1);
  const resolve = (path) => {
    const names = [];
    for (const name of path.split('/')) {
      if (name === '..') names.pop();
      else if (name !== '.') names.push(name);
    }
    return names.join('/');
  };
  const localFetch = async (resource) => {
    const path = resolve(resource.startsWith('/') ? resource : folder + resource);
    const text = files[path];
    if (text === undefined) {
      throw new TypeError(`the test harness has no file ${path}`);
    }
    return new Response(typeof text === 'string' ? text : Uint8Array.from(atob(text.base64), (c) => c.charCodeAt(0)));
  };
  if (!('fetch' in globalThis)) {
    define('fetch', localFetch);
  } else {
    const realFetch = globalThis.fetch;
    globalThis.fetch = (resource, init) => (typeof resource === 'string' && /^\/?[\w/.-]+$/.test(resource)
      ? localFetch(resource)
      : realFetch(resource, init));
  }
})
