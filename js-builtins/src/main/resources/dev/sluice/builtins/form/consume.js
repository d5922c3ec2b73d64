// formData() of a stream: the form is read as it comes, so that a large upload is never in memory as a whole. Of a native source Java does
// it alone; the chunks of a script's stream are handed to the same parser, and the next ones are asked for when those have found their
// place, which may be a disk.
const { Promise, PromisePrototypeThen, PromiseReject, StringPrototypeToWellFormed, TypeError } = primordials;
const { TypedArrayPrototypeGetByteLength } = primordials;
const { isolate } = require('core/isolate');
const { fromHost } = require('core/errors');
const { CLOSED, READABLE, markPromiseHandled, readableStreamCancel } = require('streams/readable/operations');
const {
  acquireReadableStreamDefaultReader,
  readableStreamDefaultReaderRelease,
} = require('streams/readable/ReadableStreamDefaultReader');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { StreamTag, streamTag } = require('streams/readable/native');
const { kinds } = require('streams/consume/kinds');
const { NativeCollection } = require('streams/consume/NativeCollection');
const { viewOf } = require('streams/consume/Pieces');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { isBufferSource } = require('webidl/bufferSource');
const { formDataKindOf } = require('form/kind');
const { createFormDataParser, formDataOf } = require('form/parse');
const { wrapFormData } = require('xhr/FormData');

const none = [];

/** The native way. */
class NativeForm extends NativeCollection {
  constructor(stream, kind, settings, boundary) {
    super(stream, kind, settings);
    this.boundary = boundary;
  }

  ask(origin) {
    const whenDone = (error, form) => this.receive(error, form);
    this.handle = internal.form.readSource(origin.openSource(), this.boundary, this.limit, whenDone);
  }

  receive(error, form) {
    if (error !== undefined && error !== null) {
      this.fail(fromHost(error));
      return;
    }
    this.release();
    this.stream.state = CLOSED;
    if (isWatched()) noteWay(this.tag, 'native', form.byteLength(), '', this.begun);
    const { resolve } = this;
    resolve(wrapFormData(formDataOf(form)));
  }
}

/** The bytes of a chunk, strings as their UTF-8. */
function bytesOf(chunk) {
  if (typeof chunk === 'string') {
    return require('encoding/TextEncoder').encodeUtf8(StringPrototypeToWellFormed(chunk));
  }
  if (isBufferSource(chunk)) return viewOf(chunk);
  throw new TypeError('A chunk of the stream is neither a string nor an ArrayBuffer nor a view on one');
}

/** The script way; also the read request of the read that waits. */
class ScriptForm {
  constructor(stream, { limit, type, keepLocked, signal }) {
    this.begun = beginWay();
    this.parser = createFormDataParser(type, limit);
    this.stream = stream;
    this.reader = acquireReadableStreamDefaultReader(stream);
    this.keepLocked = keepLocked;
    this.signal = signal;
    this.onAbort = undefined;
    this.byteLength = 0;
    this.isOpen = true;
    /** is `advance` on the stack? */
    this.advancing = false;
    /** does the parser still have a chunk? */
    this.pushing = false;
    /** chunks that were read, and the first of them that the parser has not got */
    this.chunks = none;
    this.index = 0;
    this.resolve = undefined;
    this.reject = undefined;
  }

  /** @returns {Promise<FormData>} */
  start() {
    const { signal } = this;
    const promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    if (signal !== undefined && signal.aborted) {
      this.giveUp(signal.reason);
      return promise;
    }
    if (signal !== undefined) {
      this.onAbort = () => this.giveUp(signal.reason);
      require('dom/AbortSignal').addAlgorithm(signal, this.onAbort);
    }
    this.advance();
    return promise;
  }

  /** Hands on what was read and reads on, until either has to wait. */
  advance() {
    const { stream } = this;
    stream.disturbed = true;
    this.advancing = true;
    while (this.isOpen && !this.pushing) {
      if (this.index < this.chunks.length) {
        this.push(this.chunks[this.index++]);
      } else if (stream.state !== READABLE) {
        if (stream.state === CLOSED) this.finish();
        else this.fail(stream.storedError);
      } else {
        const { controller } = stream;
        this.chunks = none;
        this.index = 0;
        if (controller.queue.length !== 0) {
          this.chunks = controller.takeAllChunks();
        } else {
          controller.pullSteps(this);
          if (this.chunks === none && stream.state === READABLE) break;
        }
      }
    }
    this.advancing = false;
  }

