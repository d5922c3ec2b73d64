package dev.sluice.bridge.http.server;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.FileSending;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A range of an open file in pieces that are read into one pooled buffer, for where the system
 * cannot send it itself: under TLS and with HTTP/2. A file that has become shorter is a failure.
 *
 * <p>Read on the loop's thread, as sendfile does: a piece in the system's cache takes a tenth of
 * what its encryption takes. After some pieces others have their turn.
 */
final class FileChunks implements Source {
  private static final int PIECE = 64 << 10;
  private static final int PIECES_A_TURN = 16;

  private final FileChannel file;
  private final Loop loop;
  private final ByteBufAllocator allocator;
  private long at;
  private long left;
  private int turn;
  private @Nullable ByteBuf buffer;
  private @Nullable Consumer<StreamResult> receiver;
  private boolean isOver;

  FileChunks(FileChannel file, long offset, long length, Loop loop, ByteBufAllocator allocator) {
    this.file = file;
    this.at = offset;
    this.left = length;
    this.loop = loop;
    this.allocator = allocator;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> whenThere) {
    if (isOver || receiver != null) {
      throw new IllegalStateException(isOver ? "pull after the end" : "a pull is unanswered");
    }
    if (turn++ < PIECES_A_TURN) {
      return next();
    }
    turn = 0;
    receiver = whenThere;
    loop.postBehindSockets(this::answer);
    return StreamResult.Pending.PENDING;
  }

  private void answer() {
    Consumer<StreamResult> waiting = receiver;
    receiver = null;
    if (waiting != null && !isOver) {
      turn++;
      waiting.accept(next());
    }
  }

  private StreamResult next() {
    if (left == 0) {
      cancel();
      return StreamResult.Done.DONE;
    }
    ByteBuf piece = buffer;
    if (piece == null) {
      piece = allocator.directBuffer((int) Math.min(PIECE, left));
      buffer = piece;
    }
    try {
      int count = piece.clear().writeBytes(file, at, (int) Math.min(piece.capacity(), left));
      if (count <= 0) {
        throw new EOFException("the file has become shorter");
      }
      at += count;
      left -= count;
      return new StreamResult.Temporary(piece.nioBuffer(0, count), false);
    } catch (IOException e) {
      cancel();
      return new StreamResult.Failed(BridgeException.of(e, "read", null));
    }
  }

  @Override
  public void cancel() {
    if (!isOver) {
      isOver = true;
      receiver = null;
      if (buffer != null) {
        buffer.release();
        buffer = null;
      }
      FileSending.close(file);
    }
  }

  @Override
  public long length() {
    return left;
  }
}
