// The size functions of the two queuing strategies: one function of each a context (Streams §7.2.2 and §7.3.2).

/** @type {(chunk: any) => number} reads `chunk.byteLength` */
const byteLengthSize = nameSize((chunk) => chunk.byteLength);

/** @type {() => number} */
const countSize = nameSize(() => 1);

function nameSize(fn) {
  primordials.ObjectDefineProperty(fn, 'name', { __proto__: null, value: 'size', configurable: true });
  return fn;
}

module.exports = { byteLengthSize, countSize };
