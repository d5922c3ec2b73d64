package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.ReceiveBuffers;
import dev.sluice.bridge.transport.Transport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections: the host's addresses, the quickest of them (RFC 8305, «happy eyeballs»), the
 * proxy's tunnel, the TLS handshake. Channels are handed on without auto-read and with an empty
 * pipeline but for TLS.
 */
final class Connector implements ConnectionMaker {
  /** The next address is tried as well when the last one has not answered by then (RFC 8305 §5). */
  private static final int NEXT_ADDRESS_MILLIS = 250;

  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(32 << 10, 64 << 10);

  /** Told once how it went, on the loop's thread, unless the attempt was cancelled. */
  interface WhenDone {
    void connected(Channel channel);

    void failed(BridgeException error);
  }

  private final EventLoop netty;
  private final Transport transport;
  private final Resolver resolver;
  private final @Nullable RequestGate gate;
  private final ClientContexts contexts;

  Connector(EventLoop netty, Loop loop) {
    this(netty, loop, new Resolver(loop));
  }

  Connector(EventLoop netty, Loop loop, Resolver resolver) {
    this(netty, loop, resolver, null);
  }

  /**
   * @param gate asked about each address, or null
   */
  Connector(EventLoop netty, Loop loop, Resolver resolver, @Nullable RequestGate gate) {
    this.netty = netty;
    this.transport = Transport.of(netty);
    this.resolver = resolver;
    this.gate = gate;
    this.contexts = new ClientContexts(loop);
  }

  @Override
  public Attempt connect(Origin origin, long timeout, WhenDone whenDone) {
    Attempt attempt = new Attempt(origin, whenDone);
    attempt.begin(timeout);
    return attempt;
  }

  @Override
  public void lookUp(String host) {
    resolver.resolve(host, (_, _) -> {});
  }

  private static BridgeException denied(String host) {
    return BridgeException.plain(
        RequestGate.ACCESS_DENIED, "no address of " + host + " may be connected to");
  }

  /** One connection to be. */
  final class Attempt implements Acquisition {
    private final Origin origin;
    private final WhenDone whenDone;

    /** Addresses that nobody has tried yet. */
    private List<InetAddress> left = List.of();

    private final List<ChannelFuture> racing = new ArrayList<>();
    private @Nullable Channel chosen;
    private @Nullable Future<?> nextAddress;
    private @Nullable Future<?> timer;
    private @Nullable BridgeException firstError;
    private boolean isOver;

    private Attempt(Origin origin, WhenDone whenDone) {
      this.origin = origin;
      this.whenDone = whenDone;
    }

    private void begin(long timeout) {
      if (timeout > 0) {
        timer =
            netty.schedule(
                () -> fail(NetworkErrors.timedOut("connect", origin.where())),
                timeout,
                TimeUnit.MILLISECONDS);
      }
      if (origin.socket() != null) {
        try {
          race(true, transport.unixAddress(origin.socket()));
        } catch (RuntimeException e) {
          // The system knows no such path: too long, for one.
          fail(new BridgeException(Code.ENAMETOOLONG, "connect", origin.where(), e));
        }
        return;
      }
      Proxy proxy = origin.proxy();
      String host = proxy == null ? origin.host() : proxy.host();
      resolver.resolve(
          host,
          (error, addresses) -> {
            if (isOver) {
              return;
            }
            if (error != null) {
              fail(NetworkErrors.of(error, "getaddrinfo", host));
            } else {
              left = new ArrayList<>(addresses);
              if (gate != null) {
                left.removeIf(address -> !gate.admits(host, address));
              }
              if (left.isEmpty()) {
                fail(denied(host));
              } else {
                tryNext();
              }
            }
          });
    }

    private void tryNext() {
      cancel(nextAddress);
      nextAddress = null;
      InetAddress address = left.removeFirst();
      Proxy proxy = origin.proxy();
      int port = proxy == null ? origin.port() : proxy.port();
      race(false, new InetSocketAddress(address, port));
      if (!isOver && chosen == null && !left.isEmpty() && nextAddress == null) {
        nextAddress =
            netty.schedule(this::tryNextIfAny, NEXT_ADDRESS_MILLIS, TimeUnit.MILLISECONDS);
      }
    }

