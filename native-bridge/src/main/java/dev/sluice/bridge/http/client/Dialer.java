package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import io.netty.channel.Channel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes a connection that is not the pool's, for a protocol that begins as HTTP/1.1 and goes on as
 * another one. A proxy is asked for a tunnel whether or not the connection is secure (RFC 6455
 * §4.1). On the loop's thread.
 */
public final class Dialer {
  /** Told once how it went, unless it was given up. */
  public interface Listener {
    /** The channel reads nothing by itself yet, and has no handlers but TLS's. */
    void connected(Channel channel);

    void failed(BridgeException error);
  }

  private final HttpClient client;
  private final Origin origin;
  private final Listener listener;
  private @Nullable Acquisition attempt;
  private @Nullable Channel channel;
  private boolean isOver;

  private Dialer(HttpClient client, Origin origin, Listener listener) {
    this.client = client;
    this.origin = origin;
    this.listener = listener;
  }

  /**
   * Begins to connect.
   *
   * @param timeout in milliseconds for all of it, 0 for none
   */
  public static Dialer dial(HttpClient client, Origin origin, long timeout, Listener listener) {
    Dialer dialer = new Dialer(client, origin, listener);
    dialer.begin(timeout);
    return dialer;
  }

  private void begin(long timeout) {
    Proxy tunnelled = origin.asksProxy() ? origin.proxy() : null;
    if (tunnelled != null && timeout > 0) {
      var timer =
          client
              .netty()
              .schedule(
                  () -> fail(NetworkErrors.timedOut("connect", origin.where())),
                  timeout,
                  TimeUnit.MILLISECONDS);
      whenOver = () -> timer.cancel(false);
    }
    attempt =
        client
            .connector()
            .connect(
                tunnelled == null
                    ? origin
                    : new Origin(tunnelled.tls(), tunnelled.host(), tunnelled.port(), null, null),
                timeout,
                new Connector.WhenDone() {
                  @Override
                  public void connected(Channel made) {
                    channel = made;
                    if (tunnelled == null) {
                      succeed(made);
                    } else {
                      tunnel(made, tunnelled);
                    }
                  }

                  @Override
                  public void failed(BridgeException error) {
                    fail(error);
                  }
                });
  }

  private Runnable whenOver = () -> {};

  private void tunnel(Channel made, Proxy proxy) {
    Tunnel.open(
        made,
        origin.authority(),
        proxy,
        error -> {
          if (isOver) {
            return;
          }
          if (error == null) {
            succeed(made);
          } else {
            fail(error);
          }
        });
  }

  private void succeed(Channel made) {
    if (!isOver) {
      isOver = true;
      whenOver.run();
      listener.connected(made);
    }
  }

  private void fail(BridgeException error) {
    if (!isOver) {
      abandon();
      listener.failed(error);
    }
  }

  /** Gives up; nobody is told. Harmless when it is over. */
  public void abandon() {
    if (!isOver) {
      isOver = true;
      whenOver.run();
      if (attempt != null) {
        attempt.abandon();
      }
      if (channel != null) {
        channel.close();
      }
    }
  }
}
