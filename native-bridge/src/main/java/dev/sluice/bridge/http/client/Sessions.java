package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.RecentMap;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connections to servers that may speak HTTP/2: which of the two it is shows when one stands. Until
 * then calls to the same server wait for that one together; if it turns out to be HTTP/1.1, each
 * makes its own, and that is remembered. Where it is HTTP/2 and all connections are full, calls
 * wait for the end of a stream or for one more connection, whichever comes first.
 */
final class Sessions implements Session.Owner {
  /** So many servers are remembered for speaking HTTP/1.1. */
  private static final int REMEMBERED = 1000;

  /** How a server says in TLS that it speaks nothing of what it was offered (RFC 7301 §3.2). */
  private static final String NO_APPLICATION_PROTOCOL =
      "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL";

  /** What a connection has turned out to be. */
  interface Owner {
    /** One of HTTP/1.1, for a call. */
    Connection adopt(Channel channel, Origin origin);

    /** One of HTTP/1.1, for nobody yet. */
    void keep(Channel channel, Origin origin);
  }

  private final EventLoop netty;
  private final ConnectionMaker connector;
  private final Owner owner;
  private final Session.Patience patience;
  private final Map<Origin, Room> rooms = new HashMap<>();
  private final Set<Session> all = new LinkedHashSet<>();

  /** Is HTTP/1.1 what the server has asked for, so that nothing else is to be offered? */
  private final Map<Origin, Boolean> http1 = new RecentMap<>(REMEMBERED);

  private boolean isSweeping;
  private boolean isClosed;

  Sessions(EventLoop netty, ConnectionMaker connector, Owner owner, Session.Patience patience) {
    this.netty = netty;
    this.connector = connector;
    this.owner = owner;
    this.patience = patience;
  }

  /** A stream on a connection that stands, or null. */
  @Nullable Carrier take(Origin origin) {
    Room room = rooms.get(origin);
    Session session = room == null ? null : room.withPlace();
    return session == null ? null : session.open();
  }

  /**
   * A carrier on a connection that is made, or on one that stands as soon as a place is free there.
   *
   * @param timeout in milliseconds, 0 for none
   */
  Acquisition connect(Origin origin, long timeout, Acquisition.Listener whenDone) {
    if (http1.containsKey(origin)) {
      return connector.connect(offered(origin), timeout, new Alone(origin, whenDone));
    }
    Room room = rooms.computeIfAbsent(origin, Room::new);
    Waiter waiter = new Waiter(room, whenDone);
    room.waiting.add(waiter);
    waiter.giveUpAfter(timeout);
    room.makeOneIfStillNeeded();
    return waiter;
  }

  /** Makes a connection for later, unless there is one; not to a server of HTTP/1.1. */
  boolean prepare(Origin origin, long timeout) {
    if (http1.containsKey(origin)) {
      return false;
    }
    Room room = rooms.computeIfAbsent(origin, Room::new);
    if (room.withPlace() == null && !room.isMaking) {
      room.isAhead = true;
      room.makeOne(timeout);
    }
    return true;
  }

  private Origin offered(Origin origin) {
    return Boolean.TRUE.equals(http1.get(origin)) ? origin.overHttp1() : origin;
  }

  /** How many connections have no stream. */
  int idle() {
    int count = 0;
    for (Session session : all) {
      count += session.isIdle() ? 1 : 0;
    }
    return count;
  }

  /** Closes those that have no stream, and the others when they have none any more. */
  void close() {
    isClosed = true;
    List.copyOf(all).forEach(Session::leave);
  }

  private Session begin(Channel channel, Origin origin) {
    http1.remove(origin);
    Session session = Session.begin(channel, origin, this, patience);
    all.add(session);
    rooms.computeIfAbsent(origin, Room::new).sessions.add(session);
    sweepLater();
    if (isClosed) {
      netty.execute(session::leave);
    }
    return session;
  }

  /** A connection that a call does not share until it stands. */
  private final class Alone implements Connector.WhenDone {
    private final Origin origin;
    private final Acquisition.Listener whenDone;

    Alone(Origin origin, Acquisition.Listener whenDone) {
      this.origin = origin;
      this.whenDone = whenDone;
    }

    @Override
    public void connected(Channel channel) {
      whenDone.acquired(
          ClientContexts.speaksHttp2(channel, origin)
              ? begin(channel, origin).open()
              : owner.adopt(channel, origin));
    }

    @Override
    public void failed(BridgeException error) {
      whenDone.failed(error);
    }
  }

  /** What there is to one origin. */
  private final class Room implements Connector.WhenDone {
    private final Origin origin;
    private final List<Session> sessions = new ArrayList<>(1);
    private final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    private @Nullable Acquisition attempt;
    private boolean isMaking;

    /** Is one made although nobody waits? */
    private boolean isAhead;

    Room(Origin origin) {
      this.origin = origin;
    }

    /** The oldest with a place: so the younger ones fall idle when there is less to do. */
    @Nullable Session withPlace() {
      for (Session session : sessions) {
        if (session.hasRoom()) {
          return session;
        }
      }
      return null;
    }