  push(chunk) {
    try {
      const bytes = bytesOf(chunk);
      this.byteLength += TypedArrayPrototypeGetByteLength(bytes);
      const taken = this.parser.push(bytes);
      if (taken === undefined) return;
      this.pushing = true;
      PromisePrototypeThen(
        taken,
        () => this.pushed(),
        (e) => this.pushed(e, true),
      );
    } catch (e) {
      this.giveUp(e);
    }
  }

  pushed(error = undefined, failed = false) {
    this.pushing = false;
    if (!this.isOpen) this.parser.abort();
    else if (failed) this.giveUp(error);
    else this.advance();
  }

  chunkSteps(chunk) {
    this.chunks = [chunk];
    this.index = 0;
    // A byte controller is amid its own queue here.
    if (!this.advancing) queueMicrotaskStep(advance, this);
  }

  closeSteps() {
    if (!this.advancing && this.isOpen) this.finish();
  }

  errorSteps(e) {
    // `advance` sees to an errored stream. A read may fail and leave the stream as it is, which no later look at the stream would tell.
    if (this.isOpen && (!this.advancing || this.stream.state === READABLE)) this.fail(e);
  }

  finish() {
    this.release('its chunks come from a script');
    try {
      const { resolve } = this;
      resolve(wrapFormData(this.parser.finish()));
    } catch (e) {
      this.reject(e);
    }
  }

  fail(e) {
    this.release('its chunks come from a script; it failed');
    if (!this.pushing) this.parser.abort();
    this.reject(e);
  }

  /** Fails, and tells the stream's source that no more is wanted. */
  giveUp(e) {
    const { stream } = this;
    this.fail(e);
    // The caller is told of `e`; that the source could not be cancelled either is nobody's to handle.
    markPromiseHandled(readableStreamCancel(stream, e));
  }

  release(reason) {
    const { reader } = this;
    this.isOpen = false;
    this.chunks = none;
    if (isWatched()) noteWay(StreamTag.JavaScript, 'script', this.byteLength, reason, this.begun);
    if (this.onAbort !== undefined) require('dom/AbortSignal').removeAlgorithm(this.signal, this.onAbort);
    // The read that waits, if any, is of no interest any more.
    if (this.keepLocked) reader.readRequests.clear();
    else readableStreamDefaultReaderRelease(reader);
  }
}

isolate(ScriptForm);

function advance(form) {
  if (form.isOpen && !form.pushing) form.advance();
}

/** A body that cannot be a form is given up, like one that turns out to be none. */
function refuse(stream, keepLocked, e) {
  markPromiseHandled(readableStreamCancel(stream, e));
  if (keepLocked) acquireReadableStreamDefaultReader(stream);
  return PromiseReject(e);
}

/**
 * @param {object} stream slots of a stream that is neither locked nor used, tag File, Bytes or JavaScript
 * @param {object} settings as consumeStream makes them; `type` is the content type
 * @returns {Promise<FormData>} rejects with TypeError, code ERR_FORMDATA_PARSE_ERROR or ERR_BODY_TOO_LARGE, or the stream's error
 */
function consumeFormData(stream, settings) {
  let type;
  try {
    type = formDataKindOf(settings.type);
  } catch (e) {
    return refuse(stream, settings.keepLocked, e);
  }
  if (streamTag(stream) === StreamTag.JavaScript) {
    let form;
    try {
      // It makes its parser, which may refuse the boundary, before it locks the stream.
      form = new ScriptForm(stream, settings);
    } catch (e) {
      return refuse(stream, settings.keepLocked, e);
    }
    return form.start();
  }
  return type.kind === 'multipart'
    ? new NativeForm(stream, kinds.formData, settings, type.boundary).start()
    : new NativeCollection(stream, kinds.formData, settings).start();
}

module.exports = { consumeFormData };
