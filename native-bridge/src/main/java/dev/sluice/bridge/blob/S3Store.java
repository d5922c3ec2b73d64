package dev.sluice.bridge.blob;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * An object in an S3 bucket. It can be named, sliced and handed about; there is no transport for it
 * yet, so that whatever needs its bytes or its size fails with ERR_S3_UNAVAILABLE.
 *
 * @param url how errors call it, {@code s3://bucket/key}
 */
public record S3Store(String url) implements BlobStore {
  @Override
  public boolean isInMemory() {
    return false;
  }

  @Override
  public long size() {
    throw unavailable();
  }

  @Override
  public Source source(long offset, long length, Loop loop) {
    return new Source() {
      private boolean ended;

      @Override
      public StreamResult pull(Consumer<StreamResult> receiver) {
        if (ended) {
          throw new IllegalStateException("pull after the end");
        }
        ended = true;
        return new StreamResult.Failed(unavailable());
      }

      @Override
      public void cancel() {
        ended = true;
      }
    };
  }

  @Override
  public ByteBuffer read(long offset, long length, long limit) {
    throw unavailable();
  }

  /** What every use of the store fails with. */
  public BridgeException unavailable() {
    return BridgeException.plain(
        "ERR_S3_UNAVAILABLE", "S3 has no transport in this version: " + url + " cannot be reached");
  }
}
