package dev.sluice.bridge.blob;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;

/**
 * An object in an S3 bucket. It can be named, sliced and handed about without asking anybody; who
 * asks for its size or its bytes asks the network. On the loop's thread only {@link #source} is of
 * use, since the others wait.
 *
 * @param object on whose loop the sources live
 */
public record S3Store(RemoteObject object) implements BlobStore {
  @Override
  public boolean isInMemory() {
    return false;
  }

  @Override
  public boolean isRemote() {
    return true;
  }

  @Override
  public long size() {
    return object.size();
  }

  @Override
  public Source source(long offset, long length, Loop loop) {
    return object.source(offset, length);
  }

  @Override
  public ByteBuffer read(long offset, long length, long limit) {
    return object.read(offset, length, limit);
  }
}
