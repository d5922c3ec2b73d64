package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.tls.ClientTls;
import dev.sluice.bridge.tls.TlsFailures;
import dev.sluice.bridge.tls.TlsOptions;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * TLS for connections: what is made of each kind of options, for as long as that is one of the last
 * few that were used. To make it reads files and takes arithmetic, off the loop's thread.
 */
final class ClientContexts {
  private static final int KEPT_LIMIT = 64;

  private final Loop loop;
  private final Map<TlsOptions, ClientTls> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TlsOptions, ClientTls> eldest) {
          return size() > KEPT_LIMIT;
        }
      };

  ClientContexts(Loop loop) {
    this.loop = loop;
  }

  /**
   * Puts TLS on a channel that is connected.
   *
   * @param whenDone called once, with null when the handshake is through; the caller closes the
   *     channel otherwise
   */
  void secure(Channel channel, Origin origin, Consumer<@Nullable BridgeException> whenDone) {
    TlsOptions options = origin.tls();
    if (options == null) {
      throw new IllegalArgumentException("no TLS");
    }
    find(
        options,
        (error, tls) -> {
          if (error != null || tls == null) {
            whenDone.accept(error == null ? NetworkErrors.cut() : TlsFailures.of(error));
          } else if (channel.isActive()) {
            handshake(channel, tls, origin, whenDone);
          } else {
            whenDone.accept(NetworkErrors.cut());
          }
        });
  }

  private void find(
      TlsOptions options, BiConsumer<@Nullable Throwable, @Nullable ClientTls> whenFound) {
    ClientTls there = known.get(options);
    if (there != null) {
      whenFound.accept(null, there);
      return;
    }
    loop.blocking(
        () -> ClientTls.of(options),
        (error, made) -> {
          if (made != null) {
            known.put(options, made);
          }
          whenFound.accept(error, made);
        });
  }

  private static void handshake(
      Channel channel, ClientTls tls, Origin origin, Consumer<@Nullable BridgeException> whenDone) {
    SslHandler handler = tls.newHandler(channel.alloc(), origin.host(), origin.port());
    handler
        .handshakeFuture()
        .addListener(
            done -> whenDone.accept(done.isSuccess() ? null : TlsFailures.of(done.cause())));
    channel.pipeline().addFirst(handler);
    // Without auto-read the handshake has to be given its first look at what the server says.
    channel.read();
  }
}
