package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.stream.Source;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request that the {@link RequestGate} is asked about first.
 *
 * <pre>
 * ASKING --Pass----------------> PASSED   the rest is its Call's affair
 *        --Answer--------------> ANSWERED the body is the gate's own
 *        --Refuse, abort, time-> OVER
 * </pre>
 *
 * <p>While it asks, it holds the loop. On the loop's thread.
 */
final class AskedCall implements Abortable {
  private enum State {
    ASKING,
    PASSED,
    ANSWERED,
    OVER
  }

  private final HttpClient client;
  private final ClientRequest request;
  private final ResponseListener listener;
  private State state = State.ASKING;
  private @Nullable Call call;
  private @Nullable AnswerBody answer;
  private @Nullable Future<?> total;
  private long begun;
  private boolean isAborted;

  AskedCall(HttpClient client, ClientRequest request, ResponseListener listener) {
    this.client = client;
    this.request = request;
    this.listener = listener;
  }

  void start(Occasion occasion) {
    client.loop().ref();
    long limit = request.timeouts().total();
    if (limit > 0) {
      begun = System.nanoTime();
      total = client.netty().schedule(this::expire, limit, TimeUnit.MILLISECONDS);
    }
    client.ask(request, occasion, this::decided);
  }

  private void decided(RequestGate.Verdict verdict) {
    if (state != State.ASKING) {
      if (verdict instanceof RequestGate.Verdict.Answer(ClientResponse late)
          && late.body() != null) {
        late.body().cancel();
      }
      return;
    }
    switch (verdict) {
      case RequestGate.Verdict.Pass(ClientRequest passed) -> {
        state = State.PASSED;
        if (request.body() != null && passed.body() != request.body()) {
          request.body().discard();
        }
        call = client.begin(withTimeLeft(passed), listener);
        letGo();
      }
      case RequestGate.Verdict.Refuse(BridgeException reason) -> fail(reason);
      case RequestGate.Verdict.Answer(ClientResponse response) -> answer(response);
    }
  }

  /** What the gate has taken of the whole time is gone. */
  private ClientRequest withTimeLeft(ClientRequest passed) {
    Timeouts limits = passed.timeouts();
    if (begun == 0 || limits.total() == 0) {
      return passed;
    }
    long taken = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    Timeouts left =
        new Timeouts(
            limits.connect(), limits.head(), limits.idle(), Math.max(1, limits.total() - taken));
    return new ClientRequest(
        passed.origin(),
        passed.method(),
        passed.target(),
        passed.authority(),
        passed.fields(),
        passed.body(),
        left);
  }

  private void answer(ClientResponse response) {
    state = State.ANSWERED;
    discardBody();
    Source source = response.body();
    boolean hasBody =
        !request.method().equals("HEAD") && response.status() != 204 && response.status() != 304;
    if (source != null && !hasBody) {
      source.cancel();
      source = null;
    }
    if (source != null) {
      answer = new AnswerBody(source, client.loop(), this::over);
    }
    ClientResponse told =
        new ClientResponse(
            response.status(),
            response.statusText(),
            response.fields(),
            answer,
            response.protocol());
    client
        .loop()
        .post(
            () -> {
              if (!isAborted) {
                listener.onResponse(told);
              }
            });
    if (answer == null) {
      over();
    }
    letGo();
  }

  private void expire() {
    if (state == State.ASKING) {
      fail(NetworkErrors.timedOut("fetch", request.origin().where()));
    }
  }

  private void fail(BridgeException error) {
    discardBody();
    client
        .loop()
        .post(
            () -> {
              if (!isAborted) {
                listener.onError(error);
              }
            });
    over();
    letGo();
  }

  @Override
  public void abort(BridgeException reason) {
    if (call != null) {
      call.abort(reason);
      return;
    }
    if (!isAborted) {
      isAborted = true;
      if (answer != null) {
        answer.abort(reason);
      } else if (state == State.ASKING) {
        discardBody();
        over();
        letGo();
      }
    }
  }

  private void discardBody() {
    if (request.body() != null) {
      request.body().discard();
    }
  }

  private void over() {
    if (state != State.OVER) {
      state = State.OVER;
      if (listener.awaitsEnd()) {
        client.loop().post(listener::onOver);
      }
    }
  }

  /** The gate is not awaited any more. Last, since an idle loop may end the program. */
  private void letGo() {
    if (total != null) {
      total.cancel(false);
      total = null;
    }
    client.loop().unref();
  }
}
