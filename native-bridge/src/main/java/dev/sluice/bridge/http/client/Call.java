package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.stream.Source;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response.
 *
 * <pre>
 * CONNECTING --carrier--> SENT --head--> RESPONDED --last byte, cancel--> OVER
 *      ^  not acted upon   |
 *      +-------------------+       any --fault, timeout, abort-----------> OVER
 * </pre>
 *
 * <p>All on the loop's thread.
 */
public final class Call implements Abortable, ResponseBody.Owner {
  /** A response that is not wanted is read to its end if no more than this is left of it. */
  private static final int DRAIN_LIMIT = 16 << 10;

  /** A server that takes longer to send even that would keep the connection for nobody. */
  private static final int DRAIN_MILLIS = 1000;

  private static final int MISDIRECTED = 421;

  /** So often a request is sent again that a server says it has not looked at. */
  private static final int REFUSALS_LIMIT = 5;

  private enum State {
    CONNECTING,
    SENT,
    RESPONDED,
    OVER
  }

  private final HttpClient client;
  private final ClientRequest request;
  private final ResponseListener listener;
  private State state = State.CONNECTING;
  private @Nullable Acquisition acquisition;
  private @Nullable Carrier carrier;

  /** While the request's body is being sent. */
  private @Nullable Upload upload;

  private @Nullable ResponseBody body;
  private @Nullable Future<?> total;
  private @Nullable Future<?> idle;
  private boolean hasRetried;
  private int refusals;
  private boolean isMisdirected;
  private boolean isAwaited;
  private boolean isDraining;
  private int drained;
  private boolean isHolding;
  private boolean isAborted;
  private boolean isBodyOver;
  private boolean isToldOver;

  Call(HttpClient client, ClientRequest request, ResponseListener listener) {
    this.client = client;
    this.request = request;
    this.listener = listener;
  }

  ClientRequest request() {
    return request;
  }

  void start() {
    hold();
    total = timer(request.timeouts().total(), "fetch");
    takeOrConnect();
  }

  /** On what stands, if there is room. */
  private void takeOrConnect() {
    Carrier there = client.take(request);
    if (there == null) {
      connect();
    } else {
      send(there);
    }
  }

  /** On what is made from now on. */
  private void connect() {
    state = State.CONNECTING;
    acquisition =
        client.connect(
            request.origin(),
            request.timeouts().connect(),
            new Acquisition.Listener() {
              @Override
              public void acquired(Carrier made) {
                acquisition = null;
                send(made);
              }

              @Override
              public void failed(BridgeException error) {
                acquisition = null;
                fail(error);
              }
            });
  }

  private void send(Carrier to) {
    state = State.SENT;
    carrier = to;
    to.begin(this);
    awaitHead(-1);
    try {
      if (!to.sendWhole(request)) {
        upload(to);
      }
    } catch (BridgeException e) {
      fail(e);
    }
  }

  /**
   * Waits for the response's head, and as long again whenever the request's body has got on.
   *
   * @param before how much of it had been taken when the last wait began
   */
  private void awaitHead(long before) {
    long patience = request.timeouts().head();
    if (patience > 0) {
      idle = client.netty().schedule(() -> headIsLate(before), patience, TimeUnit.MILLISECONDS);
    }
  }

  private void headIsLate(long before) {
    long taken = upload == null ? -1 : upload.bytes();
    if (taken > before) {
      awaitHead(taken);
    } else {
      fail(NetworkErrors.timedOut("read", request.origin().where()));
    }
  }

  private void upload(Carrier to) {
    RequestBody content = request.body();
    if (content == null) {
      throw new IllegalStateException("a request without a body is sent whole");
    }
    Upload sending =
        Upload.of(
            request, content, to, client.loop(), (which, error) -> uploaded(which, to, error));
    upload = sending;
    sending.start(client.loop());
  }

  private void uploaded(Upload which, Carrier to, @Nullable BridgeException error) {
    if (upload != which) {
      // Of an earlier connection, or given up.
      return;
    }
    upload = null;
    if (error == null) {
      if (state == State.SENT) {
        // The server has as long from here on.
        cancel(idle);
        awaitHead(-1);
      }
      to.requestSent();
      settleHold();
    } else if (to.isOpen() && error.isConnectionLost()) {
      // The server takes no more; it may have said why, and what it said is still to be read.
      settleHold();
    } else {
      fail(error);
    }
  }

  // What the carrier brings.

  void head(ReceivedHead response) {
    if (state != State.SENT) {
      return;
    }
    int status = response.status();
    if (status == MISDIRECTED && !isMisdirected && isReplayable()) {
      // Once more, on a connection of its own (Fetch, «HTTP-network-or-cache fetch», step 13).
      isMisdirected = true;
      Carrier refusing = carrier;
      carrier = null;
      if (refusing != null) {
        refusing.close();
      }
      stopSending();
      connect();
      return;
    }
    state = State.RESPONDED;
    cancel(idle);
    idle = null;
    boolean hasBody =
        !request.method().equals("HEAD") && status != 204 && status != 205 && status != 304;
    ResponseBody content = new ResponseBody(this, client.loop(), hasBody ? response.length() : 0);
    body = content;
    if (!hasBody) {
      // What comes nevertheless is to go by.
      drain();
      content.cancel();
    }
    client.loop().post(() -> tell(response, hasBody ? content : null));
    settleHold();
  }

  /** In a task of its own, by which all that came in one read is here. */
  private void tell(ReceivedHead response, @Nullable ResponseBody content) {
    if (isAborted) {
      return;
    }
    @Nullable Source source = content;
    if (content != null && (!content.keep() || listener.awaitsEnd())) {
      source = new GuardedBody(content, client.loop(), client.netty(), client.unread());
    }
    listener.onResponse(
        new ClientResponse(
            response.status(),
            response.statusText(),
            response.fields(),
            source,
            response.protocol()));
  }

