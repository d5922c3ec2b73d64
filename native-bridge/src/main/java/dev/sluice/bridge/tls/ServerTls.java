package dev.sluice.bridge.tls;

import dev.sluice.bridge.BridgeException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.AttributeKey;
import io.netty.util.Mapping;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a server: one certificate or several, chosen by the name that a client asks for (SNI, RFC
 * 6066 §3). Immutable; made on any thread. Its handlers are used on their channel's.
 */
public final class ServerTls {
  static {
    Renegotiation.refuse();
  }

  /** A ClientHello beyond is refused, so that its collection is bounded. */
  private static final int MAX_CLIENT_HELLO = 64 << 10;

  /** Which certificate a client was shown, and whether it had asked for a name. */
  private record Shown(Site site, boolean wasNamed) {}

  private static final AttributeKey<Shown> SHOWN = AttributeKey.valueOf(ServerTls.class, "shown");

  private final Site first;
  private final Map<String, Site> byName;

  private ServerTls(Site first, Map<String, Site> byName) {
    this.first = first;
    this.byName = byName;
  }

  /**
   * Takes some milliseconds a certificate.
   *
   * @param certificates the first is for clients that ask for no name or for an unknown one; each
   *     other needs a name
   * @throws BridgeException ERR_TLS_INVALID_KEY, ERR_TLS_INVALID_CERT, ERR_TLS_INVALID_CA,
   *     ERR_TLS_INVALID_SERVER_NAME, ERR_TLS_INVALID_CONTEXT; TypeErrors
   */
  public static ServerTls of(List<TlsOptions> certificates) {
    if (certificates.isEmpty()) {
      throw TlsErrors.cert("is missing", null);
    }
    Site first = site(certificates.getFirst());
    Map<String, Site> byName = new HashMap<>();
    for (int i = 0; i < certificates.size(); i++) {
      boolean isFirst = i == 0;
      TlsOptions options = certificates.get(i);
      String name = options.serverName();
      if (name != null && !name.isEmpty()) {
        byName.putIfAbsent(HostNames.normal(name), isFirst ? first : site(options));
      } else if (!isFirst) {
        throw BridgeException.type(
            "ERR_TLS_INVALID_SERVER_NAME",
            "tls.serverName is missing: of several certificates only the first may have none");
      }
    }
    return new ServerTls(first, Map.copyOf(byName));
  }

  private static Site site(TlsOptions options) {
    List<Identity> identities = Identity.of(options);
    if (identities.isEmpty()) {
      throw TlsErrors.cert("and tls.key are missing", null);
    }
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(Identity.keyManagers(identities))
              .sslProvider(SslProvider.JDK)
              .protocols(options.minVersion().andNewer())
              .clientAuth(clientAuth(options));
      if (options.requestCert()) {
        builder.trustManager(Trust.of(options));
      }
      if (!options.alpn().isEmpty()) {
        // A client that offers only others is told so (RFC 7301 §3.2), lest it speak one of them.
        builder.applicationProtocolConfig(
            new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.FATAL_ALERT,
                SelectedListenerFailureBehavior.ACCEPT,
                options.alpn()));
      }
      return Site.of(builder.build(), identities, clientAuth(options));
    } catch (GeneralSecurityException | IOException e) {
      throw TlsErrors.context(e);
    }
  }

  private static ClientAuth clientAuth(TlsOptions options) {
    if (!options.requestCert()) {
      return ClientAuth.NONE;
    }
    return options.rejectUnauthorized() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL;
  }

  /** A handler for a connection, on whose loop the handshake's arithmetic is done, too. */
  public ChannelHandler newHandler(ByteBufAllocator allocator) {
    return newHandler(allocator, Runnable::run);
  }

  /**
   * A handler for a connection, to be the first of its pipeline. When the handshake is through, or
   * has failed, it fires a {@link io.netty.handler.ssl.SslHandshakeCompletionEvent}; after ten
   * seconds it fails. If names are to be looked at, the handler replaces itself by an SslHandler
   * once it has seen the client's.
   *
   * @param arithmetic where the handshake's signatures are made and checked
   */
  public ChannelHandler newHandler(ByteBufAllocator allocator, Executor arithmetic) {
    return byName.isEmpty()
        ? sslHandler(first.context(), allocator, arithmetic)
        : new ByName(arithmetic);
  }

  private static SslHandler sslHandler(
      SslContext context, ByteBufAllocator allocator, Executor arithmetic) {
    SslHandler handler = context.newHandler(allocator, arithmetic);
    handler.setHandshakeTimeoutMillis(TlsFailures.HANDSHAKE_TIMEOUT_MILLIS);
    return handler;
  }

  /**
   * May a request for this host be answered on this connection? Not if the client has asked for
   * another name in its handshake, and has got a certificate that is not good for this one though
   * there is one for it; nor if that other one's clients have to show certificates in another way
   * (RFC 9110 §15.5.20, RFC 9113 §9.1.1). A client that has asked for no name cannot know better.
   *
   * @param connection whose handler is one of this server's; its handshake is through
   * @param authority a host and perhaps a port; empty if the request has none
   */
  public boolean answersFor(Channel connection, String authority) {
    if (byName.isEmpty() || authority.isEmpty()) {
      return true;
    }
    Shown shown = connection.attr(SHOWN).get();
    String name = HostNames.ofAuthority(authority);
    Site fitting = choose(name);
    return shown == null
        || shown.site.equals(fitting)
        || shown.site.clientAuth() == fitting.clientAuth()
            && (!shown.wasNamed || shown.site.covers(name));
  }

  /** An exact name before a wildcard, which stands for one label; else the first. */
  private Site choose(@Nullable String asked) {
    if (asked == null) {
      return first;
    }
    String name = HostNames.normal(asked);
    Site exact = byName.get(name);
    if (exact != null) {
      return exact;
    }
    int dot = name.indexOf('.');
    return dot < 0 ? first : byName.getOrDefault("*" + name.substring(dot), first);
  }

  private final class ByName extends SniHandler {
    private final Executor arithmetic;

    ByName(Executor arithmetic) {
      super(
          (Mapping<@Nullable String, SslContext>) name -> choose(name).context(),
          MAX_CLIENT_HELLO,
          TlsFailures.HANDSHAKE_TIMEOUT_MILLIS);
      this.arithmetic = arithmetic;
    }

    @Override
    protected void replaceHandler(
        ChannelHandlerContext ctx, @Nullable String hostname, SslContext context) throws Exception {
      ctx.channel().attr(SHOWN).set(new Shown(choose(hostname), hostname != null));
      super.replaceHandler(ctx, hostname, context);
    }

    @Override
    protected SslHandler newSslHandler(SslContext context, ByteBufAllocator allocator) {
      return sslHandler(context, allocator, arithmetic);
    }
  }
}
