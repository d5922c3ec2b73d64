// Bun.ArrayBufferSink: gathers text and bytes into one buffer.
const { ArrayBuffer, TypeError, TypedArrayPrototypeGetBuffer, Uint8Array } = primordials;
const { isolate } = require('core/isolate');
const { bufferOf, byteLengthOf, byteOffsetOf, isBufferSource } = require('webidl/bufferSource');
const { isObject, toBoolean } = require('webidl/convert');
const { defineInterface, illegalInvocation } = require('webidl/interface');
const { codedError, fromHost } = require('core/errors');
const { ownHostBytes } = require('core/hostBytes');

const NO_LIMIT = -1;

class ArrayBufferSinkSlots {
  constructor() {
    /** What gathers, in Java; undefined once the sink has ended. */
    this.collector = internal.streams.collector(NO_LIMIT);
    this.asUint8Array = false;
    /** does flush() hand over what there is? */
    this.stream = false;
  }
}

isolate(ArrayBufferSinkSlots);

let slotsOf;

class ArrayBufferSink {
  #slots = new ArrayBufferSinkSlots();

  static {
    slotsOf = (o) => {
      if (!isObject(o) || !(#slots in o)) throw illegalInvocation('ArrayBufferSink');
      return o.#slots;
    };
  }

  /**
   * Begins anew with other settings; what was written before is dropped.
   *
   * @param {{asUint8Array?: boolean, stream?: boolean, highWaterMark?: number}} [options] `asUint8Array`: results are Uint8Arrays, else
   *   ArrayBuffers; `stream`: flush() gives what there is. `highWaterMark` is a hint, and of no use here
   */
  start(options = undefined) {
    const slots = slotsOf(this);
    slots.asUint8Array = toBoolean(options?.asUint8Array);
    slots.stream = toBoolean(options?.stream);
    slots.collector?.clear();
    slots.collector = internal.streams.collector(NO_LIMIT);
  }

  /**
   * @param {string|ArrayBuffer|ArrayBufferView} chunk copied; a string counts as its UTF-8
   * @returns {number} its bytes; 0 after end()
   */
  write(chunk) {
    const { collector } = slotsOf(this);
    if (typeof chunk !== 'string' && !isBufferSource(chunk)) {
      const problem = 'ArrayBufferSink.write: chunk is neither a string nor an ArrayBuffer nor a view on one';
      throw codedError(TypeError, 'ERR_INVALID_ARG_TYPE', problem);
    }
    if (collector === undefined) return 0;
    const before = collector.byteLength();
    try {
      if (typeof chunk === 'string') collector.addText(chunk);
      else collector.addBytes(bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk));
    } catch (e) {
      throw fromHost(e);
    }
    return collector.byteLength() - before;
  }

  /** @returns {ArrayBuffer|Uint8Array|number} with `stream`, what came since the last flush; else 0 */
  flush() {
    const slots = slotsOf(this);
    return slots.stream ? take(slots, false) : 0;
  }

  /** @returns {ArrayBuffer|Uint8Array} all that was not flushed; nothing when repeated */
  end() {
    const slots = slotsOf(this);
    const result = take(slots, true);
    slots.collector = undefined;
    return result;
  }
}

/** What was gathered, in a buffer of its own; but for half a pair of surrogates, as long as there may be more. */
function take({ collector, asUint8Array }, isEnd) {
  let bytes;
  if (collector === undefined) bytes = new Uint8Array(0);
  else bytes = ownHostBytes(isEnd ? collector.bytes() : collector.flush());
  return asUint8Array ? bytes : TypedArrayPrototypeGetBuffer(bytes);
}

module.exports = { ArrayBufferSink: defineInterface(ArrayBufferSink, { inspect: () => ({}) }) };