  void bytes(ByteBuf bytes) {
    if (isDraining) {
      drained += bytes.readableBytes();
      bytes.release();
      if (drained > DRAIN_LIMIT) {
        end();
      }
    } else if (body == null) {
      bytes.release();
    } else {
      restartIdle();
      body.add(bytes);
    }
  }

  void responseComplete() {
    carrier = null;
    stopUpload();
    if (body != null) {
      body.complete();
    }
    over();
  }

  /**
   * Is there a reason to read on? Also as long as nothing is held of a body that nobody has asked
   * for: that the server has gone would not be noticed else.
   */
  boolean isHungry() {
    return state == State.SENT || isDraining || (body != null && body.isHungry());
  }

  void writabilityChanged() {
    if (upload != null) {
      upload.writable();
    }
  }

  /** The server takes no more of the request's body. */
  void sendingFailed() {
    Upload refused = upload;
    if (refused != null) {
      upload = null;
      refused.refused();
      settleHold();
    }
  }

  void carrierFailed(BridgeException error, Carrier.Fate fate) {
    carrier = null;
    sendingFailed();
    if (state == State.SENT && isReplayable()) {
      if (fate == Carrier.Fate.UNPROCESSED && refusals < REFUSALS_LIMIT) {
        refusals++;
        stopSending();
        takeOrConnect();
        return;
      }
      if (fate == Carrier.Fate.SILENT && !hasRetried && isRepeatable()) {
        // Not on another that stands: it may have died with this one.
        hasRetried = true;
        stopSending();
        connect();
        return;
      }
    }
    fail(error);
  }

  private boolean isReplayable() {
    RequestBody content = request.body();
    return content == null || content.isReplayable();
  }

  /**
   * Is it the same to be asked twice? A server may have acted on a request and died before it
   * answered (RFC 9110 §9.2.2); a client that gives a key has it tell one from two.
   */
  private boolean isRepeatable() {
    return switch (request.method()) {
      case "GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE" -> true;
      default -> request.fields().contains("idempotency-key");
    };
  }

  private void stopSending() {
    stopUpload();
    cancel(idle);
    idle = null;
  }

  // What the body's consumer does.

  @Override
  public void wanted() {
    if (carrier != null) {
      isAwaited = true;
      settleHold();
      restartIdle();
      carrier.read();
    }
  }

  @Override
  public void taken(long bytes) {
    if (carrier != null) {
      carrier.taken(bytes);
    }
  }

  @Override
  public void answered() {
    isAwaited = false;
    cancel(idle);
    idle = null;
    settleHold();
  }

  @Override
  public void unwanted() {
    if (isDraining) {
      return;
    }
    answered();
    Carrier current = carrier;
    if (current == null || current.isResponseComplete()) {
      return;
    }
    long left = body == null ? -1 : body.length();
    if (current.isWorthDraining() && left >= 0 && left <= DRAIN_LIMIT && upload == null) {
      drain();
      current.read();
      return;
    }
    carrier = null;
    current.close();
    stopUpload();
    over();
  }

  private void drain() {
    isDraining = true;
    idle = client.netty().schedule(this::end, DRAIN_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * {@inheritDoc}
   *
   * <p>The connection is closed.
   */
  @Override
  public void abort(BridgeException reason) {
    if (body != null) {
      body.abort(reason);
    }
    if (state != State.OVER) {
      isAborted = true;
      end();
    }
  }

  private void fail(BridgeException error) {
    if (state == State.OVER) {
      return;
    }
    boolean hasResponded = state == State.RESPONDED;
    if (body != null) {
      body.fail(error);
    }
    if (!hasResponded) {
      // Before the loop is let go: one that is idle may end the program.
      client
          .loop()
          .post(
              () -> {
                if (!isAborted) {
                  listener.onError(error);
                }
              });
    }
    end();
  }

  /** Lets go of all that it uses. */
  private void end() {
    if (acquisition != null) {
      acquisition.abandon();
      acquisition = null;
    }
    Carrier current = carrier;
    carrier = null;
    if (current != null) {
      current.close();
    } else if (state == State.CONNECTING && request.body() != null) {
      request.body().discard();
    }
    stopUpload();
    over();
  }

  private void stopUpload() {
    Upload running = upload;
    upload = null;
    if (running != null) {
      running.stop();
    }
  }

  private void over() {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    cancel(total);
    cancel(idle);
    settleHold();
    tellOver();
  }

  @Override
  public void finished() {
    isBodyOver = true;
    tellOver();
  }

  private void tellOver() {
    if (state == State.OVER && (body == null || isBodyOver) && !isToldOver) {
      isToldOver = true;
      if (listener.awaitsEnd()) {
        client.loop().post(listener::onOver);
      }
    }
  }

  // The loop is held while something is awaited.

  private void hold() {
    isHolding = true;
    client.loop().ref();
  }

  private void settleHold() {
    boolean needed =
        state == State.CONNECTING
            || state == State.SENT
            || (state == State.RESPONDED && (isAwaited || upload != null));
    if (needed && !isHolding) {
      hold();
    } else if (!needed && isHolding) {
      isHolding = false;
      client.loop().unref();
    }
  }

  private @Nullable Future<?> timer(long millis, String what) {
    return millis == 0
        ? null
        : client
            .netty()
            .schedule(
                () -> fail(NetworkErrors.timedOut(what, request.origin().where())),
                millis,
                TimeUnit.MILLISECONDS);
  }

  private void restartIdle() {
    if (request.timeouts().idle() > 0) {
      cancel(idle);
      idle =
          isAwaited && state == State.RESPONDED ? timer(request.timeouts().idle(), "read") : null;
    }
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
