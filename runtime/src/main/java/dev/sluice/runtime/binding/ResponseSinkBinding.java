package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * The body of a response that a script writes. What is written gathers until the sink's high-water
 * mark, {@link #push}, or the end of the task, after its microtasks. A body that ends before
 * anything has left is framed by its length.
 *
 * <p>The head leaves with the first bytes, so that an error before them can still become another
 * response. That of an event stream leaves at the end of the task, since it is news by itself: a
 * browser tells the page that the connection is open.
 */
public final class ResponseSinkBinding extends SinkBinding {
  private static final String EVENT_STREAM = "text/event-stream";

  /**
   * How many bytes are taken before others have their turn. A client that is as fast as the script
   * never makes it wait, and a script that is asked for more by microtasks alone would never end
   * its task.
   */
  private static final int TURN = 128 << 10;

  private final Exchange exchange;
  private final OutboundBody body;

  /** The body itself, or what encodes it. */
  private final Sink sink;

  private final HttpBinding http;
  private final List<Value> waiting = new ArrayList<>(1);

  /** Does the head tell the client something before there is a body? */
  private final boolean isNews;

  /** Does the sink let wait? */
  private boolean isFull;

  private final Unheeded unheeded = new Unheeded();

  /** When it is over, the script waits for the next task. */
  private final Turn turn;

  private boolean isDirty;
  private boolean isClosed;
  private @Nullable BridgeException failure;
  private long accepted;
  private long pushed;

  /**
   * @param body of the exchange's response
   * @param sink that, or one in front of it
   */
  ResponseSinkBinding(
      Exchange exchange, OutboundBody body, Sink sink, ResponseHead head, HttpBinding http) {
    this.exchange = exchange;
    this.body = body;
    this.sink = sink;
    this.http = http;
    this.turn = new Turn(http.loop(), TURN, this::tellIfFree);
    sink.start(new Listener());
    String type = head.fields().get("content-type");
    isNews = type != null && type.regionMatches(true, 0, EVENT_STREAM, 0, EVENT_STREAM.length());
    if (isNews) {
      flushAfterMicrotasks();
    }
  }

  @Override
  Sink sink() {
    return sink;
  }

  @Override
  long accepted() {
    return accepted;
  }

  /** It is open since the response was begun. */
  @Override
  @Exported
  public void start(int highWaterMark) {}

  /** How many bytes it has taken. */
  @Exported
  public double bytes() {
    return accepted;
  }

  /** Has anything left? Then the response can only go on or be cut. */
  @Exported
  public boolean isSent() {
    return body.hasBegun();
  }

  @Override
  long write(byte[] bytes) {
    if (bytes.length == 0 || isClosed) {
      return 0;
    }
    if (isFull && unheeded.isTooMuch(bytes.length, body::waiting)) {
      // The response is given up: the script's error is its end.
      throw Unheeded.failure("of the response wait for the client");
    }
    switch (sink.write(new StreamResult.Owned(ByteBuffer.wrap(bytes), false))) {
      case MORE -> {}
      case WAIT -> isFull = true;
      case CLOSED -> {
        isClosed = true;
        if (failure != null && !exchange.isAborted()) {
          throw failure;
        }
        return 0;
      }
    }
    accepted += bytes.length;
    flushAfterMicrotasks();
    turn.spend(bytes.length);
    return bytes.length;
  }

  private void tellIfFree() {
    if (!isFull()) {
      tellWaiting();
    }
  }

  private void flushAfterMicrotasks() {
    if (!isDirty) {
      isDirty = true;
      http.flushLater(this);
    }
  }

  /** The microtasks of the task that wrote are through. */
  void flushNow() {
    isDirty = false;
    if (!isClosed) {
      pushed = accepted;
      sink.flush();
      if (isNews) {
        body.flushHead();
      }
    }
  }

  @Override
  @Exported
  public boolean isFull() {
    return isFull || turn.isOver();
  }

  @Override
  @Exported
  public void whenReady(Value callback) {
    if (isFull() && !isClosed) {
      waiting.add(callback);
    } else {
      http.loop().post(callback::executeVoid);
    }
  }

  /**
   * Sends what has gathered, the head with it.
   *
   * @return how many bytes have been written since the last time
   */
  @Exported
  public double push() {
    long since = accepted - pushed;
    pushed = accepted;
    if (!isClosed) {
      sink.flush();
    }
    return since;
  }

  @Override
  @Exported
  public void flush(Value callback) {
    double bytes = push();
    http.loop().post(() -> callback.executeVoid(null, bytes));
  }

  /**
   * Nothing more comes.
   *
   * @throws BridgeException if fewer bytes have come than were promised; the response is cut then
   */
  @Exported
  public void finish() {
    endTexts();
    if (!isClosed) {
      sink.end();
      isClosed = true;
      tellWaiting();
      if (failure != null && !ExchangeBinding.hasGone(exchange, failure)) {
        throw failure;
      }
    }
  }

  @Override
  @Exported
  public void end(Value callback) {
    finish();
    http.loop().post(() -> callback.executeVoid(null, (double) accepted));
  }

  /** Gives up: the response is cut, or, where nothing has left, not answered any more. */
  @Exported
  public void fail() {
    if (!isClosed) {
      isClosed = true;
      sink.abort(new BridgeException(Code.ECANCELED, "write", null, null));
      tellWaiting();
    }
  }

  @Override
  @Exported
  public void abort() {
    fail();
  }

  /** A connection keeps the program alive while its server listens. */
  @Override
  @Exported
  public void ref() {}

  @Override
  @Exported
  public void unref() {}

  private void tellWaiting() {
    for (Value callback : waiting) {
      http.loop().post(callback::executeVoid);
    }
    waiting.clear();
  }

  private final class Listener implements Signal {
    @Override
    public void start() {}

    @Override
    public void ready() {
      isFull = false;
      unheeded.ready();
      tellIfFree();
    }

    /** Of a client that has gone the exchange tells, which every request may listen to. */
    @Override
    public void close(@Nullable BridgeException error) {
      isClosed = true;
      failure = error;
      tellWaiting();
    }
  }
}
