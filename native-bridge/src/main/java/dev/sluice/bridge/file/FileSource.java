package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a file, or of a range of it, as they are found while reading.
 *
 * <p>The file is opened by the first pull. While the consumer looks at one buffer the next one is
 * filled: two buffers, never more, so that memory is bounded whatever the file's size. Buffers grow
 * from 256 KB to 2 MB. A consumer that brings its own buffer gets that filled, and nothing is read
 * ahead.
 *
 * <p>A file that ends within the range gives fewer bytes; one that grows while it is read gives
 * more, up to the range's end.
 *
 * <p>Files are read by blocking calls off the loop's thread.
 */
public final class FileSource implements Source {
  /** Up to here a buffer lives on the heap: it is made and looked at more quickly. */
  private static final int LARGEST_HEAP_BUFFER = 64 << 10;

  /** What is read by one call into a heap buffer, by way of a buffer of the thread's own. */
  private static final int HEAP_READ = 512 << 10;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

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

  private final FileRange range;
  private final Loop loop;
  private State state = State.IDLE;
  private volatile @Nullable FileChannel channel;

  /** Seen by a job that is opening the file, which {@link #cancel} cannot close yet. */
  private volatile boolean cancelled;

  private @Nullable Consumer<StreamResult> receiver;
  private @Nullable StreamResult ready;

  /** How many bytes of the range are left; changed by the job that reads. */
  private long left;

  /** How many were left of the file, or −1; changed by the job that reads. */
  private long rest = -1;

  /** The buffer that is filled next, and the one that the consumer may be looking at. */
  private ByteBuffer spare = NONE;

  private @Nullable ByteBuffer lent;
  private int bufferSize = FileBuffers.SMALLEST;

  /**
   * @param file the file
   * @param offset where the range begins
   * @param length the range's length, or −1 for all that is there when its end is reached
   * @param loop whose thread this source lives on
   */
  public FileSource(FileLocation file, long offset, long length, Loop loop) {
    this.range = new FileRange(file, offset, length);
    this.left = length < 0 ? Long.MAX_VALUE : length;
    this.loop = loop;
  }

  /**
   * The range itself, for whoever can do more with it than read its bytes. The source has ended by
   * that.
   *
   * @return null if reading has begun, or is over
   */
  public @Nullable FileRange take() {
    if (state != State.IDLE || channel != null) {
      return null;
    }
    state = State.ENDED;
    return range;
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> next) {
    return pull(null, next);
  }

  @Override
  public StreamResult pullInto(ByteBuffer target, Consumer<StreamResult> next) {
    return pull(target, next);
  }

  private StreamResult pull(@Nullable ByteBuffer target, Consumer<StreamResult> next) {
    if (receiver != null) {
      throw new IllegalStateException("a pull is unanswered");
    }
    switch (state) {
      case IDLE -> {
        takeBack();
        receiver = next;
        if (target == null) {
          readAhead();
        } else {
          state = State.READING;
          loop.blocking(() -> closeAtEnd(fillWhole(target)), this::filled);
        }
      }
      case READING -> {
        takeBack();
        receiver = next;
      }
      case READY -> {
        takeBack();
        return take(target == null);
      }
      case ENDED -> throw new IllegalStateException("pull after the end");
    }
    return StreamResult.Pending.PENDING;
  }

  /** The consumer has called again, so it no longer looks at what it got before. */
  private void takeBack() {
    if (lent != null) {
      spare = lent;
      lent = null;
    }
  }

  @Override
  public void cancel() {
    if (state == State.ENDED) {
      return;
    }
    receiver = null;
    recycle(ready);
    ready = null;
    state = State.ENDED;
    cancelled = true;
    // Also under a job that reads: a read that blocks, on a pipe or a terminal, ends by that.
    close();
  }

  private void readAhead() {
    ByteBuffer buffer = spare;
    int size = bufferSize;
    spare = NONE;
    state = State.READING;
    loop.blocking(() -> closeAtEnd(fill(buffer, size)), this::filled);
  }

  /** Off the loop's thread: closes at once, which saves a job for it. */
  private StreamResult closeAtEnd(StreamResult result) throws IOException {
    boolean isEnd =
        switch (result) {
          case StreamResult.Bytes bytes -> bytes.done();
          case StreamResult.IntoArray(_, boolean done) -> done;
          default -> true;
        };
    FileChannel open = channel;
    if (isEnd && open != null) {
      open.close();
      channel = null;
    }
    return result;
  }

