package dev.sluice.bridge.form;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a form from a {@link Source}. A small form is read on the loop's thread; once there is more
 * than may be kept in memory, each piece is looked at and written to disk on another thread, and
 * the next one is asked for when that is done.
 *
 * <p>All methods are called on the loop's thread.
 */
public final class FormReading {
  /** What is told the outcome, once, in a task of its own, unless the reading is cancelled. */
  public interface Outcome {
    /** Either an error or the form's entries. */
    void of(@Nullable BridgeException error, @Nullable List<FormPart> parts);
  }

  private final Source source;
  private final MultipartReader reader;
  private final Loop loop;
  private final Outcome outcome;
  private byte[] copy = {};
  private boolean isWorking;
  private boolean ended;

  private FormReading(Source source, MultipartReader reader, Loop loop, Outcome outcome) {
    this.source = source;
    this.reader = reader;
    this.loop = loop;
    this.outcome = outcome;
  }

  /** Starts to read; source and reader belong to the reading from now on. */
  public static FormReading start(
      Source source, MultipartReader reader, Loop loop, Outcome outcome) {
    FormReading reading = new FormReading(source, reader, loop, outcome);
    loop.post(reading::pull);
    return reading;
  }

  /** Gives up and frees all; the outcome is not told any more. Harmless after the end. */
  public void cancel() {
    if (ended) {
      return;
    }
    ended = true;
    source.cancel();
    if (!isWorking) {
      abortElsewhere();
    }
  }

  /** To give the disk its space back takes a while. */
  private void abortElsewhere() {
    loop.blocking(
        () -> {
          reader.abort();
          return true;
        },
        (_, _) -> {});
  }

  private void pull() {
    while (!ended) {
      StreamResult result = source.pull(this::received);
      if (result instanceof StreamResult.Pending || !take(result)) {
        return;
      }
    }
  }

  private void received(StreamResult result) {
    if (take(result)) {
      pull();
    }
  }

  /** Returns whether to ask for more at once. */
  private boolean take(StreamResult result) {
    return switch (result) {
      case StreamResult.Bytes bytes -> take(bytes);
      case StreamResult.Done() -> {
        finish();
        yield false;
      }
      case StreamResult.Failed(BridgeException error) -> {
        fail(error);
        yield false;
      }
      case StreamResult.Pending(), StreamResult.IntoArray _ ->
          throw new IllegalStateException("no answer to a pull");
    };
  }

  private boolean take(StreamResult.Bytes result) {
    ByteBuffer bytes = result.bytes();
    if (reader.mayBlock(bytes.remaining())) {
      takeElsewhere(kept(result), result.done());
      return false;
    }
    try {
      reader.push(bytes);
    } catch (BridgeException e) {
      stop(e, result.done());
      return false;
    }
    if (result.done()) {
      finish();
    }
    return !result.done();
  }

  /** The bytes in a buffer that stays as it is until the next pull. */
  private ByteBuffer kept(StreamResult.Bytes result) {
    ByteBuffer bytes = result.bytes();
    if (result instanceof StreamResult.Owned) {
      return bytes;
    }
    int length = bytes.remaining();
    if (copy.length < length) {
      copy = new byte[length];
    }
    bytes.get(copy, 0, length);
    return ByteBuffer.wrap(copy, 0, length);
  }

  private void takeElsewhere(ByteBuffer bytes, boolean done) {
    isWorking = true;
    loop.blocking(
        () -> {
          reader.push(bytes);
          return true;
        },
        (error, _) -> {
          isWorking = false;
          if (ended) {
            abortElsewhere();
          } else if (error != null) {
            stop(asBridgeException(error), done);
          } else if (done) {
            finish();
          } else {
            pull();
          }
        });
  }

  private static BridgeException asBridgeException(Throwable error) {
    return error instanceof BridgeException e
        ? e
        : BridgeException.of(new IOException(error), "read", null);
  }

  /** The form is at fault, so that the source is to go. */
  private void stop(BridgeException error, boolean sourceHasEnded) {
    if (!sourceHasEnded) {
      source.cancel();
    }
    fail(error);
  }

  private void finish() {
    try {
      List<FormPart> parts = reader.finish();
      ended = true;
      outcome.of(null, parts);
    } catch (BridgeException e) {
      fail(e);
    }
  }

  private void fail(BridgeException error) {
    ended = true;
    reader.abort();
    outcome.of(error, null);
  }
}
