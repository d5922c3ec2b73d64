package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.tls.Pems;
import dev.sluice.bridge.tls.ServerTls;
import dev.sluice.bridge.tls.TlsOptions;
import dev.sluice.bridge.transport.Transport;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.CharsetUtil;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests over TLS, straight and through a tunnel. */
class SecureTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  /** Answers each request, which comes in one piece, on the fixture's own loop. */
  private Channel serve(TlsOptions options) throws Exception {
    ServerTls tls = ServerTls.of(List.of(options));
    EventLoop netty = fixture.loop.netty();
    Channel listener =
        Transport.of(netty)
            .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50, false)
            .channel();
    listener
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                Channel channel = (Channel) message;
                channel.pipeline().addLast(tls.newHandler(channel.alloc()), new Answer());
                netty.register(channel);
              }
            });
    return netty.register(listener).sync().channel();
  }

  private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf request) {
      ctx.writeAndFlush(ctx.alloc().buffer().writeBytes(HELLO.getBytes(CharsetUtil.US_ASCII)));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private static int port(Channel server) {
    return ((InetSocketAddress) server.localAddress()).getPort();
  }

  private static Origin secure(int port, TlsOptions options) {
    return new Origin(options, "localhost", port, null, null);
  }

  @Test
  void aTrustedServerIsAnsweredByAndItsConnectionKept() throws Exception {
    Channel server = serve(Pems.server("localhost").build());
    TlsOptions trusting = Pems.client().build();
    for (int i = 0; i < 3; i++) {
      assertEquals("hello", fixture.fetch(get(secure(port(server), trusting), "/")).text());
      assertEquals(1, fixture.loop.call(fixture.client::idleConnections));
    }
  }

  @Test
  void aServerThatNobodyVouchesForIsRefusedUnlessThatIsWanted() throws Exception {
    Channel server = serve(Pems.server("selfsigned").build());
    assertEquals(
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        fixture.fetch(get(secure(port(server), TlsOptions.DEFAULTS), "/")).code());
    TlsOptions careless = TlsOptions.builder().rejectUnauthorized(false).build();
    assertEquals("hello", fixture.fetch(get(secure(port(server), careless), "/")).text());
    // A connection that was made without care is not used with it.
    assertEquals(
        "DEPTH_ZERO_SELF_SIGNED_CERT",
        fixture.fetch(get(secure(port(server), TlsOptions.DEFAULTS), "/")).code());
  }

  @Test
  void aServerThatSpeaksNoTlsIsAnError() throws Exception {
    try (RawServer plain = new RawServer(peer -> peer.send("SSH-2.0-x\r\n\r\n"))) {
      String code = fixture.fetch(get(secure(plain.port(), TlsOptions.DEFAULTS), "/")).code();
      assertTrue(code.startsWith("ERR_SSL") || code.equals("ECONNRESET"), code);
    }
  }

  @Test
  void aBadKeyIsAnErrorOfTheRequest() throws Exception {
    TlsOptions bad = TlsOptions.builder().ca("no PEM").build();
    try (RawServer server = new RawServer(RawServer.Peer::awaitEnd)) {
      assertEquals(
          "ERR_TLS_INVALID_CA", fixture.fetch(get(secure(server.port(), bad), "/")).code());
    }
  }

  @Test
  void aTunnelLeadsThroughTheProxyToTheServer() throws Exception {
    Channel server = serve(Pems.server("localhost").build());
    CompletableFuture<String> asked = new CompletableFuture<>();
    try (RawServer proxy =
        new RawServer(
            peer -> {
              asked.complete(peer.head());
              try (Socket onward = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
                peer.send("HTTP/1.1 200 Connection established\r\n\r\n");
                Thread.startVirtualThread(() -> copy(peer.in(), onward));
                onward.getInputStream().transferTo(peer.socket().getOutputStream());
              }
            })) {
      Origin origin =
          new Origin(
              Pems.client().build(),
              "localhost",
              port(server),
              new Proxy("127.0.0.1", proxy.port(), "Basic eDp5"),
              null);
      ClientFixture.Reply reply = fixture.fetch(get(origin, "/"));
      assertEquals("hello", reply.text());
      assertEquals("hello", fixture.fetch(get(origin, "/")).text());
      assertEquals(1, proxy.connections());
      String authority = "localhost:" + port(server);
      assertEquals(
          "CONNECT "
              + authority
              + " HTTP/1.1\r\nHost: "
              + authority
              + "\r\nProxy-Authorization: Basic eDp5\r\n\r\n",
          asked.get(20, TimeUnit.SECONDS));
    }
  }

  private static void copy(InputStream from, Socket to) {
    try {
      from.transferTo(to.getOutputStream());
    } catch (java.io.IOException gone) {
      // The end of the test.
    }
  }
}
