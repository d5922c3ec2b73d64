package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.file.FileSink;
import dev.sluice.bridge.file.FileSource;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.streams}: what runs from a native source to a native end, while scripts sleep.
 * Callbacks get {@code (error, value)}, once, in a task of their own, and not after a cancel.
 */
public final class StreamsBinding {
  /** From here on a text is decoded off the loop's thread, where it would take 100 µs and more. */
  private static final int LARGE_TEXT = 256 << 10;

  private final Loop loop;

  StreamsBinding(Loop loop) {
    this.loop = loop;
  }

  /**
   * Gathers all that a source gives.
   *
   * @param kind {@code text} (UTF-8, without a byte order mark) or {@code bytes}
   * @param limit the greatest number of bytes, or −1
   * @param callback {@code (error, string or buffer)}; the buffer is the caller's own
   */
  @Exported
  public Running collect(SourceBinding source, String kind, long limit, Value callback) {
    Collector collector = new Collector(limit);
    boolean isText = kind.equals("text");
    Running running = new Running(callback);
    Pipe pipe =
        Pipe.connect(
            source.source(),
            collector,
            (error, bytes) -> {
              if (error != null) {
                collector.clear();
                loop.post(() -> running.settle(error, null));
              } else if (isText && bytes >= LARGE_TEXT) {
                loop.blocking(collector::text, running::settle);
              } else {
                // A source in memory has ended within this call.
                loop.post(() -> running.settle(collector, isText));
              }
            });
    running.cancel = pipe::cancel;
    return running;
  }

  /**
   * Moves all that a source gives to a sink and ends that: {@code (error, bytes)}. From a file that
   * nobody has read yet to one that nobody has written yet, the system copies; a cancel stops that
   * after the 64 MB that are under way.
   */
  @Exported
  public Running pipe(SourceBinding source, SinkBinding sink, Value callback) {
    Running running = new Running(callback);
    if (source.source() instanceof FileSource from
        && sink.sink() instanceof FileSink to
        && to.copy(from, (error, bytes) -> running.settle(error, (double) bytes))) {
      running.cancel = sink::abort;
      return running;
    }
    Pipe pipe =
        Pipe.connect(
            source.source(),
            sink.sink(),
            (error, _) -> loop.post(() -> running.settle(error, (double) sink.accepted())));
    running.cancel = pipe::cancel;
    return running;
  }

  /** Something that a script fills, up to a limit of bytes, or −1. */
  @Exported
  public CollectorBinding collector(long limit) {
    return new CollectorBinding(new Collector(limit));
  }

  /** What is under way. */
  public static final class Running {
    private final Value callback;
    private Runnable cancel = () -> {};
    private boolean isOver;

    private Running(Value callback) {
      this.callback = callback;
    }

    private void settle(@Nullable Throwable error, @Nullable Object value) {
      if (!isOver) {
        isOver = true;
        Settle.with(callback, error, value, "read", null);
      }
    }

    private void settle(Collector all, boolean asText) {
      Object value;
      try {
        value = asText ? all.text() : ByteBuffer.wrap(all.bytes());
      } catch (RuntimeException | OutOfMemoryError e) {
        settle(e, null);
        return;
      }
      settle(null, value);
    }

    /** Gives up on both sides and frees what they hold; the callback is not called any more. */
    @Exported
    public void cancel() {
      isOver = true;
      cancel.run();
    }
  }

  /** A {@link Collector} that a script fills piece by piece. */
  public final class CollectorBinding {
    private final Collector collector;

    private CollectorBinding(Collector collector) {
      this.collector = collector;
    }

    /**
     * Adds a text as UTF-8. A surrogate pair may be cut in two by two texts that follow each other.
     *
     * @throws BridgeException ERR_BODY_TOO_LARGE
     */
    @Exported
    public void addText(String text) {
      collector.add(text);
    }

    /**
     * Adds bytes of an ArrayBuffer, which are copied.
     *
     * @throws BridgeException ERR_BODY_TOO_LARGE
     */
    @Exported
    public void addBytes(Value arrayBuffer, int offset, int length) {
      byte[] array = EngineArrays.of(arrayBuffer);
      if (array != null) {
        collector.add(ByteBuffer.wrap(array, offset, length));
      } else {
        collector.add(
            length, (to, at, from, count) -> arrayBuffer.readBuffer(offset + from, to, at, count));
      }
    }

    /** How many bytes there are. */
    @Exported
    public double byteLength() {
      return collector.byteLength();
    }

    /** Are all bytes ASCII? */
    @Exported
    public boolean isAscii() {
      return collector.isAscii();
    }

    /** All bytes decoded as UTF-8, without a byte order mark. */
    @Exported
    public String text() {
      return collector.text();
    }

    /** All bytes; they are the collector's, which may go on. */
    @Exported
    public ByteBuffer bytes() {
      return ByteBuffer.wrap(collector.bytes());
    }

    /**
     * Takes all bytes out; half a pair of surrogates that the last text ended with stays for the
     * next.
     */
    @Exported
    public ByteBuffer flush() {
      return ByteBuffer.wrap(collector.take());
    }

    /** A store of all bytes; the collector is empty after it. */
    @Exported
    public BlobStoreBinding take() {
      BytesStore store = BytesStore.of(collector.bytes());
      collector.clear();
      return new BlobStoreBinding(store, loop);
    }

    /** Forgets all bytes. */
    @Exported
    public void clear() {
      collector.clear();
    }
  }
}
