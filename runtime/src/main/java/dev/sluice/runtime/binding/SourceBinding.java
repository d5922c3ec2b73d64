package dev.sluice.runtime.binding;

import dev.sluice.bridge.Exported;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import org.graalvm.polyglot.Value;

/**
 * A native source as the lazy slot of a ReadableStream sees it. The buffer handed to {@code
 * onResult} is the source's own: it is valid only during the call.
 */
public final class SourceBinding {
  private final Source source;

  SourceBinding(Source source) {
    this.source = source;
  }

  /**
   * Asks for bytes; {@code onResult(error, buffer, byteLength, done)} is called once, in a task of
   * its own.
   */
  @Exported
  public void pull(Value onResult) {
    source.pull(
        result -> {
          switch (result) {
            case StreamResult.Temporary(ByteBuffer bytes, boolean done) ->
                onResult.executeVoid(null, bytes.slice(), bytes.remaining(), done);
            case StreamResult.Done() -> onResult.executeVoid(null, null, 0, true);
            case StreamResult.Failed(var error) -> onResult.executeVoid(error, null, 0, true);
          }
        });
  }

  /** Frees what the source holds. */
  @Exported
  public void cancel() {
    source.cancel();
  }
}
