// A component of a URL pattern (URL Pattern §2): Java's, with the regular expression that only the engine can make and run.
const { ObjectDefineProperty, RegExp, RegExpPrototypeExec, TypeError } = primordials;
const { isolate } = require('core/isolate');

/** Java's PatternComponent.kind(). */
const EXACT = 0;
const ANYTHING = 1;

/** Java's RegexpTester. */
const DIFFERS = 0;
const MATCHES = 1;
const INVALID = 2;

class Component {
  /** @param {object} compiled Java's PatternComponent */
  constructor(compiled, ignoreCase) {
    this.compiled = compiled;
    this.kind = compiled.kind();
    this.text = compiled.text();
    this.flags = ignoreCase ? 'vi' : 'v';
    this.regexp = undefined;
    // Of a script's regular expressions we hear now whether they are valid; others can wait.
    if (compiled.hasRegexpGroups()) this.makeRegexp();
  }

  makeRegexp() {
    try {
      return (this.regexp = new RegExp(this.compiled.regexp(), this.flags));
    } catch (error) {
      throw new TypeError(`URLPattern: '${this.compiled.pattern()}' holds an invalid regular expression: ${error.message}`);
    }
  }

  /** Does `input` fit? */
  test(input) {
    if (this.kind === ANYTHING) return true;
    if (this.kind === EXACT) return input === this.text;
    return RegExpPrototypeExec(this.regexp ?? this.makeRegexp(), input) !== null;
  }

  /** «create a component match result», null if `input` does not fit. */
  exec(input) {
    const groups = {};
    if (this.kind === ANYTHING) {
      addMember(groups, this.compiled.groupName(0), input);
    } else if (this.kind === EXACT) {
      if (input !== this.text) return null;
    } else {
      const match = RegExpPrototypeExec(this.regexp ?? this.makeRegexp(), input);
      if (match === null) return null;
      const { compiled } = this;
      const count = compiled.groups();
      for (let i = 0; i < count; i++) addMember(groups, compiled.groupName(i), match[i + 1]);
    }
    return { input, groups };
  }
}

isolate(Component);

/** Sets an own property of an object for a script, whatever its prototype has under that name. */
function addMember(object, name, value) {
  ObjectDefineProperty(object, name, { __proto__: null, value, writable: true, enumerable: true, configurable: true });
}

/** Java's question while it compiles: does the regular expression match? */
function testRegexp(source, text) {
  try {
    return RegExpPrototypeExec(new RegExp(source, 'v'), text) === null ? DIFFERS : MATCHES;
  } catch {
    return INVALID;
  }
}

module.exports = { Component, addMember, testRegexp };
