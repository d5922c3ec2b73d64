package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.flight.Flight;
import dev.sluice.bridge.flight.StreamPipeEvent;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects a source with a sink: pulls while the sink has room, waits while it has none, ends or
 * aborts one side when the other ends. A pipe holds no bytes of its own.
 *
 * <p>All on the event loop's thread. What is at hand is moved in one go, without a task for each
 * piece, so a source in memory that feeds a sink in memory holds the loop for as long as that
 * takes.
 */
public final class Pipe implements Signal {
  /** Told once how the pipe has ended; not after {@link Pipe#cancel}. */
  @FunctionalInterface
  public interface WhenDone {
    /**
     * It has ended.
     *
     * @param error null if all bytes have reached their place
     * @param bytes how many the sink had taken
     */
    void done(@Nullable BridgeException error, long bytes);
  }

  /**
   *
   *
   * <pre>
   * STARTING --start--> FLOWING --Pending--> PULLING --answer--> FLOWING
   *                     FLOWING --WAIT-----> WAITING --ready---> FLOWING
   *                     FLOWING --done-----> ENDING  --close---> ENDED
   * any      --failure of either side, cancel------------------> ENDED
   * </pre>
   */
  private enum State {
    STARTING,
    FLOWING,
    PULLING,
    WAITING,
    ENDING,
    ENDED
  }

  private final Source source;
  private final Sink sink;
  private final WhenDone whenDone;
  private final Consumer<StreamResult> receiver = this::receive;
  private final @Nullable StreamPipeEvent event;
  private State state = State.STARTING;
  private boolean pumping;
  private long moved;

  private Pipe(Source source, Sink sink, WhenDone whenDone) {
    this.source = source;
    this.sink = sink;
    this.whenDone = whenDone;
    this.event = Flight.pipe(source, sink);
  }

  /**
   * Moves all bytes of {@code source} to {@code sink} and ends the sink. Both are the pipe's alone
   * from now on.
   *
   * @param whenDone may be called during this call, if neither side ever has to wait
   */
  public static Pipe connect(Source source, Sink sink, WhenDone whenDone) {
    Pipe pipe = new Pipe(source, sink, whenDone);
    sink.start(pipe);
    return pipe;
  }

  /** Gives up on both sides; nobody is told. Harmless after the end. */
  public void cancel() {
    if (state != State.ENDED) {
      state = State.ENDED;
      record(StreamPipeEvent.CANCELLED);
      source.cancel();
      sink.abort(null);
    }
  }

  /** How many bytes the sink has taken so far. */
  public long bytes() {
    return moved;
  }

  @Override
  public void start() {
    if (state == State.STARTING) {
      state = State.FLOWING;
      pump();
    }
  }

  @Override
  public void ready() {
    if (state == State.WAITING) {
      state = State.FLOWING;
      pump();
    }
  }

  @Override
  public void close(@Nullable BridgeException error) {
    switch (state) {
      case ENDED -> {}
      case ENDING -> finish(error);
      default -> {
        state = State.ENDED;
        source.cancel();
        // Gone before the end, even in good order: bytes are missing there.
        finish(error == null ? new BridgeException(Code.EPIPE, "write", null, null) : error);
      }
    }
  }

  private void receive(StreamResult result) {
    if (state == State.PULLING) {
      state = State.FLOWING;
      try {
        take(result);
      } catch (RuntimeException | Error e) {
        if (state == State.ENDED) {
          throw e;
        }
        fault(e);
      }
      pump();
    }
  }

  private void pump() {
    // A signal that comes amid the loop only changes the state, which the loop sees.
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (state == State.FLOWING) {
        ByteBuffer room = sink.room(source.length());
        take(room == null ? source.pull(receiver) : source.pullInto(room, receiver));
      }
    } catch (RuntimeException | Error e) {
      if (state == State.ENDED) {
        // Thrown by whoever was told the end.
        throw e;
      }
      fault(e);
    } finally {
      pumping = false;
    }
  }

  /** Neither side should throw; but memory may run out, and whoever waits is to hear of it. */
  private void fault(Throwable e) {
    BridgeException failed = BridgeException.of(e, "read", null);
    state = State.ENDED;
    source.cancel();
    sink.abort(failed);
    finish(failed);
  }

  private void take(StreamResult result) {
    switch (result) {
      case StreamResult.Pending() -> state = State.PULLING;
      case StreamResult.Bytes bytes -> {
        int length = bytes.bytes().remaining();
        taken(sink.write(bytes), length, bytes.done());
      }
      case StreamResult.IntoArray(int length, boolean done) ->
          taken(length == 0 ? Sink.Flow.MORE : sink.filled(length), length, done);
      case StreamResult.Done() -> end();
      case StreamResult.Failed(BridgeException error) -> {
        state = State.ENDED;
        sink.abort(error);
        finish(error);
      }
    }
  }

  private void taken(Sink.Flow flow, int length, boolean done) {
    if (flow == Sink.Flow.CLOSED) {
      close(null);
      return;
    }
    moved += length;
    // The sink may have closed, or its owner cancelled, amid the write.
    if (state != State.FLOWING) {
      return;
    }
    if (done) {
      end();
    } else if (flow == Sink.Flow.WAIT) {
      state = State.WAITING;
    }
  }

  private void end() {
    state = State.ENDING;
    sink.end();
  }

  private void finish(@Nullable BridgeException error) {
    state = State.ENDED;
    record(error == null ? null : error.code());
    whenDone.done(error, moved);
  }

  private void record(@Nullable String error) {
    if (event != null) {
      event.over(moved, error);
    }
  }
}
