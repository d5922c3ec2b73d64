package dev.sluice.bridge.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Goes to the place where a range begins, also in what cannot be positioned. */
final class Skip {
  private static final int PIECE = 64 << 10;

  private Skip() {}

  /** Moves {@code offset} bytes on from where the channel stands. Blocks. */
  static void to(FileChannel channel, long offset) throws IOException {
    long size = channel.size();
    if (size > 0) {
      channel.position(channel.position() + offset);
      return;
    }
    // A pipe, a terminal, a file of /proc: what comes first is read and dropped.
    ByteBuffer dropped = ByteBuffer.allocate((int) Math.min(offset, PIECE));
    for (long rest = offset; rest > 0; ) {
      dropped.clear().limit((int) Math.min(rest, dropped.capacity()));
      int read = channel.read(dropped);
      if (read < 0) {
        return;
      }
      rest -= read;
    }
  }
}
