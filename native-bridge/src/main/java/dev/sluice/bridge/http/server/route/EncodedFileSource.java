package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.compress.Coder;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.file.FileRange;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file, encoded. Reading and encoding, which is the larger part, are done off the
 * loop's thread, a piece for each pull, so that others on the loop have to wait for neither.
 *
 * <p>A file that ends within the range gives fewer bytes, as of any {@link
 * dev.sluice.bridge.file.FileSource}.
 */
final class EncodedFileSource implements Source {
  private static final int INPUT = 64 << 10;
  private static final int OUTPUT = 32 << 10;

  private static final ByteBuffer NONE = ByteBuffer.allocate(0);

  /** Changed on the loop's thread; while WORKING, all that is open belongs to the job. */
  private enum State {
    IDLE,
    WORKING,
    /** Cancelled amid a job, which frees all when it has come back. */
    LEAVING,
    ENDED
  }

  private final FileRange range;
  private final Coding coding;
  private final int level;
  private final Loop loop;
  private State state = State.IDLE;
  private @Nullable Consumer<StreamResult> receiver;

  private @Nullable FileChannel channel;
  private @Nullable Coder encoder;
  private ByteBuffer input = NONE;
  private long left;

  /**
   * @param level as for {@link Coding#encoder}
   */
  EncodedFileSource(FileRange range, Coding coding, int level, Loop loop) {
    this.range = range;
    this.coding = coding;
    this.level = level;
    this.loop = loop;
    this.left = range.length() < 0 ? Long.MAX_VALUE : range.length();
  }

  @Override
  public StreamResult pull(Consumer<StreamResult> next) {
    if (state != State.IDLE) {
      throw new IllegalStateException(
          state == State.WORKING ? "a pull is unanswered" : "pull after the end");
    }
    state = State.WORKING;
    receiver = next;
    loop.blocking(this::work, this::worked);
    return StreamResult.Pending.PENDING;
  }

  /** Reads and encodes until there is something to give. Blocks. */
  private StreamResult work() throws IOException {
    FileChannel from = open();
    Coder to = encoder;
    if (to == null) {
      to = coding.encoder(level);
      encoder = to;
    }
    ByteBuffer output = ByteBuffer.allocate(OUTPUT);
    while (true) {
      if (!input.hasRemaining() && left > 0) {
        fill(from);
      }
      Progress progress = to.code(input, output, left == 0 ? Next.END : Next.MORE);
      boolean ended = progress == Progress.ENDED;
      if (ended && output.position() == 0) {
        return StreamResult.Done.DONE;
      } else if (ended || !output.hasRemaining()) {
        return new StreamResult.Owned(output.flip(), ended);
      }
    }
  }

  private FileChannel open() throws IOException {
    FileChannel open = channel;
    if (open == null) {
      open = FileChannel.open(range.file().path(), StandardOpenOption.READ);
      channel = open;
      open.position(range.offset());
      input = ByteBuffer.allocate(INPUT).limit(0);
    }
    return open;
  }

  private void fill(FileChannel from) throws IOException {
    input.clear().limit((int) Math.min(INPUT, left));
    int read = from.read(input);
    left = read < 0 ? 0 : left - read;
    input.flip();
  }

  private void worked(@Nullable Throwable error, @Nullable StreamResult result) {
    boolean isCancelled = state == State.LEAVING;
    state = State.IDLE;
    StreamResult answer =
        result == null
            ? new StreamResult.Failed(
                BridgeException.of(
                    error == null ? new IllegalStateException() : error,
                    "read",
                    range.file().name()))
            : result;
    if (isCancelled || answer.isLast()) {
      free();
    }
    Consumer<StreamResult> to = receiver;
    receiver = null;
    if (to != null && !isCancelled) {
      to.accept(answer);
    }
  }

  private void free() {
    state = State.ENDED;
    input = NONE;
    if (encoder != null) {
      encoder.close();
      encoder = null;
    }
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was only read from.
      }
      channel = null;
    }
  }

  @Override
  public void cancel() {
    receiver = null;
    if (state == State.WORKING) {
      state = State.LEAVING;
    } else if (state == State.IDLE) {
      free();
    }
  }
}
