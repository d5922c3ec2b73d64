package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.ReceiveBuffers;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on one event loop: all that it does, and all that it calls, is on the loop's
 * thread, and so must be all calls. Several may share a loop.
 *
 * <p>There is no timer for each connection: once a second all connections are looked at.
 *
 * <p>Servers on several loops can answer on one address: either each listens for itself, with
 * {@link ServerOptions#reusePort}, or all but one {@link #attach} to the one that listens, which
 * gives them connections in turn.
 */
public final class HttpServer {
  /** What waits for a socket before a writer is told to wait, and when it is told to go on. */
  static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(32 << 10, 64 << 10);

  private enum State {
    LISTENING,
    /** Nobody is accepted any more; exchanges go on. */
    CLOSING,
    CLOSED
  }

  private final Loop loop;
  private final EventLoop netty;
  private final ServerOptions options;
  private final RequestHandler handler;
  private final Consumer<Throwable> onFault;
  private final ServerStats stats = new ServerStats();
  private final ServerChannels channels = new ServerChannels(this);
  private final HeadEncoder encoder = new HeadEncoder();
  private final HeadParser parser;
  private final Connections connections = new Connections();

  private State state = State.LISTENING;
  private @Nullable Listener listener;
  private @Nullable SocketAddress address;
  private @Nullable ScheduledFuture<?> clock;
  private int seconds;
  private int idleTimeout;
  private @Nullable Runnable whenClosed;

  /** Those that get connections from this one. */
  private final List<HttpServer> attached = new CopyOnWriteArrayList<>();

  /** Where this one gets its connections from, if it does not listen itself. */
  private @Nullable HttpServer source;

  private int turn;

  /** Who gets its connections when it retires. */
  private List<HttpServer> heirs = List.of();

  private boolean isRetiring;

  HttpServer(
      Loop loop,
      EventLoop netty,
      ServerOptions options,
      RequestHandler handler,
      Consumer<Throwable> onFault) {
    this.loop = loop;
    this.netty = netty;
    this.options = options;
    this.handler = handler;
    this.onFault = onFault;
    this.parser = new HeadParser(options.maxHeadSize(), options.maxFields());
    this.idleTimeout = options.idleTimeout();
  }

  /**
   * Listens. It is bound when this returns. On the loop's thread.
   *
   * @param netty the loop's own, which connections are registered with
   * @param onFault told what a handler threw, which has been answered by then
   * @throws BridgeException EADDRINUSE, EADDRNOTAVAIL, EACCES, ENOTFOUND and so on, its syscall
   *     «listen»
   */
  public static HttpServer listen(
      Loop loop,
      EventLoop netty,
      ServerOptions options,
      RequestHandler handler,
      Consumer<Throwable> onFault) {
    HttpServer server = new HttpServer(loop, netty, options, handler, onFault);
    Listener opened = Listener.open(options, new Acceptor(server), netty);
    server.listener = opened;
    server.address = opened.address();
    return server;
  }

  /**
   * Answers connections that another server accepts, on another loop. On the loop's thread of the
   * new one.
   *
   * @param source listens; it gives a connection to each of its servers in turn, itself included.
   *     What it accepts for one that has begun to close goes back to it
   */
  public static HttpServer attach(
      Loop loop,
      EventLoop netty,
      ServerOptions options,
      RequestHandler handler,
      Consumer<Throwable> onFault,
      HttpServer source) {
    HttpServer server = new HttpServer(loop, netty, options, handler, onFault);
    server.address = source.address();
    server.source = source;
    source.attached.add(server);
    return server;
  }

  /**
   * Comes in the place of a server that listens at the same address, on another loop: it has no
   * connections before that one {@linkplain #retire retires} in its favour. On the loop's thread of
   * the new one.
   *
   * @param before from any loop
   */
  public static HttpServer succeed(
      Loop loop,
      EventLoop netty,
      ServerOptions options,
      RequestHandler handler,
      Consumer<Throwable> onFault,
      HttpServer before) {
    HttpServer server = new HttpServer(loop, netty, options, handler, onFault);
    server.address = before.address();
    return server;
  }

  /**
   * Does the system spread the connections of one port over all sockets that listen on it? Linux
   * does; with others the option may exist, but one socket gets all.
   */
  public static boolean spreadsConnections() {
    return Listener.spreadsConnections();
  }

  /**
   * Finds out whether somebody else listens on an address, which with {@link
   * ServerOptions#reusePort} would not be told.
   *
   * @throws BridgeException EADDRINUSE and so on, as {@link #listen}
   */
  public static void requireFree(String hostname, int port) {
    Listener.requireFree(hostname, port);
  }

  // What others may know and do.

  /** Where it listens: with the port that the system chose. */
  public SocketAddress address() {
    if (address == null) {
      throw new IllegalStateException("not bound");
    }
    return address;
  }

  /** The port that it listens on, −1 on a unix socket. */
  public int port() {
    return address instanceof InetSocketAddress inet ? inet.getPort() : -1;
  }

  public ServerOptions options() {
    return options;
  }

  public ServerStats stats() {
    return stats;
  }

  /** What it counts and what it waits for is not lost by another idle timeout from now on. */
  public void idleTimeout(int newSeconds) {
    idleTimeout = newSeconds;
  }

  /**
   * Closes. Nobody is accepted any more, and idle connections are closed at once. Harmless when
   * repeated, also with {@code now} after a call without.
   *
   * @param now cut the exchanges that run, instead of letting them come to their end
   * @param done called once, in a task, when the last connection has gone
   */
  public void close(boolean now, Runnable done) {
    isRetiring = false;
    shut(now, done);
  }

  private void shut(boolean now, Runnable done) {
    Runnable before = whenClosed;
    whenClosed =
        before == null
            ? done
            : () -> {
              before.run();
              done.run();
            };
    if (state == State.CLOSED) {
      closedAll();
      return;
    }
    if (state == State.LISTENING) {
      state = State.CLOSING;
      Listener open = listener;
      if (open != null) {
        open.close();
      }
      if (source != null) {
        source.attached.remove(this);
      }
    }
    connections.forEach(now ? Connections.Entry::closeNow : Connections.Entry::closeGracefully);
    checkClosed();
  }

  /**
   * Closes in favour of other servers of the same address, such that no client notices. The socket
   * that it listens on goes to its successor, with what waits in its queue, since a socket that is
   * closed cuts that, also where others listen beside it. Connections of HTTP/1.1 that wait for
   * their next request go to the others in turn. Who has connected but not asked for anything yet
   * may do so, once.
   *
   * @param successor from {@link #succeed}, or null if nobody comes in its place: the others then
   *     get what waits, but who connects just as the socket closes meets a reset
   * @param others answer at the same address; the first outlives the rest
   * @param done as that of {@link #close}
   */
  public void retire(@Nullable HttpServer successor, List<HttpServer> others, Runnable done) {
    heirs = List.copyOf(others);
    Listener open = listener;
    if (open != null && state == State.LISTENING) {
      HttpServer last = heirs.getFirst();
      if (successor == null) {
        open.drain(connection -> heir().adopt(connection, last));
      } else {
        listener = null;
        open.leave(() -> successor.inherit(open, last));
      }
    }
    isRetiring = true;
    shut(false, done);
  }

  /**
   * Goes on listening on the socket of another one. From any thread.
   *
   * @param last gets what waits there if this one has begun to close meanwhile
   */
  private void inherit(Listener open, HttpServer last) {
    ifListening(
        () -> {
          listener = open;
          open.goOn(new Acceptor(this), netty);
        },
        () -> open.abandon(connection -> last.adopt(connection, last)));
  }

  /** Does one or the other, on its loop's thread where that still runs. From any thread. */
  private void ifListening(Runnable action, Runnable otherwise) {
    try {
      netty.execute(() -> (state == State.LISTENING ? action : otherwise).run());
    } catch (RejectedExecutionException e) {
      otherwise.run();
    }
  }

  private HttpServer heir() {
    turn = (turn + 1) % heirs.size();
    return heirs.get(turn);
  }

  /** Gives an idle connection, whose handler has left it, to one of those that go on. */
  void handOn(Channel connection) {
    HttpServer to = heir();
    HttpServer last = heirs.getFirst();
    connection
        .deregister()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                to.inherit(connection, last);
              } else {
                connection.close();
              }
            });
  }

  /**
   * Takes an idle connection from another loop. From any thread.
   *
   * @param last takes it if this one has begun to close meanwhile
   */
  private void inherit(Channel connection, HttpServer last) {
    ifListening(
        () -> goOnWith(connection),
        () -> {
          if (this == last) {
            connection.unsafe().closeForcibly();
          } else {
            last.inherit(connection, last);
          }
        });
  }

  private void goOnWith(Channel connection) {
    netty
        .register(connection)
        .addListener(
            done -> {
              if (done.isSuccess()) {
                channels.initializeHttp1(connection.pipeline());
                connection.config().setAutoRead(true);
              }
            });
  }

  private void checkClosed() {
    if (state == State.CLOSING && connections.isEmpty()) {
      state = State.CLOSED;
      closedAll();
    }
  }

  private void closedAll() {
    Runnable done = whenClosed;
    whenClosed = null;
    if (done != null) {
      loop.post(done);
    }
  }

  /** A connection has come: it is this server's, or one's that is attached, in turn. */
  void accepted(Channel connection) {
    // The others come and go on their own threads: a look at the list is a look at one moment.
    Object[] others = attached.toArray();
    if (others.length > 0) {
      turn = (turn + 1) % (others.length + 1);
      if (turn > 0) {
        ((HttpServer) others[turn - 1]).adopt(connection, this);
        return;
      }
    }
    begin(connection);
  }

  /**
   * Takes a connection that another loop has accepted. From any thread.
   *
   * @param last takes it if this one has begun to close meanwhile
   */
  private void adopt(Channel connection, HttpServer last) {
    ifListening(
        () -> begin(connection),
        () -> {
          if (this == last) {
            connection.unsafe().closeForcibly();
          } else {
            last.adopt(connection, last);
          }
        });
  }

  private void begin(Channel connection) {
    connection.config().setWriteBufferWaterMark(WATER_MARK);
    if (connection instanceof SocketChannel) {
      connection.config().setOption(ChannelOption.TCP_NODELAY, true);
    }
    connection.config().setRecvByteBufAllocator(ReceiveBuffers.ofServer());
    options.protocol().initialize(connection, channels);
    RecordedConnections.begun(connection);
    netty.register(connection);
  }

  // What its connections call.

  Loop loop() {
    return loop;
  }

  ServerChannels channels() {
    return channels;
  }

  RequestHandler handler() {
    return handler;
  }

  HeadEncoder encoder() {
    return encoder;
  }

  HeadParser parser() {
    return parser;
  }

  EventLoop netty() {
    return netty;
  }

  boolean isClosing() {
    return state != State.LISTENING;
  }

  /** Does it close, but wait for the first request of who has connected? */
  boolean isRetiring() {
    return isRetiring;
  }

  int idleTimeout() {
    return idleTimeout;
  }

  /** Seconds, on the clock that timeouts are told by. */
  int now() {
    return seconds;
  }

  void report(Throwable e) {
    onFault.accept(e);
  }

  @Nullable SocketAddress remoteAddress(Channel channel) {
    return Transport.standard(connection(channel).remoteAddress());
  }

  @Nullable SocketAddress localAddress(Channel channel) {
    return Transport.standard(connection(channel).localAddress());
  }

  /** That of a stream of HTTP/2, or the channel itself. */
  private static Channel connection(Channel channel) {
    Channel parent = channel.parent();
    return parent == null || parent instanceof ServerChannel ? channel : parent;
  }

  void opened(Connections.Entry entry) {
    connections.add(entry);
    stats.opened();
    if (clock == null) {
      clock = netty.scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
    }
  }

  /** What was taken for a connection of HTTP/1.1 is another one's now. */
  void replaced(Connections.Entry entry) {
    stats.replaced();
    closed(entry);
  }

  /** HTTP has left a connection. */
  void upgraded(Connections.Entry before, Channel connection, Successor successor) {
    Upgraded after = new Upgraded(successor);
    connections.add(after);
    connections.remove(before);
    // Netty tells a channel's handlers of its end in the turn after the future's. The server is not
    // to be closed before they have heard: with it a program may end.
    connection
        .closeFuture()
        .addListener(_ -> netty.execute(() -> netty.execute(() -> closed(after))));
  }

  void closed(Connections.Entry entry) {
    if (!connections.remove(entry)) {
      return;
    }
    stats.closed();
    if (connections.isEmpty() && clock != null) {
      clock.cancel(false);
      clock = null;
    }
    checkClosed();
  }

  void openedHttp2(Channel connection) {
    MultiplexedConnection.track(this, connection);
  }

  /** One second has passed. */
  void tick() {
    seconds++;
    connections.forEach(Connections.Entry::tick);
  }
}
