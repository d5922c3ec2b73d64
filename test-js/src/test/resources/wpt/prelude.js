// What a test file finds in its global scope besides the runtime's own globals: the part of a worker's scope that
// testharness.js and the tests look at. Called before testharness.js is evaluated, with
//   pathname, search   the address of the test
//   title              of `META: title`, or null
//   files              texts of local files that the test may fetch: absolute path → text
(function (pathname, search, title, files) {
  'use strict';
  const origin = 'http://web-platform.test:8000';
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
      protocol: 'http:',
      host: 'web-platform.test:8000',
      hostname: 'web-platform.test',
      port: '8000',
      pathname,
      search,
      hash: '',
      toString() { return this.href; },
    });
  }

  // idlharness.js and fetch_json() read files of the corpus. Until there is a server for the tests, they are handed over.
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
    return new Response(text);
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
