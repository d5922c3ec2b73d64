package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.client.Abortable;
import dev.sluice.bridge.http.client.ClientRequest;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.Occasion;
import dev.sluice.bridge.http.client.Purpose;
import dev.sluice.bridge.http.client.ResponseListener;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import io.netty.util.concurrent.Future;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request to S3 until it is answered: what has failed for a reason that passes is sent again
 * after a pause, each twice as long as the last («exponential backoff with jitter»), or as long as
 * the server says.
 *
 * <pre>
 * SENDING --answer--> READING --its words--> OVER
 *    ^                   |
 *    +----- PAUSING <----+-- a reason that passes
 * any --cancel--> OVER
 * </pre>
 *
 * <p>All on the loop's thread; the loop is held until it is over.
 */
final class S3Call {
  /** Hears the end, once, in a task of its own; not after {@link S3Call#cancel}. */
  interface Handler {
    /**
     * It has been done (status 2xx).
     *
     * @param response whose body, where no document was asked for, the handler reads or cancels
     * @param document if one was asked for
     */
    void onResponse(ClientResponse response, @Nullable XmlElement document);

    /** It has failed for good. */
    void onError(BridgeException error);
  }

  private enum State {
    SENDING,
    READING,
    PAUSING,
    OVER
  }

  private static final long LONGEST_PAUSE = 20_000;
  private static final int ERROR_LIMIT = 64 << 10;

  /** A list of 1,000 keys of 1,024 bytes each, all of them encoded. */
  private static final int DOCUMENT_LIMIT = 16 << 20;

  private final S3Client client;
  private final S3Request request;
  private final Handler handler;
  private State state = State.SENDING;
  private int failures;
  private boolean hasCorrectedClock;
  private @Nullable Abortable call;
  private @Nullable Pipe reading;
  private @Nullable Future<?> pause;

  S3Call(S3Client client, S3Request request, Handler handler) {
    this.client = client;
    this.request = request;
    this.handler = handler;
  }

  S3Call start() {
    client.loop().ref();
    send();
    return this;
  }

  /** Has something failed after it had been sent, so that nobody knows whether it was done? */
  boolean hasFailedBefore() {
    return failures > 0;
  }

  private void send() {
    state = State.SENDING;
    S3Address address = request.address();
    HeaderFields fields = new HeaderFields();
    fields.add("Host", address.authority());
    for (int i = 0; i < request.fields().size(); i++) {
      fields.add(request.fields().name(i), request.fields().value(i));
    }
    client
        .signer()
        .sign(
            request.who(),
            address.region(),
            client.now(),
            request.method(),
            address.path(),
            request.query(),
            fields,
            request.payloadHash());
    // Not signed: what stands in between may change it.
    fields.add("User-Agent", "Sluice");
    String query = request.query().canonical();
    call =
        client
            .http()
            .send(
                new ClientRequest(
                    address.origin(),
                    request.method(),
                    query.isEmpty() ? address.path() : address.path() + '?' + query,
                    address.authority(),
                    fields,
                    request.body(),
                    request.timeouts()),
                Occasion.of(Purpose.S3),
                new ResponseListener() {
                  @Override
                  public void onResponse(ClientResponse response) {
                    answered(response);
                  }

                  @Override
                  public void onError(BridgeException error) {
                    failed(error);
                  }
                });
  }

  private static boolean isDone(ClientResponse response) {
    return response.status() / 100 == 2;
  }

  private void answered(ClientResponse response) {
    if (state != State.SENDING) {
      return;
    }
    if (isDone(response) && !request.isDocument()) {
      end();
      handler.onResponse(response, null);
      return;
    }
    state = State.READING;
    Source body = response.body();
    if (body == null) {
      read(response, null);
      return;
    }
    Collector words = new Collector(isDone(response) ? DOCUMENT_LIMIT : ERROR_LIMIT);
    reading =
        Pipe.connect(
            body,
            words,
            (error, _) -> {
              if (error == null) {
                parse(response, words.bytes());
              } else if (isDone(response)) {
                client.loop().post(() -> failed(error));
              } else {
                client.loop().post(() -> read(response, null));
              }
            });
  }

