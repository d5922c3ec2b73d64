package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.Executor;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * TLS of clients with the same options: makes a handler for each connection. Sessions are resumed
 * between its connections to one host, so keep it as long as connections may follow.
 *
 * <p>Made on any thread; the handlers are used on their channel's.
 */
public final class ClientTls {
  static {
    Renegotiation.refuse();
  }

  private final TlsOptions options;
  private final SslContext context;

  private ClientTls(TlsOptions options, SslContext context) {
    this.options = options;
    this.context = context;
  }

  /**
   * Blocks for tens of milliseconds the first time, when the system's authorities are read: not for
   * the loop's thread.
   *
   * @throws BridgeException ERR_TLS_INVALID_KEY, ERR_TLS_INVALID_CERT, ERR_TLS_INVALID_CA,
   *     ERR_TLS_INVALID_CONTEXT; TypeErrors
   */
  public static ClientTls of(TlsOptions options) {
    List<Identity> identities = Identity.of(options);
    try {
      SslContextBuilder builder =
          SslContextBuilder.forClient()
              .sslProvider(SslProvider.JDK)
              .trustManager(Trust.of(options))
              .endpointIdentificationAlgorithm(options.rejectUnauthorized() ? "HTTPS" : "")
              .protocols(options.minVersion().andNewer());
      if (!identities.isEmpty()) {
        builder.keyManager(Identity.keyManagers(identities));
      }
      if (!options.alpn().isEmpty()) {
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                options.alpn()));
      }
      return new ClientTls(options, builder.build());
    } catch (GeneralSecurityException | IOException e) {
      throw TlsErrors.context(e);
    }
  }

  /** A handler for a connection, on whose loop the handshake's arithmetic is done, too. */
  public SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
    return newHandler(allocator, host, port, Runnable::run);
  }

  /**
   * A handler for a connection, to be the first of its pipeline. {@link
   * SslHandler#handshakeFuture()} tells when it is through; {@link TlsFailures#of} why it failed.
   *
   * @param host name or address, for which the server's certificate must be; an address may be in
   *     brackets
   * @param arithmetic where the handshake's signatures are made and checked
   */
  public SslHandler newHandler(
      ByteBufAllocator allocator, String host, int port, Executor arithmetic) {
    String wanted = options.serverName();
    String name = HostNames.normal(wanted == null || wanted.isEmpty() ? host : wanted);
    SslHandler handler = context.newHandler(allocator, name, port, arithmetic);
    SSLEngine engine = handler.engine();
    SSLParameters parameters = engine.getSSLParameters();
    // The JDK leaves out names without a dot, such as localhost. An empty name asks for none.
    @Nullable SNIHostName asked =
        wanted != null && wanted.isEmpty() ? null : HostNames.serverName(name);
    parameters.setServerNames(asked == null ? List.of() : List.of(asked));
    engine.setSSLParameters(parameters);
    handler.setHandshakeTimeoutMillis(TlsFailures.HANDSHAKE_TIMEOUT_MILLIS);
    return handler;
  }
}
