// Response.events(): an event stream (HTML §9.2) of what an iterable or a stream gives. It is ours, no standard's: docs/eventsource.md.
const { ObjectGetPrototypeOf, PromisePrototypeThen, PromiseResolve, RangeError, ReflectApply, TypeError } = primordials;
const { SymbolAsyncIterator, SymbolIterator } = primordials;
const { codedError } = require('core/errors');
const { isolate } = require('core/isolate');
const { isObject, toDouble } = require('webidl/convert');
const { createStreamBody } = require('fetch/body/BodySlots');
const { eventText, retryLine } = require('fetch/eventText');
const { IteratorSource } = require('streams/direct/bodyStream');
const { createDirectStream } = require('streams/direct/DirectOrigin');

const EVENT_STREAM = 'text/event-stream';
const KEEP_ALIVE = ':\n\n';
const LONGEST_KEEP_ALIVE = 2 ** 31 - 1;
const AsyncGeneratorFunctionPrototype = ObjectGetPrototypeOf(async function* () {});

/** The source of a direct stream whose chunks are events. */
class EventsSource extends IteratorSource {
  /**
   * @param {unknown} iterable
   * @param {Function} method gives the iterator, with `iterable` as its this value
   * @param {object|undefined} stream slots, where the iterable is one
   * @param {EventsInit} init
   */
  constructor(iterable, method, stream, { keepAlive, retry }) {
    super(iterable, method);
    this.stream = stream;
    this.keepAlive = keepAlive;
    /** the line to begin with, or '' */
    this.retry = retry;
    this.hasBegun = false;
    this.hasWritten = false;
    this.isClosed = false;
  }

  pull(controller) {
    if (!this.hasBegun) {
      this.hasBegun = true;
      if (this.retry !== '') require('streams/direct/DirectController').directWrite(controller, this.retry);
      if (this.keepAlive > 0) this.watch(controller);
    }
    return super.pull(controller);
  }

  /** Looks twice in the time, so that a silence is never longer than it. It keeps no program running: whoever is connected does. */
  watch(controller) {
    const look = () => {
      if (this.isClosed || !controller.isOpen) return;
      if (!this.hasWritten && !controller.sink.isFull()) {
        require('streams/direct/DirectController').directWrite(controller, KEEP_ALIVE);
      }
      this.hasWritten = false;
      require('html/timers').runStepsAfterATimeout(look, this.keepAlive / 2, false);
    };
    require('html/timers').runStepsAfterATimeout(look, this.keepAlive / 2, false);
  }

  chunkOf(value) {
    this.hasWritten = true;
    return eventText(value);
  }

  closed() {
    this.isClosed = true;
  }

  async cancel(reason) {
    this.isClosed = true;
    // A stream that nobody has asked yet is to hear of it, too.
    if (this.iterator === undefined && this.stream !== undefined) this.open();
    await super.cancel(reason);
  }
}

/** Reads a stream without its own iterator, whose return() would wait for the read that is under way. */
class StreamIterator {
  constructor(stream) {
    this.reader = require('streams/readable/ReadableStreamDefaultReader').acquireReadableStreamDefaultReader(stream);
  }

  next() {
    const { reader } = this;
    return require('streams/readable/ReadableStreamDefaultReader').readResult(reader, reader.stream);
  }

  return(reason) {
    return require('streams/readable/ReadableStreamGenericReader').readableStreamReaderGenericCancel(this.reader, reason);
  }
}

isolate(StreamIterator);

/** A synchronous iterator whose values may be promises, as for await has it. */
class AwaitingIterator {
  constructor(iterator) {
    this.iterator = iterator;
    this.nextMethod = iterator.next;
  }

  next() {
    const result = ReflectApply(this.nextMethod, this.iterator, []);
    if (!isObject(result) || result.done) return result;
    const { value } = result;
    if (!isObject(value) || typeof value.then !== 'function') return result;
    return PromisePrototypeThen(PromiseResolve(value), (awaited) => ({ __proto__: null, value: awaited, done: false }), undefined);
  }

  return(reason) {
    const { iterator } = this;
    const method = iterator.return;
    return method === undefined || method === null ? undefined : ReflectApply(method, iterator, [reason]);
  }
}

isolate(AwaitingIterator);

/** What `init` says besides ResponseInit. */
class EventsInit {
  constructor(init) {
    /** milliseconds; 0 for none */
    this.keepAlive = 0;
    this.retry = '';
    if (!isObject(init)) return;
    const { keepAlive, retry } = init;
    if (keepAlive !== undefined) {
      this.keepAlive = toDouble(keepAlive, 'Response.events: init.keepAlive');
      if (this.keepAlive < 0 || this.keepAlive > LONGEST_KEEP_ALIVE) {
        const text = `Response.events: init.keepAlive is not in the range of 0 to ${LONGEST_KEEP_ALIVE}`;
        throw codedError(RangeError, 'ERR_OUT_OF_RANGE', text);
      }
    }
    if (retry !== undefined) this.retry = `${retryLine(retry)}\n`;
  }
}

isolate(EventsInit);

/** @throws TypeError for what gives no events */
function openSource(events, init) {
  if (typeof events === 'function' && ObjectGetPrototypeOf(events) === AsyncGeneratorFunctionPrototype) {
    return new EventsSource(undefined, events, undefined, init);
  }
  if (isObject(events)) {
    const streams = require.ifLoaded('streams/readable/ReadableStream');
    if (streams?.isReadableStream(events)) return streamSource(streams.slotsOf(events), init);
    const asyncMethod = events[SymbolAsyncIterator];
    if (typeof asyncMethod === 'function') return new EventsSource(events, asyncMethod, undefined, init);
    const method = events[SymbolIterator];
    if (typeof method === 'function') return new EventsSource(events, awaiting(method), undefined, init);
  }
  throw codedError(
    TypeError,
    'ERR_INVALID_ARG_TYPE',
    'Response.events: the events are neither an iterable, asynchronous or not, nor a ReadableStream, nor an async generator function',
  );
}

/** @throws TypeError if somebody has read or locked it */
function streamSource(stream, init) {
  if (stream.reader !== undefined || stream.disturbed) {
    throw require('fetch/body/BodySlots').bodyUsedError('The stream given to Response.events is locked or has been read');
  }
  return new EventsSource(undefined, () => new StreamIterator(stream), stream, init);
}

function awaiting(method) {
  return function () {
    const iterator = ReflectApply(method, this, []);
    if (!isObject(iterator)) throw new TypeError('Response.events: the iterator is not an object');
    return new AwaitingIterator(iterator);
  };
}

/** The body of an event stream, with its Content-Type. @param {unknown} init as the script gave it */
function eventsBody(events, init) {
  return createStreamBody(createDirectStream(openSource(events, new EventsInit(init))), EVENT_STREAM);
}

/** What keeps caches, and nginx, from holding events back; a script's own headers stand. @param {HeaderList} list */
function addEventHeaders(list) {
  if (!list.contains('cache-control')) list.push('Cache-Control', 'cache-control', 'no-store');
  if (!list.contains('x-accel-buffering')) list.push('X-Accel-Buffering', 'x-accel-buffering', 'no');
}

module.exports = { addEventHeaders, eventsBody };
