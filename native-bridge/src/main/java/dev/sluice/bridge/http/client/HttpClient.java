package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;

/**
 * The HTTP client of one event loop. All methods are called on its thread, and so are all
 * listeners. It has as many connections to a server as there are calls at a time: to wait for one
 * that a stream without end keeps would be to wait for ever.
 */
public final class HttpClient implements AutoCloseable, Connection.Owner {
  private final EventLoop netty;
  private final Loop loop;
  private final Connector connector;
  private final ConnectionPool pool;
  private final UnreadBodies unread = new UnreadBodies(UnreadBodies::collectSoon);

  /**
   * @param netty Netty's view of {@code loop}
   */
  public HttpClient(EventLoop netty, Loop loop) {
    this(netty, loop, new Connector(netty, loop));
  }

  HttpClient(EventLoop netty, Loop loop, Connector connector) {
    this.netty = netty;
    this.loop = loop;
    this.connector = connector;
    this.pool = new ConnectionPool(netty);
  }

  /**
   * Sends a request. The loop is held while something is awaited: the response's head, bytes of its
   * body that somebody has pulled for, the end of the request's body.
   *
   * @return what it can be given up by
   */
  public Call send(ClientRequest request, ResponseListener listener) {
    Call call = new Call(this, request, listener);
    call.start();
    return call;
  }

  /** Opens a connection for later, of which nobody is told; not if there is an idle one. */
  public void preconnect(Origin origin) {
    Connection idle = pool.take(origin);
    if (idle != null) {
      pool.give(idle);
      return;
    }
    connector.connect(
        origin,
        Timeouts.DEFAULT.connect(),
        new Connector.WhenDone() {
          @Override
          public void connected(Channel channel) {
            Connection made = adopt(channel, origin);
            pool.give(made);
            made.read();
          }

          @Override
          public void failed(BridgeException error) {}
        });
  }

  Connection adopt(Channel channel, Origin origin) {
    return new Connection(channel, origin, this);
  }

  EventLoop netty() {
    return netty;
  }

  Loop loop() {
    return loop;
  }

  Connector connector() {
    return connector;
  }

  ConnectionPool pool() {
    return pool;
  }

  UnreadBodies unread() {
    return unread;
  }

  /** How many connections wait for their next call. */
  public int idleConnections() {
    return pool.size();
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
  }
}
