// formData() of a stream: the form is read as it comes, so that a large upload is never in memory as a whole. Of a native source Java does
// it alone; the chunks of a script's stream are handed to the same parser, and the next ones are asked for when those have found their
// place, which may be a disk.
const { PromisePrototypeThen, PromiseReject, StringPrototypeToWellFormed, TypeError, TypedArrayPrototypeGetByteLength } = primordials;
const { fromHost } = require('core/errors');
const { markPromiseHandled } = require('core/promises');
const { CLOSED, READABLE, readableStreamCancel } = require('streams/readable/operations');
const { acquireReadableStreamDefaultReader } = require('streams/readable/ReadableStreamDefaultReader');
const { queueMicrotaskStep } = require('streams/queue/microtaskSteps');
const { StreamTag, streamTag } = require('streams/readable/native');
const { kinds } = require('streams/consume/kinds');
const { NativeCollection } = require('streams/consume/NativeCollection');
const { viewOf } = require('streams/consume/Pieces');
const { ReadLoop } = require('streams/consume/ReadLoop');
const { isWatched, noteWay } = require('streams/consume/way');
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
    this.finish(CLOSED);
    if (isWatched()) noteWay(this.tag, 'native', form.byteLength(), '', this.begun);
    this.settle(() => wrapFormData(formDataOf(form)));
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

/** The script way. */
class ScriptForm extends ReadLoop {
  /** @param {object} parser made before the stream is locked, since it may refuse the form */
  constructor(stream, settings, parser) {
    super(stream, kinds.formData, settings);
    this.parser = parser;
    this.byteLength = 0;
    /** does the parser still have a chunk? */
    this.pushing = false;
    /** chunks that were read, and the first of them that the parser has not got */
    this.chunks = none;
    this.index = 0;
  }

  /** Hands on what was read and reads on, until either has to wait. */
  run() {
    const { stream } = this;
    stream.disturbed = true;
    this.running = true;
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
    this.running = false;
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
    else this.run();
  }

  chunkSteps(chunk) {
    this.chunks = [chunk];
    this.index = 0;
    // A byte controller is amid its own queue here.
    if (!this.running) queueMicrotaskStep(run, this);
  }

  finish() {
    this.end('its chunks come from a script');
    this.settle(() => wrapFormData(this.parser.finish()));
  }

  fail(e) {
    this.end('its chunks come from a script; it failed');
    if (!this.pushing) this.parser.abort();
    this.settleRejected(e);
  }

  end(reason) {
    this.chunks = none;
    if (isWatched()) noteWay(StreamTag.JavaScript, 'script', this.byteLength, reason, this.begun);
    this.release();
  }
}

function run(form) {
  if (form.isOpen && !form.pushing) form.run();
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
    let parser;
    try {
      parser = createFormDataParser(settings.type, settings.limit);
    } catch (e) {
      return refuse(stream, settings.keepLocked, e);
    }
    return new ScriptForm(stream, settings, parser).start();
  }
  return type.kind === 'multipart'
    ? new NativeForm(stream, kinds.formData, settings, type.boundary).start()
    : new NativeCollection(stream, kinds.formData, settings).start();
}

module.exports = { consumeFormData };
