// A response body that a script makes, on its way into the sink of the connection (ResponseSinkBinding):
//   writeText(text), writeBytes(buffer, offset, length)   take a chunk; the bytes are copied
//   isFull(), whenReady(callback)                         back-pressure: the writer waits while the client is slow
//   push()                                                sends what has gathered now; gives the number of bytes
//   isSent()                                              is the head on its way?
//   finish(), fail()                                      the end; the body is cut, or given up where nothing has been sent
const { isolate } = require('core/isolate');
const { fromHost } = require('core/errors');
const { watchForAbort } = require('fetch/serverRequest');
const { beginWay, isWatched, noteWay } = require('streams/consume/way');
const { bufferOf, byteLengthOf, byteOffsetOf } = require('webidl/bufferSource');

/** A derived class has `abandon(reason)`: the client has gone. */
class Producer {
  /**
   * @param {ServerRequestSlots} served
   * @param {object} sink of the binding
   * @param {number} tag of StreamTag
   */
  constructor(served, sink, tag) {
    this.begun = beginWay();
    this.served = served;
    this.sink = sink;
    this.tag = tag;
    this.isOpen = true;
    served.producer = this;
    watchForAbort(served);
  }

  /** Gives a chunk of bytes to the sink. @throws a host error of the sink */
  writeView(chunk) {
    this.sink.writeBytes(bufferOf(chunk), byteOffsetOf(chunk), byteLengthOf(chunk));
  }

  /** All has been written. */
  finish(reason) {
    this.close();
    try {
      this.sink.finish();
    } catch (e) {
      // Such as fewer bytes than the script's own Content-Length has promised.
      this.failed(fromHost(e), reason);
      return;
    }
    if (isWatched()) noteWay(this.tag, 'script', this.sink.bytes(), reason, this.begun);
  }

  /** It has failed: before the first byte error() may answer, after it the connection is cut. */
  failed(error, reason) {
    this.close();
    const { served, sink } = this;
    sink.fail();
    if (isWatched()) noteWay(this.tag, 'script', sink.bytes(), `${reason}; it failed`, this.begun);
    require('bun/serve/handle').fail(served, error);
  }

  /** Nobody wants it any more. */
  gone(reason) {
    this.close();
    this.sink.fail();
    if (isWatched()) noteWay(this.tag, 'script', this.sink.bytes(), `${reason}; the client has gone`, this.begun);
  }

  close() {
    this.isOpen = false;
    this.served.producer = undefined;
  }
}

isolate(Producer);

module.exports = { Producer };
