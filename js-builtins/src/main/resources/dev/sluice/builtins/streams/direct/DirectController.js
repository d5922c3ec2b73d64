// The controller that a direct stream hands to its script: what is written goes straight to the consumer's sink, without a queue of chunks.
//
// A sink is an object with
//   write(chunk, byteLength)   takes a string or a Uint8Array, whose bytes it copies; may throw, which fails the stream
//   isFull()                   should the writer wait, for room or for its next turn?
//   whenReady(callback)        calls back once: when there is room again, or at the end
//   flush()                    sends what has gathered; gives the number of its bytes
//   end()                      sends it, and that was all
//   error(e)                   the stream has failed
// It is told of one end only, and is given nothing after it.
const { ArrayBufferIsView, Promise, PromiseResolve, TypeError, TypedArrayPrototypeGetLength } = primordials;
const { isolate } = require('core/isolate');
const { codedError, fromHost } = require('core/errors');
const { defineInterface, illegalConstructor, illegalInvocation, internalConstruct } = require('webidl/interface');
const { isBufferSource } = require('webidl/bufferSource');
const { isThenable, markPromiseHandled, reactTo } = require('core/promises');
const { utf8Length, viewOf } = require('streams/consume/Pieces');

/** So many writes after the end are answered at once. */
const MOST_IN_VAIN = 256;

class DirectControllerSlots {
  /**
   * @param {object} sink see above
   * @param {object} source pull(controller slots), closed(error or undefined), cancel(reason); see DirectOrigin
   */
  constructor(sink, source) {
    this.wrapper = undefined;
    this.sink = sink;
    this.source = source;
    this.isOpen = true;
    /** writes since the end, or since the writer was last made to wait */
    this.inVain = 0;
    /** the promise that write() gives while the sink is full */
    this.ready = undefined;
  }
}

isolate(DirectControllerSlots);

/** The bytes of what is no string, as a Uint8Array. */
function bytesOf(chunk) {
  if (ArrayBufferIsView(chunk) || isBufferSource(chunk)) return viewOf(chunk);
  throw codedError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    'What is written into a stream must be a string, an ArrayBuffer or a view on one',
  );
}

/**
 * Writes a chunk.
 *
 * @returns {number|Promise<number>} its bytes, 0 once the stream has ended; as a promise where the writer should wait, for room or lest
 *     it keeps others from their turn, or goes on and on after the end
 * @throws TypeError for what is neither a string nor bytes
 */
function directWrite(controller, chunk) {
  if (!controller.isOpen) return writeInVain(controller);
  const content = typeof chunk === 'string' ? chunk : bytesOf(chunk);
  const length = typeof content === 'string' ? utf8Length(content) : TypedArrayPrototypeGetLength(content);
  const { sink } = controller;
  try {
    sink.write(content, length);
  } catch (e) {
    // The consumer takes no more, such as beyond its limit: the script is told as by a cancel().
    const reason = fromHost(e);
    markPromiseHandled(directCancel(controller, reason));
    sink.error(reason);
    return 0;
  }
  return controller.isOpen && sink.isFull() ? whenReady(controller, length) : length;
}

/**
 * A script that heeds neither cancel() nor the 0 and writes on forever, awaiting each write, would keep its task from ever ending: now and
 * then it has to wait for the next.
 */
function writeInVain(controller) {
  if (++controller.inVain < MOST_IN_VAIN) return 0;
  controller.inVain = 0;
  return new Promise((resolve) => {
    internal.loop.enqueueBehindSockets(() => resolve(0));
  });
}

/**
 * A promise of `value`, for when the writer may go on. Who writes on without waiting for it gets the same one again, so that nothing
 * piles up but what is written.
 */
function whenReady(controller, value) {
  if (controller.ready === undefined) {
    controller.ready = new Promise((resolve) => {
      controller.sink.whenReady(() => {
        controller.ready = undefined;
        resolve(controller.isOpen ? value : 0);
      });
    });
  }
  return controller.ready;
}

/** @returns {number|Promise<number>} bytes that were sent on; as a promise where the writer should wait for room */
function directFlush(controller) {
  if (!controller.isOpen) return 0;
  const { sink } = controller;
  const length = sink.flush();
  return controller.isOpen && sink.isFull() ? whenReady(controller, length) : length;
}

/** Ends the stream; what was written reaches the consumer. */
function directEnd(controller) {
  if (!controller.isOpen) return;
  controller.isOpen = false;
  controller.sink.end();
  controller.source.closed(undefined);
}

/** Fails the stream. */
function directError(controller, e) {
  if (!controller.isOpen) return;
  controller.isOpen = false;
  controller.sink.error(e);
  controller.source.closed(e);
}

/**
 * The consumer has gone: the script's cancel() is called, and writes are in vain from now on.
 *
 * @returns {Promise} what cancel() returned, awaited; rejected with what it threw
 */
function directCancel(controller, reason) {
  if (!controller.isOpen) return PromiseResolve(undefined);
  controller.isOpen = false;
  return callCancel(controller.source, reason);
}

async function callCancel(source, reason) {
  await source.cancel(reason);
}

/**
 * Calls pull() once.
 *
 * @param {object} controller slots
 * @param {function(): void} whenDone called when a promise that it returned is fulfilled; not for anything else that it returns, since such
 *     a script may keep the controller and go on writing
 * @returns {boolean} is it still running?
 */
function directPull(controller, whenDone) {
  let result;
  try {
    result = controller.source.pull(controller);
    if (!isThenable(result)) return false;
  } catch (e) {
    directError(controller, e);
    return false;
  }
  reactTo(result, whenDone, (e) => directError(controller, e));
  return true;
}

let wrapDirectController;

class DirectController {
  #slots;

  constructor(token, slots) {
    if (token !== internalConstruct) throw illegalConstructor();
    this.#slots = slots;
    slots.wrapper = this;
  }

  static {
    wrapDirectController = (slots) => slots.wrapper ?? new DirectController(internalConstruct, slots);
  }

  write(chunk = undefined) {
    if (!(#slots in this)) throw illegalInvocation('DirectController');
    return directWrite(this.#slots, chunk);
  }

  flush() {
    if (!(#slots in this)) throw illegalInvocation('DirectController');
    return directFlush(this.#slots);
  }

  end() {
    if (!(#slots in this)) throw illegalInvocation('DirectController');
    directEnd(this.#slots);
  }

  /** Ends the stream; with an error, fails it. */
  close(error = undefined) {
    if (!(#slots in this)) throw illegalInvocation('DirectController');
    if (error === undefined) directEnd(this.#slots);
    else directError(this.#slots, error);
  }

  error(error = undefined) {
    if (!(#slots in this)) throw illegalInvocation('DirectController');
    directError(this.#slots, error);
  }
}

defineInterface(DirectController);

module.exports = {
  DirectControllerSlots,
  directCancel,
  directEnd,
  directPull,
  directWrite,
  wrapDirectController,
};
