package dev.sluice.bridge.blob;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileReader;
import dev.sluice.bridge.file.FileSource;
import dev.sluice.bridge.file.Stat;
import dev.sluice.bridge.stream.Source;
import java.nio.ByteBuffer;

/** A file, by its name: the bytes are those that it has when they are read. */
public record FileStore(FileLocation file) implements BlobStore {
  @Override
  public boolean isInMemory() {
    return false;
  }

  @Override
  public long size() {
    return Stat.sizeNow(file);
  }

  @Override
  public Source source(long offset, long length, Loop loop) {
    return new FileSource(file, offset, length, loop);
  }

  @Override
  public ByteBuffer read(long offset, long length, long limit) {
    return FileReader.read(file, offset, length, limit);
  }

  @Override
  public String readText(long offset, long length, long limit) {
    return FileReader.readText(file, offset, length, limit);
  }
}
