package dev.sluice.bridge.s3;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.stream.Signal;
import dev.sluice.bridge.stream.Sink;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An object to be, written piece by piece. What comes is gathered into parts; who ends before the
 * first part is full sends one request and no parts. So much is held in memory: the part that is
 * being filled, and as many as are being sent ({@code queueSize}); then the feeder waits.
 *
 * <p>The object is there when {@link Signal#close} says so without an error, as a whole, or not at
 * all: an upload that fails or is aborted is taken back at the server, and what was there before
 * stays.
 *
 * <pre>
 * NEW --start--> OPEN --end--> ENDING --stored--> OVER
 *                  |             |
 *                  +-------------+--failed and taken back--> OVER      any --abort--> OVER
 * </pre>
 */
public final class S3Upload implements Sink {
  /** Where the bytes go. */
  interface Destination {
    /** All of the object in one request; {@code whenDone} in a task, with an error or null. */
    S3Task put(
        BlobStore store, long offset, long length, Consumer<@Nullable BridgeException> whenDone);

    /** The object in parts. */
    Parts parts(Parts.Listener listener);
  }

  /** An upload in parts; see {@link Multipart}. */
  interface Parts {
    /** Hears of it, in tasks. */
    interface Listener {
      /** A part has been stored. */
      void stored();

      /** All is there. */
      void finished();

      /** It has failed, and has been taken back. */
      void failed(BridgeException error);
    }

    /** The next part: a range of a store whose bytes are here; −1 for all of what is in memory. */
    void add(BlobStore store, long offset, long length);

    /** How many parts have not been stored yet; very many while it is being taken back. */
    int pending();

    /** There are no more parts. */
    void finish();

    /** Takes it back; nobody is told. */
    void abandon();
  }

  private enum State {
    NEW,
    OPEN,
    ENDING,
    OVER
  }

  private static final int FIRST_ARRAY = 64 << 10;

  /** Larger parts of a stream would not fit into an array. */
  private static final int LARGEST_ARRAY = 1 << 30;

  private record Flusher(BiConsumer<@Nullable BridgeException, Long> callback) {}

  private final Destination destination;
  private final int partSize;
  private final int queueSize;
  private final Loop loop;
  private final List<Flusher> flushers = new ArrayList<>();
  private State state = State.NEW;
  private @Nullable Signal signal;
  private byte[] filling = {};
  private int filled;
  private long accepted;
  private long flushed;
  private boolean isAwaited;
  private @Nullable Parts parts;
  private @Nullable S3Task put;
  private @Nullable BridgeException failure;
  private boolean isAborted;

  S3Upload(Destination destination, S3Transfer transfer, Loop loop) {
    this(
        destination,
        (int) Math.min(transfer.partSize(), LARGEST_ARRAY),
        transfer.queueSize(),
        loop);
  }

  /**
   * @param partSize in bytes
   */
  S3Upload(Destination destination, int partSize, int queueSize, Loop loop) {
    this.destination = destination;
    this.partSize = partSize;
    this.queueSize = queueSize;
    this.loop = loop;
  }

  @Override
  public void start(Signal to) {
    if (state != State.NEW) {
      throw new IllegalStateException("started before, or over");
    }
    state = State.OPEN;
    signal = to;
    to.start();
  }

  @Override
  public Flow write(StreamResult.Bytes bytes) {
    switch (state) {
      case NEW -> throw new IllegalStateException("not started");
      case ENDING, OVER -> {
        return Flow.CLOSED;
      }
      case OPEN -> {}
    }
    ByteBuffer from = bytes.bytes();
    while (from.hasRemaining()) {
      int count = Math.min(from.remaining(), partSize - filled);
      reserve(filled + count);
      from.get(filling, filled, count);
      filled += count;
      accepted += count;
      if (filled == partSize) {
        sendPart();
      }
    }
    if (isFull()) {
      isAwaited = true;
      return Flow.WAIT;
    }
    return Flow.MORE;
  }

  /** Small objects need no array of a whole part. */
  private void reserve(int size) {
    if (size > filling.length) {
      long twice = Math.max(2L * filling.length, FIRST_ARRAY);
      filling = Arrays.copyOf(filling, (int) Math.min(partSize, Math.max(twice, size)));
    }
  }

  private void sendPart() {
    Parts to = parts;
    if (to == null) {
      to = destination.parts(new Listener());
      parts = to;
    }
    to.add(take(), 0, -1);
  }

  private BytesStore take() {
    byte[] all = filled == filling.length ? filling : Arrays.copyOf(filling, filled);
    filling = new byte[0];
    filled = 0;
    return BytesStore.of(all);
  }

  /** Should the feeder wait? */
  public boolean isFull() {
    return parts != null && parts.pending() >= queueSize;
  }

  /** How many bytes more are held than the parts that may go at a time have. */
  public long waitingBeyondQueue() {
    int pending = parts == null ? 0 : parts.pending();
    // What is being taken back holds nothing but what is gathered.
    return pending == Integer.MAX_VALUE || pending < queueSize
        ? filled
        : (long) (pending - queueSize) * partSize + filled;
  }

  /** How many bytes have been taken. */
  public long accepted() {
    return accepted;
  }

  /** Why it has failed; null if it has not. */
  public @Nullable BridgeException failure() {
    return failure;
  }

  /** Parts cannot be sent before they are full, since S3 takes no small ones. */
  @Override
  public void flush() {}

  /**
   * Calls back, in a task, when all parts that are full have been stored, with the number of their
   * bytes since the last such call; or with the error that has kept them from it.
   */
  public void flush(BiConsumer<@Nullable BridgeException, Long> callback) {
    flushers.add(new Flusher(callback));
    loop.post(this::tellFlushers);
  }

  private void tellFlushers() {
    if (state != State.OVER && parts != null && parts.pending() > 0) {
      return;
    }
    List<Flusher> told = List.copyOf(flushers);
    flushers.clear();
    long sent = accepted - filled;
    for (Flusher flusher : told) {
      flusher.callback.accept(failure, isAborted || failure != null ? 0 : sent - flushed);
      flushed = sent;
    }
  }

  @Override
  public void end() {
    if (state != State.OPEN) {
      return;
    }
    state = State.ENDING;
    Parts to = parts;
    if (to == null) {
      BytesStore all = take();
      put = destination.put(all, 0, all.size(), this::close);
    } else {
      if (filled > 0) {
        sendPart();
      }
      to.finish();
    }
  }

  @Override
  public void abort(@Nullable BridgeException reason) {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    failure = reason;
    isAborted = true;
    release();
    if (put != null) {
      put.cancel();
    }
    if (parts != null) {
      parts.abandon();
    }
    loop.post(this::tellFlushers);
  }

  private void release() {
    filling = new byte[0];
    filled = 0;
    isAwaited = false;
  }

  /** All is there, or it has failed and has been taken back. */
  private void close(@Nullable BridgeException error) {
    if (state == State.OVER) {
      return;
    }
    state = State.OVER;
    failure = error;
    release();
    tellFlushers();
    if (signal != null) {
      signal.close(error);
    }
  }

  private final class Listener implements Parts.Listener {
    @Override
    public void stored() {
      if (state == State.OVER) {
        return;
      }
      tellFlushers();
      if (isAwaited && state == State.OPEN && !isFull() && signal != null) {
        isAwaited = false;
        signal.ready();
      }
    }

    @Override
    public void finished() {
      close(null);
    }

    @Override
    public void failed(BridgeException error) {
      close(error);
    }
  }
}
