package dev.sluice.bridge.stream;

import dev.sluice.bridge.BridgeException;
import java.nio.ByteBuffer;

/** What a {@link Source} answers to a pull. */
public sealed interface StreamResult {
  /**
   * Bytes that the source still owns: they may be read only during the call that hands them over.
   *
   * @param bytes from position to limit; never empty
   * @param done whether these are the last, which saves a pull
   */
  record Temporary(ByteBuffer bytes, boolean done) implements StreamResult {}

  /** The end; nothing follows. */
  record Done() implements StreamResult {}

  /** The end, for a fault; nothing follows. */
  record Failed(BridgeException error) implements StreamResult {}
}
