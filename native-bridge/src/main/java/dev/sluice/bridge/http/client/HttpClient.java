package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.HeaderFields;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client of one event loop. All methods are called on its thread, and so are all
 * listeners. Calls share connections of HTTP/2, as many as their servers allow. Of HTTP/1.1 it has
 * as many connections to a server as there are calls at a time: to wait for one that a stream
 * without end keeps would be to wait for ever.
 */
public final class HttpClient implements AutoCloseable, Connection.Owner, Sessions.Owner {
  private final EventLoop netty;
  private final Loop loop;
  private final ConnectionMaker connector;
  private final ConnectionPool pool;
  private final @Nullable RequestGate gate;
  private final Sessions sessions;
  private final UnreadBodies unread = new UnreadBodies(UnreadBodies::collectSoon);

  /**
   * @param netty Netty's view of {@code loop}
   */
  public HttpClient(EventLoop netty, Loop loop) {
    this(netty, loop, null);
  }

  /**
   * @param netty Netty's view of {@code loop}
   * @param gate asked about every request, or null
   */
  public HttpClient(EventLoop netty, Loop loop, @Nullable RequestGate gate) {
    this(
        netty,
        loop,
        new Connector(netty, loop, new Resolver(loop), gate),
        gate,
        Session.Patience.DEFAULT);
  }

  HttpClient(
      EventLoop netty,
      Loop loop,
      ConnectionMaker connector,
      @Nullable RequestGate gate,
      Session.Patience patience) {
    this.gate = gate;
    this.netty = netty;
    this.loop = loop;
    this.connector = connector;
    this.pool = new ConnectionPool(netty);
    this.sessions = new Sessions(netty, connector, this, patience);
  }

  /**
   * Sends a request. The loop is held while something is awaited: the response's head, bytes of its
   * body that somebody has pulled for, the end of the request's body.
   *
   * @return what it can be given up by
   */
  public Abortable send(ClientRequest request, ResponseListener listener) {
    return send(request, Occasion.FETCH, listener);
  }

  /** As {@link #send(ClientRequest, ResponseListener)}, with what the gate is to know of it. */
  public Abortable send(ClientRequest request, Occasion occasion, ResponseListener listener) {
    if (gate == null) {
      return begin(request, listener);
    }
    AskedCall asked = new AskedCall(this, request, listener);
    asked.start(occasion);
    return asked;
  }

  /** Sends a request about which nobody is to be asked, or everybody has been. */
  Call begin(ClientRequest request, ResponseListener listener) {
    Call call = new Call(this, request, RecordedCall.of(request, listener, loop));
    call.start();
    return call;
  }

  /**
   * Asks the gate about a request that does not go by {@link #send}, such as one that opens a
   * WebSocket. Whoever makes a connection without having asked breaks the host's rules.
   *
   * @param then called once: within this call if there is no gate or its verdict is there at once,
   *     else in a task of its own
   */
  public void ask(ClientRequest request, Occasion occasion, Consumer<RequestGate.Verdict> then) {
    if (gate == null) {
      then.accept(new RequestGate.Verdict.Pass(request));
    } else {
      Admission.ask(gate, request, occasion, loop, then);
    }
  }

  /** Opens a connection for later, of which nobody is told; not if there is an idle one. */
  public void preconnect(Origin origin) {
    askAhead(origin, this::open);
  }

  /**
   * Finds out where a server is, for a connection that may follow, of which nobody is told. A name
   * server hears of it, and so the gate is asked as for a connection.
   */
  public void lookUp(Origin origin) {
    askAhead(origin, passed -> connector.lookUp(passed.host()));
  }

  private void askAhead(Origin origin, Consumer<Origin> then) {
    if (gate == null) {
      then.accept(origin);
      return;
    }
    ClientRequest nothing =
        new ClientRequest(
            origin, "GET", "/", origin.authority(), new HeaderFields(), null, Timeouts.DEFAULT);
    ask(
        nothing,
        Occasion.of(Purpose.PRECONNECT),
        verdict -> {
          if (verdict instanceof RequestGate.Verdict.Pass(ClientRequest passed)) {
            then.accept(passed.origin());
          } else if (verdict instanceof RequestGate.Verdict.Answer(ClientResponse response)
              && response.body() != null) {
            response.body().cancel();
          }
        });
  }

  private void open(Origin origin) {
    Connection idle = pool.take(origin);
    if (idle != null) {
      pool.give(idle);
      return;
    }
    long timeout = Timeouts.DEFAULT.connect();
    if (origin.mayBeHttp2() && sessions.prepare(origin, timeout)) {
      return;
    }
    connector.connect(
        origin,
        timeout,
        new Connector.WhenDone() {
          @Override
          public void connected(Channel channel) {
            keep(channel, origin);
          }

          @Override
          public void failed(BridgeException error) {}
        });
  }

  /** Something that stands and has room for a request, or null. */
  @Nullable Carrier take(ClientRequest request) {
    Origin origin = request.origin();
    Carrier idle = request.closes() ? null : pool.take(origin);
    return idle == null && origin.mayBeHttp2() ? sessions.take(origin) : idle;
  }

  /**
   * Something that is made for a call.
   *
   * @param timeout in milliseconds, 0 for none
   */
  Acquisition connect(Origin origin, long timeout, Acquisition.Listener whenDone) {
    if (origin.mayBeHttp2()) {
      return sessions.connect(origin, timeout, whenDone);
    }
    if (origin.protocol() == Protocol.HTTP2) {
      // Through a proxy that is asked for each URL: nobody knows what it speaks.
      loop.post(() -> whenDone.failed(Http2Errors.unsupported(origin.where())));
      return () -> {};
    }
    return connector.connect(
        origin,
        timeout,
        new Connector.WhenDone() {
          @Override
          public void connected(Channel channel) {
            whenDone.acquired(adopt(channel, origin));
          }

          @Override
          public void failed(BridgeException error) {
            whenDone.failed(error);
          }
        });
  }

  @Override
  public Connection adopt(Channel channel, Origin origin) {
    return new Connection(channel, origin, this);
  }

  @Override
  public void keep(Channel channel, Origin origin) {
    Connection made = adopt(channel, origin);
    pool.give(made);
    made.read();
  }

  EventLoop netty() {
    return netty;
  }

  Loop loop() {
    return loop;
  }

  ConnectionMaker connector() {
    return connector;
  }

  UnreadBodies unread() {
    return unread;
  }

  /** How many connections wait for their next call. */
  public int idleConnections() {
    return pool.size() + sessions.idle();
  }

  @Override
  public void idle(Connection connection) {
    pool.give(connection);
  }

  @Override
  public void closed(Connection connection) {
    pool.remove(connection);
  }

  /** Closes the connections that are idle; calls go on. */
  @Override
  public void close() {
    pool.close();
    sessions.close();
  }
}