    private void tryNextIfAny() {
      if (!isOver && chosen == null && !left.isEmpty()) {
        tryNext();
      }
    }

    private void race(boolean isUnix, SocketAddress address) {
      Channel channel;
      try {
        channel = isUnix ? transport.unixSocket() : transport.socket();
      } catch (ChannelException e) {
        // No descriptor is left. Netty would tell of it on a thread of its own.
        failed(e, address);
        return;
      }
      ChannelFuture connecting = bootstrap(channel, isUnix).connect(address);
      racing.add(connecting);
      connecting.addListener(_ -> settled(connecting, address));
    }

    private void settled(ChannelFuture connecting, SocketAddress address) {
      racing.remove(connecting);
      if (isOver || chosen != null) {
        connecting.channel().close();
      } else if (connecting.isSuccess()) {
        chosen = connecting.channel();
        stopRacing();
        secureProxy(connecting.channel());
      } else {
        connecting.channel().close();
        failed(connecting.cause(), address);
      }
    }

    private void failed(Throwable error, SocketAddress address) {
      if (firstError == null) {
        firstError = NetworkErrors.of(error, "connect", text(address));
      }
      if (!left.isEmpty()) {
        tryNext();
      } else if (racing.isEmpty()) {
        Proxy proxy = origin.proxy();
        resolver.forget(proxy == null ? origin.host() : proxy.host());
        fail(firstError);
      }
    }

    private void stopRacing() {
      cancel(nextAddress);
      nextAddress = null;
      List<ChannelFuture> losers = List.copyOf(racing);
      racing.clear();
      losers.forEach(loser -> loser.channel().close());
    }

    private void secureProxy(Channel channel) {
      Proxy proxy = origin.socket() == null ? origin.proxy() : null;
      if (proxy == null) {
        secure(channel);
      } else if (proxy.tls() == null) {
        tunnel(channel, proxy);
      } else {
        contexts.secure(channel, proxy, error -> next(error, () -> tunnel(channel, proxy)));
      }
    }

    private void tunnel(Channel channel, Proxy proxy) {
      if (origin.isSecure()) {
        Tunnel.open(
            channel, origin.authority(), proxy, error -> next(error, () -> secure(channel)));
      } else {
        succeed(channel);
      }
    }

    private void secure(Channel channel) {
      if (origin.isSecure()) {
        contexts.secure(channel, origin, error -> next(error, () -> succeed(channel)));
      } else {
        succeed(channel);
      }
    }

    private void next(@Nullable BridgeException error, Runnable step) {
      if (isOver) {
        return;
      }
      if (error != null) {
        fail(error);
      } else {
        step.run();
      }
    }

    private void succeed(Channel channel) {
      isOver = true;
      cancel(timer);
      channel.pipeline().remove(Silence.INSTANCE);
      whenDone.connected(channel);
    }

    private void fail(BridgeException error) {
      if (!isOver) {
        abandon();
        whenDone.failed(error);
      }
    }

    /** Closes all that was opened. */
    @Override
    public void abandon() {
      if (!isOver) {
        isOver = true;
        cancel(timer);
        stopRacing();
        if (chosen != null) {
          chosen.close();
        }
      }
    }
  }

  private Bootstrap bootstrap(Channel channel, boolean isUnix) {
    Bootstrap bootstrap =
        new Bootstrap()
            .group(netty)
            .channelFactory(() -> channel)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.RECVBUF_ALLOCATOR, ReceiveBuffers.ofClient())
            // A server that takes no more may have answered: that is still to be read.
            .option(ChannelOption.AUTO_CLOSE, false)
            .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
            // The attempt's own timer decides.
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0)
            .handler(Silence.INSTANCE);
    return isUnix
        ? bootstrap
        : bootstrap
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.SO_KEEPALIVE, true);
  }

  /**
   * At the end of the pipeline until the connection stands: what goes wrong by then is told by
   * futures.
   */
  @ChannelHandler.Sharable
  private static final class Silence extends ChannelInboundHandlerAdapter {
    static final Silence INSTANCE = new Silence();

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {}
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private static String text(SocketAddress address) {
    return address instanceof InetSocketAddress inet
        ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
        : String.valueOf(address);
  }
}
