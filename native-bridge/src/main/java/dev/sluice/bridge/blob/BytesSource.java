package dev.sluice.bridge.blob;

import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Bytes in memory as a source: slices of up to {@value #LARGEST_PIECE} bytes, read-only, at hand at
 * once and copied by nobody here.
 */
final class BytesSource implements Source {
  /** Small enough that a script which looks at each piece gives way to others in between. */
  private static final int LARGEST_PIECE = 1 << 20;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  private final boolean isAscii;
  private ByteBuffer rest;
  private boolean ended;

  /**
   * @param bytes never to change any more
   */
  BytesSource(ByteBuffer bytes, boolean isAscii) {
    this.rest = bytes;
    this.isAscii = isAscii;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    if (ended) {
      throw new IllegalStateException("pull after the end");
    }
    int length = Math.min(rest.remaining(), LARGEST_PIECE);
    if (length == 0) {
      cancel();
      return StreamResult.Done.DONE;
    }
    ByteBuffer piece = rest.slice(rest.position(), length);
    rest.position(rest.position() + length);
    boolean done = !rest.hasRemaining();
    if (done) {
      cancel();
    }
    return new StreamResult.Owned(piece, done);
  }

  @Override
  public void cancel() {
    ended = true;
    rest = NONE;
  }

  @Override
  public long length() {
    return rest.remaining();
  }

  @Override
  public boolean isAscii() {
    return isAscii;
  }
}
