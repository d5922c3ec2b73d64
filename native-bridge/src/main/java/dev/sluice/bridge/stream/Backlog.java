package dev.sluice.bridge.stream;

import java.nio.ByteBuffer;

/**
 * Bytes that a sink has taken and not passed on, when a feeder goes on although it was told to
 * wait.
 */
public final class Backlog {
  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private Backlog() {}

  /**
   * Puts bytes behind those that wait. Memory grows by doubling, so that a feeder who never waits
   * has each byte copied but twice.
   *
   * @param isOurs has {@code waiting} been made here, so that more can be put there?
   * @return what waits now, made here
   */
  public static ByteBuffer append(ByteBuffer waiting, boolean isOurs, ByteBuffer more) {
    int end = waiting.limit();
    int count = more.remaining();
    if (isOurs && waiting.capacity() - end >= count) {
      waiting.limit(end + count).put(end, more, more.position(), count);
      return waiting;
    }
    int length = Math.addExact(waiting.remaining(), count);
    int room = (int) Math.min(2L * length, LARGEST_ARRAY);
    return ByteBuffer.allocate(Math.max(room, length)).put(waiting).put(more).flip();
  }
}
