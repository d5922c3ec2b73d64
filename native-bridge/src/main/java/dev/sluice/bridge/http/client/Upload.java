package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import org.jspecify.annotations.Nullable;

/** A request's body on its way to one carrier, with the head before it. On the loop's thread. */
sealed interface Upload permits FileUpload, StreamUpload {
  /** Told once how it has ended; not after {@link #stop}. */
  @FunctionalInterface
  interface WhenDone {
    /**
     * It has ended.
     *
     * @param error null when all has been sent
     */
    void done(Upload which, @Nullable BridgeException error);
  }

  /** The better way for that body and that carrier. */
  static Upload of(
      ClientRequest request, RequestBody body, Carrier to, Loop loop, WhenDone whenDone) {
    Upload byTheSystem = FileUpload.of(request, body, to, whenDone);
    return byTheSystem == null ? new StreamUpload(request, body, to, loop, whenDone) : byTheSystem;
  }

  /**
   * Sends; may be done within the call.
   *
   * @throws BridgeException ERR_INVALID_CHAR; nothing has been sent then
   */
  void start(Loop loop);

  /** How many bytes the carrier has taken. */
  long bytes();

  /** The carrier takes more, or less. */
  void writable();

  /** The server takes no more. */
  void refused();

  /** Gives up; nobody is told. */
  void stop();
}
