package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link InputStream} gives. It is opened by the first pull, read and closed on threads
 * that may block, a piece a pull, into one buffer that is lent.
 */
public final class InputStreamSource implements Source {
  private static final int PIECE = 64 << 10;

  private final Callable<? extends InputStream> opening;
  private final Loop loop;
  private byte @Nullable [] buffer;

  /** Written by the job that opens it, which has ended when others look. */
  private volatile @Nullable InputStream stream;

  private boolean isReading;
  private boolean isOver;

  /**
   * @param opening gives the stream, which is the source's to close; may block; called once at most
   */
  public InputStreamSource(Callable<? extends InputStream> opening, Loop loop) {
    this.opening = opening;
    this.loop = loop;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> receiver) {
    if (isReading || isOver) {
      throw new IllegalStateException("a pull after a pull or after the end");
    }
    isReading = true;
    loop.blocking(this::read, (error, length) -> answer(receiver, error, length));
    return StreamResult.Pending.PENDING;
  }

  /** On a thread of its own. */
  private int read() throws Exception {
    InputStream in = stream;
    if (in == null) {
      in = opening.call();
      stream = in;
    }
    byte[] room = buffer;
    if (room == null) {
      room = new byte[PIECE];
      buffer = room;
    }
    return in.read(room, 0, room.length);
  }

  private void answer(
      Consumer<StreamResult> receiver, @Nullable Throwable error, @Nullable Integer length) {
    isReading = false;
    if (isOver) {
      // Cancelled meanwhile.
      close();
    } else if (error != null || length == null) {
      end();
      receiver.accept(
          new StreamResult.Failed(
              BridgeException.of(
                  error == null ? new IllegalStateException("no length") : error, "read", null)));
    } else if (length < 0) {
      end();
      receiver.accept(StreamResult.Done.DONE);
    } else {
      receiver.accept(new StreamResult.Temporary(ByteBuffer.wrap(buffer, 0, length), false));
    }
  }

  private void end() {
    isOver = true;
    close();
  }

  /** Also amid a read, which a stream from a socket or process is freed by. */
  private void close() {
    InputStream in = stream;
    stream = null;
    if (in != null) {
      loop.blocking(
          () -> {
            in.close();
            return true;
          },
          (_, _) -> {});
    }
  }

  @Override
  public void cancel() {
    if (!isOver) {
      end();
    }
  }
}
