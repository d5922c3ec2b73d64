package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.RecentMap;
import dev.sluice.bridge.tls.ClientTls;
import dev.sluice.bridge.tls.TlsFailures;
import dev.sluice.bridge.tls.TlsOptions;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
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

  /** Names of handlers. */
  private static final String SERVER = "tls";

  private static final String PROXY = "proxy-tls";

  /**
   * The other side of TLS.
   *
   * @param name of the handler
   */
  private record Peer(String name, String host, int port) {}

  private final Loop loop;
  private final Map<TlsOptions, ClientTls> known = new RecentMap<>(KEPT_LIMIT);

  ClientContexts(Loop loop) {
    this.loop = loop;
  }

  /** Did server and client agree on HTTP/2 for this channel, which stands? */
  static boolean speaksHttp2(Channel channel, Origin origin) {
    if (!origin.isSecure()) {
      return origin.protocol() == Protocol.HTTP2;
    }
    return channel.pipeline().get(SERVER) instanceof SslHandler tls
        && Protocol.H2.equals(tls.applicationProtocol());
  }

  /** Has the server of a secure channel said that nothing follows? */
  static boolean hasSaidFarewell(Channel channel) {
    return channel.pipeline().get(SERVER) instanceof SslHandler tls
        && tls.sslCloseFuture().isSuccess();
  }

  /**
   * Puts the TLS of a server on a channel that is connected to it, if only through a tunnel.
   *
   * @param whenDone called once, with null when the handshake is through; the caller closes the
   *     channel otherwise
   */
  void secure(Channel channel, Origin origin, Consumer<@Nullable BridgeException> whenDone) {
    TlsOptions options = origin.tls();
    if (options == null) {
      throw new IllegalArgumentException("no TLS");
    }
    Peer server = new Peer(SERVER, origin.host(), origin.port());
    secure(channel, origin.protocol().offeredBy(options), server, whenDone);
  }

  /** Puts the TLS of a proxy, which must have some, on a channel that is connected to it. */
  void secure(Channel channel, Proxy proxy, Consumer<@Nullable BridgeException> whenDone) {
    TlsOptions options = proxy.tls();
    if (options == null) {
      throw new IllegalArgumentException("no TLS");
    }
    secure(channel, options, new Peer(PROXY, proxy.host(), proxy.port()), whenDone);
  }

  private void secure(
      Channel channel,
      TlsOptions options,
      Peer peer,
      Consumer<@Nullable BridgeException> whenDone) {
    find(
        options,
        (error, tls) -> {
          if (error != null || tls == null) {
            whenDone.accept(error == null ? NetworkErrors.cut() : TlsFailures.of(error));
          } else if (channel.isActive()) {
            handshake(channel, tls, peer, whenDone);
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
      Channel channel, ClientTls tls, Peer peer, Consumer<@Nullable BridgeException> whenDone) {
    SslHandler handler = tls.newHandler(channel.alloc(), peer.host(), peer.port());
    handler
        .handshakeFuture()
        .addListener(
            done -> whenDone.accept(done.isSuccess() ? null : TlsFailures.of(done.cause())));
    // That of a server lies within that of the proxy that leads there.
    if (channel.pipeline().get(PROXY) == null) {
      channel.pipeline().addFirst(peer.name(), handler);
    } else {
      channel.pipeline().addAfter(PROXY, peer.name(), handler);
    }
    // Without auto-read the handshake has to be given its first look at what the server says.
    channel.read();
  }
}