  /** Elsewhere: the parser alone takes a while to be there. */
  private void parse(ClientResponse response, byte[] words) {
    client
        .loop()
        .blocking(
            () -> Optional.ofNullable(XmlElement.parse(words)),
            (_, document) -> read(response, document == null ? null : document.orElse(null)));
  }

  private void read(ClientResponse response, @Nullable XmlElement document) {
    if (state != State.READING) {
      return;
    }
    // «200 OK» may be said before the work is done, and what it came to afterwards.
    boolean isError = document != null && document.name().equals("Error");
    if (isDone(response) && !isError) {
      end();
      if (document == null) {
        handler.onError(S3Errors.badAnswer("what came is no XML of S3's", request.what()));
      } else {
        handler.onResponse(response, document);
      }
      return;
    }
    int status = isDone(response) ? 500 : response.status();
    BridgeException error =
        S3Errors.answered(
            status, document, response.fields().get("x-amz-bucket-region"), request.what());
    // To HEAD there are no words: that the clock is what is wrong only the server's own tells.
    boolean isLate =
        error.code().equals("RequestTimeTooSkewed")
            || status == 403 && document == null && client.isFarFrom(response.fields().get("date"));
    if (isLate && !hasCorrectedClock && client.correctClock(response.fields().get("date"))) {
      hasCorrectedClock = true;
      send();
    } else if (passes(status, error.code()) && failures < request.retries()) {
      pause(response.fields().get("retry-after"));
    } else {
      giveUp(error);
    }
  }

  private static boolean passes(int status, String code) {
    return switch (status) {
      case 408, 429, 500, 502, 503, 504 -> true;
      default ->
          switch (code) {
            case "RequestTimeout", "SlowDown", "InternalError", "ServiceUnavailable" -> true;
            default -> false;
          };
    };
  }

  private void failed(BridgeException error) {
    if (state == State.OVER) {
      return;
    }
    boolean passes =
        switch (error.code()) {
          // Nobody has heard of it.
          case "ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH" -> true;
          case "ECONNRESET",
              "EPIPE",
              "ETIMEDOUT",
              "ECONNABORTED",
              "ERR_HTTP_CONTENT_LENGTH_MISMATCH" ->
              request.isRepeatable();
          default -> false;
        };
    if (passes && failures < request.retries()) {
      pause(null);
    } else {
      giveUp(error);
    }
  }

  private void pause(@Nullable String retryAfter) {
    state = State.PAUSING;
    call = null;
    reading = null;
    long millis = Math.min(LONGEST_PAUSE, client.firstPause() << Math.min(failures, 16));
    // Those who were refused together come back one by one.
    millis = millis / 2 + client.random(millis / 2 + 1);
    if (retryAfter != null && retryAfter.matches("\\d{1,4}")) {
      millis = Math.min(LONGEST_PAUSE, Long.parseLong(retryAfter) * 1000);
    }
    failures++;
    pause =
        client
            .netty()
            .schedule(() -> client.loop().runTask(this::resume), millis, TimeUnit.MILLISECONDS);
  }

  private void resume() {
    if (state == State.PAUSING) {
      pause = null;
      send();
    }
  }

  private void giveUp(BridgeException error) {
    end();
    handler.onError(error);
  }

  private void end() {
    state = State.OVER;
    call = null;
    reading = null;
    pause = null;
    client.loop().unref();
  }

  /** Gives it up, wherever it is; nobody is told. Harmless after the end. */
  void cancel() {
    if (state == State.OVER) {
      return;
    }
    Abortable current = call;
    Pipe pipe = reading;
    Future<?> timer = pause;
    end();
    if (pipe != null) {
      pipe.cancel();
    }
    if (current != null) {
      current.abort(new BridgeException(Code.ECANCELED, "s3", request.what(), null));
    }
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
