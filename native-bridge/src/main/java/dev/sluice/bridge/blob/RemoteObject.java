package dev.sluice.bridge.blob;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;

/** What can be read over a network only: behind an {@link S3Store}. Immutable. */
public interface RemoteObject {
  /** How errors call it, such as {@code s3://bucket/key}. */
  String url();

  /**
   * A new source of a range; nothing is asked before its first pull.
   *
   * @param length −1: to the end as it is then
   */
  Source source(long offset, long length);

  /**
   * How many bytes there are now. Blocks for as long as the network takes, and so must not be
   * called on the loop's thread.
   *
   * @throws BridgeException if that cannot be found out, or on the loop's thread
   */
  long size();

  /**
   * Reads a range. Blocks like {@link #size}; otherwise as {@link BlobStore#read}.
   *
   * @throws BridgeException if it cannot be read, or on the loop's thread
   */
  ByteBuffer read(long offset, long length, long limit);
}
