package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.flight.FetchEvent;
import dev.sluice.bridge.flight.Flight;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Stands between a call and whoever listens to it while Flight Recorder records calls, and notes
 * what goes by. Else it is not there, and costs nothing.
 */
final class RecordedCall implements ResponseListener {
  private final FetchEvent event;
  private final ResponseListener listener;
  private final Loop loop;
  private boolean hasResponded;

  private RecordedCall(FetchEvent event, ResponseListener listener, Loop loop) {
    this.event = event;
    this.listener = listener;
    this.loop = loop;
  }

  /** The listener itself, if nobody records. */
  static ResponseListener of(ClientRequest request, ResponseListener listener, Loop loop) {
    FetchEvent event = Flight.fetch();
    if (event == null) {
      return listener;
    }
    RequestBody body = request.body();
    Origin origin = request.origin();
    event.request(
        request.method(),
        origin.socket() == null ? origin.authority() : origin.socket().toString(),
        origin.isSecure(),
        request.target(),
        body == null ? 0 : body.length());
    return new RecordedCall(event, listener, loop);
  }

  @Override
  public void onResponse(ClientResponse response) {
    hasResponded = true;
    event.head(response.status(), response.protocol());
    Source body = response.body();
    if (body == null) {
      event.complete();
      listener.onResponse(response);
    } else {
      listener.onResponse(
          new ClientResponse(
              response.status(),
              response.statusText(),
              response.fields(),
              new Body(body),
              response.protocol()));
    }
  }

  @Override
  public void onError(BridgeException error) {
    event.failed(error.code());
    listener.onError(error);
  }

  @Override
  public void onOver() {
    if (hasResponded) {
      event.over();
    } else {
      // What has gone wrong, if anything has, is told in the next task.
      loop.post(event::over);
    }
    if (listener.awaitsEnd()) {
      listener.onOver();
    }
  }

  @Override
  public boolean awaitsEnd() {
    return true;
  }

  /** The body, its bytes counted as they are taken. */
  private final class Body implements Source {
    private final Source body;

    Body(Source body) {
      this.body = body;
    }

    private StreamResult noted(StreamResult result) {
      switch (result) {
        case StreamResult.Bytes some -> took(some.bytes().remaining(), some.done());
        case StreamResult.IntoArray(int length, boolean done) -> took(length, done);
        case StreamResult.Done _ -> event.complete();
        case StreamResult.Failed(BridgeException error) -> event.failed(error.code());
        case StreamResult.Pending _ -> {}
      }
      return result;
    }

    private void took(long bytes, boolean isAll) {
      event.took(bytes);
      if (isAll) {
        event.complete();
      }
    }

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      return noted(body.pull(result -> receiver.accept(noted(result))));
    }

    @Override
    public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> receiver) {
      return noted(body.pullInto(target, result -> receiver.accept(noted(result))));
    }

    @Override
    public void cancel() {
      body.cancel();
    }

    @Override
    public long length() {
      return body.length();
    }

    @Override
    public boolean isAscii() {
      return body.isAscii();
    }
  }
}
