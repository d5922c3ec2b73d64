// URLPattern (https://urlpattern.spec.whatwg.org/). Java parses patterns and what is matched against them.
const { ObjectPrototypeHasOwnProperty, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { isObject, toBoolean, toDictionary, toUSVString } = require('webidl/convert');
const { Component, addMember, testRegexp } = require('url/urlpattern/Component');
const { url: java } = internal;

const BASE_URL = 8;

/** The components in their order, which is that of Java's indices. */
const names = ['protocol', 'username', 'password', 'hostname', 'port', 'pathname', 'search', 'hash'];

/** The members of URLPatternInit in the order in which a script sees them read, and their indices. */
const members = ['baseURL', 'hash', 'hostname', 'password', 'pathname', 'port', 'protocol', 'search', 'username'];
const memberIndices = [BASE_URL, 7, 3, 2, 5, 4, 0, 6, 1];

class URLPatternSlots {
  constructor(pattern, ignoreCase) {
    this.hasRegExpGroups = pattern.hasRegexpGroups();
    this.components = [];
    for (let i = 0; i < names.length; i++) {
      // Case is ignored in what is case-sensitive otherwise and no secret: pathname, search and hash.
      this.components[i] = new Component(pattern.component(i), ignoreCase && i >= 5);
    }
  }
}

isolate(URLPatternSlots);

/** A URLPatternInit, converted: its members that are present. `init` is an object, or undefined for the empty dictionary. */
function toURLPatternInit(init, context) {
  const result = {};
  if (init === undefined) return result;
  for (let i = 0; i < members.length; i++) {
    const name = members[i];
    const value = init[name];
    if (value !== undefined) addMember(result, name, toUSVString(value, `${context}.${name}`));
  }
  return result;
}

/** The same for Java. `init` is converted. */
function toHost(init) {
  const host = java.patternInit();
  for (let i = 0; i < members.length; i++) {
    const name = members[i];
    if (ObjectPrototypeHasOwnProperty(init, name)) host.set(memberIndices[i], init[name]);
  }
  return host;
}

/** URLPatternInput: a string, or a converted URLPatternInit. */
function toURLPatternInput(value, context) {
  if (value === undefined || value === null) return toURLPatternInit(undefined, context);
  return isObject(value) ? toURLPatternInit(value, context) : toUSVString(value, context);
}

/** «create» a URL pattern. */
function create(input, baseURL, ignoreCase) {
  const context = 'URLPattern constructor';
  let pattern;
  if (typeof input === 'string') {
    pattern = java.parsePattern(input, baseURL ?? null, ignoreCase, testRegexp);
  } else {
    if (baseURL !== undefined) throw new TypeError(`${context}: baseURL goes with a string only; a dictionary has its own`);
    pattern = java.createPattern(toHost(input), ignoreCase, testRegexp);
  }
  if (typeof pattern === 'string') throw new TypeError(`${context}: ${pattern}`);
  return new URLPatternSlots(pattern, ignoreCase);
}

/** What the components are matched against: Java's PatternInit, or null if nothing can match. `input` is converted. */
function inputsOf(input, baseURL, context) {
  if (typeof input !== 'string') {
    if (baseURL !== undefined) throw new TypeError(`${context}: baseURL goes with a string only; a dictionary has its own`);
    return java.patternInput(toHost(input));
  }
  const record = baseURL === undefined ? java.parse(input) : java.parseAgainst(input, baseURL);
  return record === null ? null : java.patternInputOf(record);
}

let slotsOf, isURLPattern;

class URLPattern {
  #slots;

  static {
    isURLPattern = (o) => isObject(o) && #slots in o;
    slotsOf = (o) => {
      if (!isURLPattern(o)) throw illegalInvocation('URLPattern');
      return o.#slots;
    };
  }

  /** Two overloads: (input, baseURL, options) and (input, options). */
  constructor(input = undefined, baseURL = undefined, options = undefined) {
    const context = 'URLPattern constructor';
    const converted = toURLPatternInput(input, `${context}: input`);
    if (arguments.length < 3 && (baseURL === undefined || baseURL === null || isObject(baseURL))) {
      options = baseURL;
      baseURL = undefined;
    } else {
      baseURL = toUSVString(baseURL, `${context}: baseURL`);
    }
    const ignoreCase = toBoolean(toDictionary(options, `${context}: options`)?.ignoreCase);
    this.#slots = create(converted, baseURL, ignoreCase);
  }

  test(input = undefined, baseURL = undefined) {
    const { components } = slotsOf(this);
    const context = 'URLPattern.test';
    const converted = toURLPatternInput(input, `${context}: input`);
    if (baseURL !== undefined) baseURL = toUSVString(baseURL, `${context}: baseURL`);
    const inputs = inputsOf(converted, baseURL, context);
    if (inputs === null) return false;
    for (let i = 0; i < components.length; i++) if (!components[i].test(inputs.get(i))) return false;
    return true;
  }

  exec(input = undefined, baseURL = undefined) {
    const { components } = slotsOf(this);
    const context = 'URLPattern.exec';
    const converted = toURLPatternInput(input, `${context}: input`);
    if (baseURL !== undefined) baseURL = toUSVString(baseURL, `${context}: baseURL`);
    const inputs = inputsOf(converted, baseURL, context);
    if (inputs === null) return null;
    const result = { inputs: baseURL === undefined ? [converted] : [converted, baseURL] };
    for (let i = 0; i < components.length; i++) {
      const match = components[i].exec(inputs.get(i));
      if (match === null) return null;
      addMember(result, names[i], match);
    }
    return result;
  }

  get protocol() {
    return slotsOf(this).components[0].compiled.pattern();
  }

  get username() {
    return slotsOf(this).components[1].compiled.pattern();
  }

  get password() {
    return slotsOf(this).components[2].compiled.pattern();
  }

  get hostname() {
    return slotsOf(this).components[3].compiled.pattern();
  }

  get port() {
    return slotsOf(this).components[4].compiled.pattern();
  }

  get pathname() {
    return slotsOf(this).components[5].compiled.pattern();
  }

  get search() {
    return slotsOf(this).components[6].compiled.pattern();
  }

  get hash() {
    return slotsOf(this).components[7].compiled.pattern();
  }

  get hasRegExpGroups() {
    return slotsOf(this).hasRegExpGroups;
  }
}

module.exports = { URLPattern: defineInterface(URLPattern) };
