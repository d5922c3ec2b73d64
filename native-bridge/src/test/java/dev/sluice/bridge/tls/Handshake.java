package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/** A client and a server that shake hands on this thread, without a socket. */
final class Handshake implements AutoCloseable {
  private final EmbeddedChannel client;
  private final EmbeddedChannel server;
  private final SslHandler clientHandler;
  private @Nullable Throwable serverCause;

  Handshake(TlsOptions client, String host, TlsOptions... server) {
    this(ClientTls.of(client), host, ServerTls.of(List.of(server)));
  }

  Handshake(ClientTls clientTls, String host, ServerTls serverTls) {
    ChannelHandler serverHandler = serverTls.newHandler(UnpooledByteBufAllocator.DEFAULT);
    server = new EmbeddedChannel(serverHandler, new Listener());
    clientHandler = clientTls.newHandler(UnpooledByteBufAllocator.DEFAULT, host, 443);
    client = new EmbeddedChannel(clientHandler);
    boolean moved = true;
    while (moved) {
      moved = move(client, server);
      moved |= move(server, client);
    }
  }

  private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
    ByteBuf bytes = from.readOutbound();
    if (bytes == null) {
      return false;
    }
    if (!to.isOpen()) {
      bytes.release();
      return true;
    }
    try {
      to.writeInbound(bytes);
    } catch (Exception e) {
      // Whoever waits for the handshake is told, too.
    }
    return true;
  }

  /** Why the client has broken off; null if it has not. */
  @Nullable BridgeException clientFailure() {
    Throwable cause = clientHandler.handshakeFuture().cause();
    return cause == null ? null : TlsFailures.of(cause);
  }

  /** Why the server has broken off; null if it has not. */
  @Nullable BridgeException serverFailure() {
    return serverCause == null ? null : TlsFailures.of(serverCause);
  }

  SSLSession session() {
    return clientHandler.engine().getSession();
  }

  @Nullable String protocol() {
    return clientHandler.applicationProtocol();
  }

  /** The subject of the certificate that the server has shown. */
  String serverSubject() {
    return subject(session());
  }

  /** The subject of the certificate that the client has shown. */
  String clientSubject() {
    return subject(server.pipeline().get(SslHandler.class).engine().getSession());
  }

  private static String subject(SSLSession session) {
    try {
      X509Certificate certificate = (X509Certificate) session.getPeerCertificates()[0];
      return certificate.getSubjectX500Principal().getName();
    } catch (SSLPeerUnverifiedException e) {
      return "";
    }
  }

  private final class Listener extends ChannelInboundHandlerAdapter {
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (event instanceof SslHandshakeCompletionEvent completion) {
        serverCause = completion.cause();
      }
    }
  }

  @Override
  public void close() {
    for (EmbeddedChannel channel : List.of(client, server)) {
      try {
        channel.finishAndReleaseAll();
      } catch (Exception e) {
        // A refused handshake is told here again.
      }
    }
  }
}
