package dev.sluice.bridge.http.server;

import dev.sluice.bridge.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets each client choose between HTTP/1.1 and HTTP/2: over TLS by ALPN, in the clear by speaking
 * HTTP/2 from the first byte on («prior knowledge», RFC 9113 §3.3).
 */
public final class ProtocolChoice implements ServerProtocol {
  /** The protocols to offer in {@link dev.sluice.bridge.tls.TlsOptions#alpn}. */
  public static final List<String> ALPN = List.of("h2", "http/1.1", "http/1.0");

  /** Likewise, without HTTP/2. */
  public static final List<String> ALPN_HTTP1 = List.of("http/1.1", "http/1.0");

  /** Without TLS. */
  public static final ProtocolChoice CLEAR = new ProtocolChoice(null);

  private final @Nullable ServerTls tls;

  private ProtocolChoice(@Nullable ServerTls tls) {
    this.tls = tls;
  }

  /**
   * With TLS. A client that knows no ALPN gets HTTP/1.1.
   *
   * @param tls made of options that offer {@link #ALPN}, or only a part of it
   */
  public static ProtocolChoice over(ServerTls tls) {
    return new ProtocolChoice(tls);
  }

  @Override
  public void initialize(Channel channel, ServerChannels channels) {
    ChannelPipeline pipeline = channel.pipeline();
    if (tls != null) {
      pipeline.addLast(tls.newHandler(channel.alloc()));
    }
    pipeline.addLast(new ProtocolDetector(channels, tls != null));
    channels.initializeHttp1(pipeline);
  }

  @Override
  public boolean isSecure() {
    return tls != null;
  }

  @Override
  public boolean answersFor(Channel connection, String authority) {
    return tls == null || tls.answersFor(connection, authority);
  }

  @Override
  public void closeGracefully(Channel connection) {
    Http2Connection.closeGracefully(connection);
  }
}
