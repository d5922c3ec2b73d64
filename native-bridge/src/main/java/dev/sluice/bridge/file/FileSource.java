package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file from its start to its end as it is found while reading.
 *
 * <p>The file is opened by the first pull. While the consumer looks at one buffer the next one is
 * filled: two buffers, never more, so that memory is bounded whatever the file's size. Buffers grow
 * from {@value #FIRST_BUFFER} to {@value #LARGEST_BUFFER} bytes.
 *
 * <p>Files are read by blocking calls off the loop's thread.
 */
public final class FileSource implements Source {
  private static final int FIRST_BUFFER = 256 << 10;
  private static final int LARGEST_BUFFER = 2 << 20;

  /**
   * Every change of state is made on the loop's thread; a job that reads owns channel and buffer
   * until it has reported back.
   */
  private enum State {
    /** Nothing is running; the next pull starts a read. */
    IDLE,
    /** A job is reading: ahead, or for a receiver that waits. */
    READING,
    /** What was read ahead waits for a pull. */
    READY,
    /** At the end, failed or cancelled; all is freed. */
    ENDED
  }

  private final Path path;
  private final String name;
  private final Loop loop;
  private State state = State.IDLE;
  private volatile @Nullable FileChannel channel;
  private @Nullable Consumer<StreamResult> receiver;
  private @Nullable StreamResult ready;
  private ByteBuffer spare = ByteBuffer.allocateDirect(0);
  private int bufferSize = FIRST_BUFFER;

  /**
   * @param path the file
   * @param name how errors call it
   * @param loop whose thread this source lives on
   */
  public FileSource(Path path, String name, Loop loop) {
    this.path = path;
    this.name = name;
    this.loop = loop;
  }

  @Override
  public void pull(Consumer<StreamResult> next) {
    if (receiver != null) {
      throw new IllegalStateException("a pull is unanswered");
    }
    receiver = next;
    switch (state) {
      case IDLE -> read();
      // Answered later all the same: a receiver may pull again while it is called.
      case READING, READY -> {}
      case ENDED -> throw new IllegalStateException("pull after the end");
    }
    if (state == State.READY) {
      loop.post(this::deliver);
    }
  }

  @Override
  public void cancel() {
    if (state == State.ENDED) {
      return;
    }
    receiver = null;
    ready = null;
    state = State.ENDED;
    // Also under a job that reads: a read that blocks, on a pipe or a terminal, ends by that.
    close();
  }

  private void read() {
    ByteBuffer before = spare;
    int size = bufferSize;
    state = State.READING;
    loop.blocking(
        () -> fill(before.capacity() >= size ? before : ByteBuffer.allocateDirect(size)),
        this::filled);
  }

  /** Off the loop's thread: one read. */
  private StreamResult fill(ByteBuffer buffer) throws IOException {
    FileChannel from = channel;
    if (from == null) {
      if (Files.isDirectory(path)) {
        throw new FileSystemException(name, null, "Is a directory");
      }
      from = FileChannel.open(path, StandardOpenOption.READ);
      channel = from;
    }
    buffer.clear();
    if (from.read(buffer) < 0) {
      return new StreamResult.Done();
    }
    // Asked anew each time, since a file may grow while it is read; pipes and /proc have no size to
    // go by.
    long size = from.size();
    return new StreamResult.Temporary(buffer.flip(), size > 0 && from.position() >= size);
  }

  private void filled(@Nullable Throwable error, @Nullable StreamResult result) {
    if (state == State.ENDED) {
      close();
      return;
    }
    ready =
        switch (error) {
          case null -> result;
          case IOException e -> new StreamResult.Failed(BridgeException.of(e, syscall(), name));
          default ->
              new StreamResult.Failed(BridgeException.of(new IOException(error), syscall(), name));
        };
    state = State.READY;
    if (receiver != null) {
      deliver();
    }
  }

  private String syscall() {
    return channel == null ? "open" : "read";
  }

  private void deliver() {
    Consumer<StreamResult> to = receiver;
    StreamResult result = ready;
    if (state != State.READY || to == null || result == null) {
      return;
    }
    receiver = null;
    ready = null;
    if (result instanceof StreamResult.Temporary(ByteBuffer bytes, boolean done) && !done) {
      // Read ahead into the other buffer while the consumer looks at this one.
      bufferSize = Math.min(bufferSize * 2, LARGEST_BUFFER);
      read();
      to.accept(result);
      spare = bytes;
    } else {
      state = State.ENDED;
      close();
      to.accept(result);
    }
  }

  private void close() {
    FileChannel open = channel;
    channel = null;
    spare = ByteBuffer.allocateDirect(0);
    if (open != null) {
      // Closing a file that was only read has nothing to report.
      loop.blocking(
          () -> {
            open.close();
            return true;
          },
          (_, _) -> {});
    }
  }
}