    /**
     * A stream whose response has just been told of gives its place back in this turn of the loop.
     */
    void makeOneIfStillNeeded() {
      if (sessions.isEmpty()) {
        makeOne(0);
      } else {
        netty.execute(
            () -> {
              if (!waiting.isEmpty()) {
                makeOne(0);
              }
            });
      }
    }

    void makeOne(long timeout) {
      if (!isMaking) {
        isMaking = true;
        Acquisition made = connector.connect(origin, timeout, this);
        attempt = isMaking ? made : null;
      }
    }

    @Override
    public void connected(Channel channel) {
      made();
      if (ClientContexts.speaksHttp2(channel, origin)) {
        begin(channel, origin);
        serve();
      } else if (origin.protocol() == Protocol.HTTP2) {
        channel.close();
        failAll(Http2Errors.unsupported(origin.where()));
      } else {
        http1.put(origin, false);
        part(channel);
      }
    }

    @Override
    public void failed(BridgeException error) {
      made();
      if (sessions.isEmpty()) {
        boolean isUnsupported = error.code().equals(NO_APPLICATION_PROTOCOL);
        failAll(isUnsupported ? Http2Errors.unsupported(origin.where()) : error);
      }
      // Else a place may become free.
    }

    private void made() {
      isMaking = false;
      isAhead = false;
      attempt = null;
    }

    /** The connection is one of HTTP/1.1, for the first; the others have to make theirs. */
    private void part(Channel channel) {
      Waiter first = next();
      if (first == null) {
        owner.keep(channel, origin);
      } else {
        first.whenDone.acquired(owner.adopt(channel, origin));
      }
      partWithAll();
    }

    private void partWithAll() {
      for (Waiter one = waiting.poll(); one != null; one = waiting.poll()) {
        one.goAlone();
      }
      clean();
    }

    /** Gives places to those who wait. */
    void serve() {
      if (http1.containsKey(origin)) {
        partWithAll();
        return;
      }
      while (!waiting.isEmpty()) {
        Session session = withPlace();
        if (session == null) {
          makeOne(0);
          return;
        }
        Waiter first = next();
        if (first != null) {
          first.whenDone.acquired(session.open());
        }
      }
    }

    private void failAll(BridgeException error) {
      for (Waiter one = next(); one != null; one = next()) {
        one.whenDone.failed(error);
      }
      clean();
    }

    /** The first, who need not wait any more. */
    private @Nullable Waiter next() {
      Waiter first = waiting.poll();
      if (first != null) {
        first.over();
      }
      return first;
    }

    void abandoned() {
      if (waiting.isEmpty() && !isAhead) {
        if (attempt != null) {
          attempt.abandon();
        }
        made();
        clean();
      }
    }

    void clean() {
      if (sessions.isEmpty() && waiting.isEmpty() && !isMaking) {
        rooms.remove(origin, this);
      }
    }
  }

  /** A call that waits for a connection, or for a place on one. */
  private final class Waiter implements Acquisition {
    private final Room room;
    private final Listener whenDone;
    private @Nullable Future<?> timer;

    /** Its own, where the server speaks HTTP/1.1. */
    private @Nullable Acquisition own;

    Waiter(Room room, Listener whenDone) {
      this.room = room;
      this.whenDone = whenDone;
    }

    void giveUpAfter(long timeout) {
      if (timeout > 0) {
        timer = netty.schedule(this::isLate, timeout, TimeUnit.MILLISECONDS);
      }
    }

    private void isLate() {
      abandon();
      whenDone.failed(NetworkErrors.timedOut("connect", room.origin.where()));
    }

    /** Its time goes on. */
    void goAlone() {
      own =
          connector.connect(
              offered(room.origin),
              0,
              new Alone(
                  room.origin,
                  new Listener() {
                    @Override
                    public void acquired(Carrier carrier) {
                      over();
                      whenDone.acquired(carrier);
                    }

                    @Override
                    public void failed(BridgeException error) {
                      over();
                      whenDone.failed(error);
                    }
                  }));
    }

    void over() {
      if (timer != null) {
        timer.cancel(false);
      }
    }

    @Override
    public void abandon() {
      over();
      if (own != null) {
        own.abandon();
      } else if (room.waiting.remove(this)) {
        room.abandoned();
      }
    }
  }

  // What sessions say.

  @Override
  public void roomy(Session session) {
    Room room = rooms.get(session.origin);
    if (room != null) {
      room.serve();
    }
  }

  @Override
  public void leaving(Session session) {
    Room room = rooms.get(session.origin);
    if (room != null && room.sessions.remove(session)) {
      room.serve();
      room.clean();
    }
  }

  @Override
  public void closed(Session session) {
    leaving(session);
    all.remove(session);
  }

  @Override
  public void http1Required(Session session) {
    http1.put(session.origin, true);
  }

  private void sweepLater() {
    if (!isSweeping && !all.isEmpty()) {
      isSweeping = true;
      var _ = netty.schedule(this::sweep, patience.pace(), TimeUnit.NANOSECONDS);
    }
  }

  private void sweep() {
    isSweeping = false;
    long now = System.nanoTime();
    List.copyOf(all).forEach(session -> session.tick(now));
    sweepLater();
  }
}
