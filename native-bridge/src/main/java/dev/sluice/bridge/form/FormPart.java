package dev.sluice.bridge.form;

import dev.sluice.bridge.blob.BlobStore;

/** An entry of a form that was read. */
public sealed interface FormPart {
  /** The entry's name. */
  String name();

  /** A part without a file name. */
  record Text(String name, String value) implements FormPart {}

  /**
   * A part with a file name.
   *
   * @param filename as it came, perhaps empty; never to be used as a path
   * @param type its Content-Type as it came, {@code text/plain} if it has none
   * @param store where its bytes are
   * @param offset of its first byte in {@code store}
   * @param length in bytes
   */
  record Upload(
      String name, String filename, String type, BlobStore store, long offset, long length)
      implements FormPart {}
}
