package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a file, or a range of one, as bytes come.
 *
 * <p>Small writes are gathered. What was gathered is written off the loop's thread: at once when it
 * is more than the high-water mark, else right after the task that wrote it. While that happens the
 * next is gathered; when that too is more than the mark, the feeder is told to wait. So at most two
 * times the mark is held, and one write more.
 *
 * <p>The file is opened by {@link #start} or by the first write, flush or end; unlike other sinks
 * this one takes bytes before it is open. A file written as a whole is emptied when the first bytes
 * or the end come, so nothing of a longer one before it remains, even if nobody ever ends the sink.
 * After an error or an {@link #abort} it holds what had been written by then; if that is nothing,
 * or it is written atomically, what was there before is there still.
 */
public final class FileSink implements Sink {
  /** Told once how something has ended. */
  @FunctionalInterface
  public interface WhenDone {
    /**
     * It has ended.
     *
     * @param error null if all is well
     * @param bytes how many it is about
     */
    void done(@Nullable BridgeException error, long bytes);
  }

  private enum State {
    /** Takes bytes; the file may not be open yet. */
    OPEN,
    /** Takes no more; what is held is being written. */
    ENDING,
    /** Complete, failed or aborted; nothing is held. */
    ENDED
  }

  private record Flush(long upTo, WhenDone whenDone) {}

  /**
   * What waits.
   *
   * @param isOurs is the buffer to go back to where we have it from?
   */
  private record Piece(ByteBuffer bytes, boolean isOurs) {}

  /** Room is offered to sources from a mark of so many bytes on; they fill one buffer a pull. */
  private static final int ROOM = FileBuffers.SMALLEST;

  /** What fills less of its buffer is copied out of it, so that few buffers hold little each. */
  private static final int FILLED = ROOM / 8;

  private final FileLocation file;
  private final WriteOptions options;
  private final Loop loop;
  private final ArrayDeque<Flush> flushes = new ArrayDeque<>();
  private final List<WhenDone> ends = new ArrayList<>();

  private int highWaterMark;
  private State state = State.OPEN;
  private @Nullable Signal signal;
  private @Nullable BridgeException failure;

  /** Owned by the job that runs, if one does. */
  private @Nullable Target target;

  /** Looked at by the job that copies a file. */
  private volatile boolean stopped;

  private boolean running;
  private boolean opened;
  private boolean posted;
  private boolean feederWaits;

  /** What waits, in order: whole buffers, then the bytes gathered last. */
  private List<Piece> queue = new ArrayList<>();

  /** What a source may fill, or did fill with little. */
  private @Nullable ByteBuffer room;

  private byte[] gathered = {};
  private int gatheredLength;
  private long held;

  private long accepted;
  private long written;
  private long reported;

  /**
   * @param highWaterMark in bytes, at least 1
   * @param loop whose thread this sink lives on
   */
  public FileSink(FileLocation file, WriteOptions options, int highWaterMark, Loop loop) {
    this.file = file;
    this.options = options;
    this.loop = loop;
    highWaterMark(highWaterMark);
  }

  @Override
  public void start(Signal to) {
    if (signal != null) {
      throw new IllegalStateException("started before");
    }
    signal = to;
    run();
  }

  @Override
  public Flow write(StreamResult.Bytes bytes) {
    if (state != State.OPEN) {
      return Flow.CLOSED;
    }
    ByteBuffer all = bytes.bytes();
    // What lies beyond the range is dropped.
    int count = (int) Math.min(all.remaining(), options.most() - accepted);
    ByteBuffer fits = all.slice(all.position(), count);
    if (bytes instanceof StreamResult.Owned && count >= highWaterMark) {
      endGathered();
      queue.add(new Piece(fits, false));
    } else {
      gather(fits);
    }
    return taken(count);
  }

  @Override
  public @Nullable ByteBuffer room(long expected) {
    long most = options.most() - accepted;
    boolean isSmall = expected >= 0 && expected < FILLED;
    if (state != State.OPEN || highWaterMark < ROOM || most < ROOM || isSmall) {
      return null;
    }
    ByteBuffer buffer = room;
    if (buffer == null) {
      buffer = FileBuffers.shared().take(ROOM);
      room = buffer;
    }
    return buffer.clear();
  }

  @Override
  public Flow filled(int length) {
    ByteBuffer buffer = room;
    if (state != State.OPEN || buffer == null) {
      return Flow.CLOSED;
    }
    buffer.flip();
    if (length < FILLED) {
      gather(buffer);
    } else {
      room = null;
      endGathered();
      queue.add(new Piece(buffer, true));
    }
    return taken(length);
  }

  private Flow taken(int count) {
    accepted += count;
    held += count;
    if (held > highWaterMark) {
      run();
    } else if (!posted && !running) {
      posted = true;
      loop.post(
          () -> {
            posted = false;
            run();
          });
    }
    if (isFull()) {
      feederWaits = true;
      return Flow.WAIT;
    }
    return Flow.MORE;
  }

  /**
   * Takes all of a file instead of being fed, and ends: the system copies it, see {@link FileCopy}.
   * An {@link #abort} stops that after at most 64 MB.
   *
   * @param whenDone told, later, when the file is complete: how many bytes
   * @return false if either side has begun; then nothing has happened
   */
  public boolean copy(FileSource source, WhenDone whenDone) {
    if (state != State.OPEN || signal != null || running || opened || accepted > 0) {
      return false;
    }
    FileRange from = source.take();
    if (from == null) {
      return false;
    }
    state = State.ENDING;
    running = true;
    ends.add(whenDone);
    loop.blocking(
        () ->
            FileCopy.copy(from.file(), from.offset(), from.length(), file, options, () -> stopped),
        (error, bytes) -> {
          accepted = bytes == null ? 0 : bytes;
          worked(error, accepted, true);
        });
    return true;
  }

  /** From now on so many bytes may wait; at least 1. What waits already is not written for it. */
  public void highWaterMark(int bytes) {
    highWaterMark = Math.max(1, bytes);
  }

  /** Should the feeder wait? */
  public boolean isFull() {
    return state == State.OPEN && held > highWaterMark;
  }

  /** How many bytes more than the high-water mark wait, or are being written. */
  public long waitingBeyondMark() {
    return accepted - written - highWaterMark;
  }

  /** How many bytes it has taken. */
  public long accepted() {
    return accepted;
  }

  /** Why it has ended, if for a fault. */
  public @Nullable BridgeException failure() {
    return failure;
  }

  private void gather(ByteBuffer bytes) {
    int count = bytes.remaining();
    if (gathered.length - gatheredLength < count) {
      if ((long) gatheredLength + count > highWaterMark) {
        // Many writes may come while a job runs: a full array is done with, and never copied again.
        endGathered();
      }
      long twice = Math.min(gathered.length * 2L, highWaterMark);
      gathered = Arrays.copyOf(gathered, (int) Math.max(gatheredLength + count, twice));
    }
    bytes.get(gathered, gatheredLength, count);
    gatheredLength += count;
  }

  private void endGathered() {
    if (gatheredLength > 0) {
      queue.add(new Piece(ByteBuffer.wrap(gathered, 0, gatheredLength), false));
      gathered = new byte[0];
      gatheredLength = 0;
    }
  }

  @Override
  public void flush() {
    if (state == State.OPEN) {
      run();
    }
  }

  /**
   * Like {@link #flush()}.
   *
   * @param whenDone told, later, when all that has been written so far is with the system: how many
   *     bytes since the last such answer
   */
  public void flush(WhenDone whenDone) {
    if (state == State.ENDED) {
      loop.post(() -> whenDone.done(failure, 0));
      return;
    }
    flushes.add(new Flush(accepted, whenDone));
    run();
  }

  @Override
  public void end() {
    if (state == State.OPEN) {
      state = State.ENDING;
      run();
    }
  }

  /**
   * Like {@link #end()}.
   *
   * @param whenDone told, later, when the file is complete: how many bytes in all
   */
  public void end(WhenDone whenDone) {
    if (state == State.ENDED) {
      loop.post(() -> whenDone.done(failure, written));
      return;
    }
    ends.add(whenDone);
    end();
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    if (state == State.ENDED) {
      return;
    }
    signal = null;
    stopped = true;
    BridgeException why =
        reason == null ? new BridgeException(Code.ECANCELED, "write", file.name(), null) : reason;
    failure = why;
    boolean leavesFile = options.atomic() && (running || target != null);
    release();
    if (!leavesFile) {
      tell(why);
    }
    // Else told when the temporary file is gone.
  }

  /** Frees all but what a running job holds, which that job's end frees. */
  private void release() {
    state = State.ENDED;
    queue = new ArrayList<>();
    // A source that was cancelled may still be filling it.
    room = null;
    gathered = new byte[0];
    gatheredLength = 0;
    held = 0;
    if (!running) {
      closeTarget();
    }
  }

  /** Whoever still waits is told when that is done. */
  private void closeTarget() {
    Target open = target;
    target = null;
    if (open == null) {
      tell(failure);
    } else {
      loop.blocking(
          () -> {
            open.close();
            return true;
          },
          (_, _) -> tell(failure));
    }
  }

  /** Starts a job for what waits, unless one runs. */
  private void run() {
    if (running || state == State.ENDED) {
      return;
    }
    endGathered();
    boolean isLast = state == State.ENDING;
    if (queue.isEmpty() && opened && !isLast) {
      settleFlushes();
      return;
    }
    List<Piece> batch = queue;
    queue = new ArrayList<>();
    long bytes = held;
    held = 0;
    running = true;
    loop.blocking(() -> work(batch, isLast), (error, _) -> worked(error, bytes, isLast));
  }

  /** Off the loop's thread. */
  private boolean work(List<Piece> batch, boolean isLast) {
    String syscall = "open";
    try {
      Target open = target;
      if (open == null) {
        boolean isAhead = batch.isEmpty() && !isLast;
        open = isAhead ? Target.openAhead(file, options) : Target.open(file, options);
        target = open;
      }
      syscall = "write";
      for (Piece piece : batch) {
        open.write(piece.bytes());
        if (piece.isOurs()) {
          FileBuffers.shared().giveBack(piece.bytes());
        }
      }
      if (isLast) {
        syscall = "close";
        open.commit();
      }
      return true;
    } catch (IOException e) {
      throw BridgeException.of(e, syscall, file.name());
    }
  }

  private void worked(@Nullable Throwable error, long bytes, boolean isLast) {
    running = false;
    if (state == State.ENDED) {
      // Aborted meanwhile. What was complete by then stays complete.
      closeTarget();
      return;
    }
    if (error != null) {
      BridgeException failed = BridgeException.of(error, "write", file.name());
      failure = failed;
      release();
      tell(failed);
      close(failed);
      return;
    }
    written += bytes;
    settleFlushes();
    if (isLast) {
      target = null;
      if (room != null) {
        FileBuffers.shared().giveBack(room);
      }
      release();
      tell(null);
      close(null);
      return;
    }
    boolean first = !opened;
    opened = true;
    Signal to = signal;
    if (first && to != null) {
      to.start();
    }
    if (feederWaits && !isFull()) {
      feederWaits = false;
      if (signal != null && state == State.OPEN) {
        signal.ready();
      }
    }
    // What has been gathered while the job ran, or is wanted by a flush or the end.
    run();
  }

  private void close(@Nullable BridgeException error) {
    Signal to = signal;
    signal = null;
    if (to != null) {
      to.close(error);
    }
  }

  private void settleFlushes() {
    for (Flush flush = flushes.peek(); flush != null && flush.upTo <= written; ) {
      flushes.remove();
      long since = flush.upTo - reported;
      reported = flush.upTo;
      WhenDone whenDone = flush.whenDone;
      loop.post(() -> whenDone.done(null, since));
      flush = flushes.peek();
    }
  }

  /** Tells all who wait that the sink has ended. */
  private void tell(@Nullable BridgeException error) {
    for (Flush flush : flushes) {
      loop.post(() -> flush.whenDone.done(error, 0));
    }
    flushes.clear();
    for (WhenDone whenDone : ends) {
      loop.post(() -> whenDone.done(error, written));
    }
    ends.clear();
  }
}
