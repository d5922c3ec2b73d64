package dev.sluice.bridge.http.websocket;

import dev.sluice.bridge.http.server.ServerStats;
import io.netty.channel.EventLoop;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the WebSockets of one loop share: arrays to work in, compression, and when what they have
 * gathered leaves: behind the sockets that were ready to be read, and the tasks that were waiting.
 * So all that was sent to a client by then is one packet, whoever has sent it.
 */
public final class WebSockets {
  private static final int SCRATCH = 16 << 10;
  private static final int KEYS = 4096;

  private final EventLoop netty;
  private final ServerStats ofClients = new ServerStats();
  private byte @Nullable [] scratch;
  private @Nullable Deflation deflation;
  // By themselves, so that each socket's lie behind each other.
  private final SharedFrames plain = new SharedFrames();
  private final SharedFrames deflated = new SharedFrames();
  private boolean isFlushDue;
  private List<Outbox> due = new ArrayList<>();
  private List<Outbox> flushing = new ArrayList<>();
  private @Nullable SecureRandom random;
  private byte[] keys = {};
  private int nextKey;

  /**
   * @param netty the loop's
   */
  public WebSockets(EventLoop netty) {
    this.netty = netty;
  }

  EventLoop netty() {
    return netty;
  }

  /** What clients count, which nobody asks. */
  ServerStats ofClients() {
    return ofClients;
  }

  /** An array of {@code length} or more, until the next call. */
  byte[] scratch(int length) {
    if (length > SCRATCH) {
      return new byte[length];
    }
    byte[] array = scratch;
    if (array == null) {
      array = new byte[SCRATCH];
      scratch = array;
    }
    return array;
  }

  Deflation deflation() {
    Deflation known = deflation;
    if (known == null) {
      known = new Deflation();
      deflation = known;
    }
    return known;
  }

  /** A key to mask a frame with, which nobody can foresee (RFC 6455 §10.3). */
  int key() {
    if (nextKey == keys.length) {
      SecureRandom source = random;
      if (source == null) {
        source = new SecureRandom();
        random = source;
        keys = new byte[KEYS];
      }
      source.nextBytes(keys);
      nextKey = 0;
    }
    int key = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      key = key << 8 | keys[nextKey++] & 0xFF;
    }
    return key;
  }

  /** Writes a frame for many; the caller's to release. */
  SharedFrame share(int opcode, boolean isCompressed, byte[] payload, int offset, int length) {
    flushSoon();
    return (isCompressed ? deflated : plain).add(opcode, isCompressed, payload, offset, length);
  }

  /** Calls {@link Outbox#flush} soon. */
  void flushSoon(Outbox outbox) {
    due.add(outbox);
    flushSoon();
  }

  private void flushSoon() {
    if (!isFlushDue) {
      isFlushDue = true;
      netty.execute(this::flush);
    }
  }

  private void flush() {
    isFlushDue = false;
    plain.endTurn();
    deflated.endTurn();
    List<Outbox> now = due;
    due = flushing;
    flushing = now;
    for (int i = 0; i < now.size(); i++) {
      now.get(i).flush();
    }
    now.clear();
  }
}
