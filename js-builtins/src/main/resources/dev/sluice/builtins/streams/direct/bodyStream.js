// Async iterables as bodies, which Bun takes: an async generator function, which is called, or any object with Symbol.asyncIterator. They
// become direct streams. What they yield is written, and the writer waits while the consumer is behind; `yield` gives the controller, so
// that a generator may flush, or end the stream. If the consumer goes, return() is called.
const { ObjectGetPrototypeOf, ReflectApply, SymbolAsyncIterator, TypeError } = primordials;
const { isolate } = require('core/isolate');
const { isObject } = require('webidl/convert');
const { createDirectStream } = require('streams/direct/DirectOrigin');

const AsyncGeneratorFunctionPrototype = ObjectGetPrototypeOf(async function* () {});

/** The source of a direct stream that an iterator writes. */
class IteratorSource {
  /**
   * @param {*} iterable
   * @param {Function} method gives the iterator, with `iterable` as its this value
   */
  constructor(iterable, method) {
    this.iterable = iterable;
    this.method = method;
    this.iterator = undefined;
    this.next = undefined;
    this.isFinished = false;
  }

  open() {
    const iterator = ReflectApply(this.method, this.iterable, []);
    if (!isObject(iterator)) throw new TypeError('The async iterator of a body is not an object');
    this.iterator = iterator;
    this.next = iterator.next;
    this.iterable = undefined;
  }

  async pull(controller) {
    const { directEnd, directWrite, wrapDirectController } = require('streams/direct/DirectController');
    const passed = [wrapDirectController(controller)];
    try {
      if (this.iterator === undefined) this.open();
      while (controller.isOpen) {
        const result = await ReflectApply(this.next, this.iterator, passed);
        if (!isObject(result)) throw new TypeError('The async iterator of a body gave something that is not an object');
        if (result.done) {
          this.isFinished = true;
          directEnd(controller);
          return;
        }
        const { value } = result;
        if (value === undefined || value === null) continue;
        const written = this.write(directWrite, controller, value);
        if (typeof written !== 'number') await written;
      }
    } catch (e) {
      // A generator that throws is at its end; so is an iterator whose next() does.
      this.isFinished = true;
      throw e;
    }
    // The stream has ended within the generator: by its own controller.end(), or because the consumer takes no more.
    await this.cancel(undefined);
  }

  /** A value that is no chunk is the iterator's fault, which is told of by its return(). */
  write(directWrite, controller, value) {
    try {
      return directWrite(controller, this.chunkOf(value));
    } catch (e) {
      this.returnQuietly();
      throw e;
    }
  }

  /** What is written for a value. */
  chunkOf(value) {
    return value;
  }

  async returnQuietly() {
    try {
      await this.cancel(undefined);
    } catch {
      // The first error is the one to tell of.
    }
  }

  closed() {}

  async cancel(reason) {
    const { iterator } = this;
    if (iterator === undefined || this.isFinished) return;
    this.isFinished = true;
    const method = iterator.return;
    if (method !== undefined && method !== null) await ReflectApply(method, iterator, [reason]);
  }
}

isolate(IteratorSource);

/**
 * The stream of a body that is given as an async iterable.
 *
 * @param {*} value
 * @returns {object|undefined} stream slots; undefined if `value` is no async iterable and no async generator function
 * @throws what a getter of the script throws; TypeError if Symbol.asyncIterator is there and no function
 */
function bodyStreamFrom(value) {
  if (typeof value === 'function' && ObjectGetPrototypeOf(value) === AsyncGeneratorFunctionPrototype) {
    return createDirectStream(new IteratorSource(undefined, value));
  }
  if (!isObject(value)) return undefined;
  const method = value[SymbolAsyncIterator];
  if (method === undefined || method === null) return undefined;
  if (typeof method !== 'function') throw new TypeError('The Symbol.asyncIterator of a body is not a function');
  return createDirectStream(new IteratorSource(value, method));
}

module.exports = { IteratorSource, bodyStreamFrom };