  /** Off the loop's thread: one read. */
  private StreamResult fill(ByteBuffer before, int size) throws IOException {
    ByteBuffer buffer = before;
    try {
      FileChannel from = open();
      if (left == 0) {
        return StreamResult.Done.DONE;
      }
      if (buffer.capacity() < size) {
        FileBuffers.shared().giveBack(buffer);
        buffer = NONE;
        buffer = fresh(from, size);
      }
      buffer.clear();
      if (left < buffer.capacity()) {
        buffer.limit((int) left);
      }
      if (from.read(buffer) < 0) {
        return StreamResult.Done.DONE;
      }
      buffer.flip();
      if (left != Long.MAX_VALUE) {
        left -= buffer.remaining();
      }
      StreamResult filled = new StreamResult.Temporary(buffer, left == 0 || isAtEnd(from));
      buffer = NONE;
      return filled;
    } finally {
      // Unless it is on its way to the consumer.
      FileBuffers.shared().giveBack(buffer);
    }
  }

  /** Off the loop's thread: reads until the target is full or the end is reached. */
  private StreamResult fillWhole(ByteBuffer target) throws IOException {
    FileChannel from = open();
    int start = target.position();
    int limit = start + (int) Math.min(target.remaining(), left);
    boolean done = left == 0;
    while (!done && target.position() < limit) {
      int most = target.hasArray() ? HEAP_READ : limit;
      target.limit(Math.min(limit, target.position() + most));
      done = from.read(target) < 0;
    }
    int length = target.position() - start;
    if (left != Long.MAX_VALUE) {
      left -= length;
    }
    return new StreamResult.IntoArray(length, done || left == 0 || isAtEnd(from));
  }

  private FileChannel open() throws IOException {
    FileChannel from = channel;
    if (from == null) {
      from = range.file().openForReading();
      channel = from;
      if (cancelled) {
        from.close();
        throw new AsynchronousCloseException();
      }
      if (range.offset() > 0) {
        Skip.to(from, range.offset());
      }
    }
    return from;
  }

  private ByteBuffer fresh(FileChannel from, int size) throws IOException {
    // A pipe has no size, and no position that could be asked for.
    long total = from.size();
    long known = total > 0 ? Math.min(left, total - from.position()) : 0;
    int capacity = known > 0 && known < size ? (int) known : size;
    return capacity <= LARGEST_HEAP_BUFFER
        ? ByteBuffer.allocate(capacity)
        : FileBuffers.shared().take(size);
  }

  /**
   * Asked anew each time, since a file may grow while it is read; pipes and /proc have no size to
   * go by.
   */
  private boolean isAtEnd(FileChannel from) throws IOException {
    long size = from.size();
    rest = size > 0 ? Math.clamp(size - from.position(), 0, left) : -1;
    return rest == 0;
  }

  @Override
  public long length() {
    return state == State.IDLE ? rest : -1;
  }

  private void filled(@Nullable Throwable error, @Nullable StreamResult result) {
    if (state == State.ENDED) {
      // Cancelled meanwhile: what has been read is for nobody.
      close();
      recycle(result);
      return;
    }
    ready =
        error == null
            ? result
            : new StreamResult.Failed(
                BridgeException.of(error, channel == null ? "open" : "read", range.file().name()));
    state = State.READY;
    Consumer<StreamResult> to = receiver;
    if (to != null) {
      receiver = null;
      to.accept(take(true));
    }
  }

  /**
   * What was read, to be handed on.
   *
   * @param ahead whether to read on meanwhile
   */
  private StreamResult take(boolean ahead) {
    StreamResult result = ready == null ? StreamResult.Done.DONE : ready;
    ready = null;
    switch (result) {
      case StreamResult.Temporary(ByteBuffer bytes, boolean done) when !done -> {
        bufferSize = Math.min(bufferSize * 2, FileBuffers.LARGEST);
        lent = bytes;
        if (ahead) {
          // Into the other buffer, while the consumer looks at this one.
          readAhead();
        } else {
          state = State.IDLE;
        }
      }
      case StreamResult.IntoArray(_, boolean done) when !done -> state = State.IDLE;
      default -> {
        state = State.ENDED;
        close();
        if (result instanceof StreamResult.Temporary(ByteBuffer bytes, _) && bytes.isDirect()) {
          // The consumer may look at it until its task ends.
          loop.post(() -> recycle(result));
        }
      }
    }
    return result;
  }

  private static void recycle(@Nullable StreamResult result) {
    if (result instanceof StreamResult.Temporary(ByteBuffer bytes, _)) {
      FileBuffers.shared().giveBack(bytes);
    }
  }

  private void close() {
    FileChannel open = channel;
    channel = null;
    FileBuffers.shared().giveBack(spare);
    spare = NONE;
    if (lent != null) {
      FileBuffers.shared().giveBack(lent);
      lent = null;
    }
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
