package dev.sluice.bridge.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** A disk with room for so many bytes more: what is too much fails as on Linux. */
public final class FullDisk extends WrappedDisk {
  private long room;

  private FullDisk(Path folder, long room) {
    super(folder);
    this.room = room;
  }

  /** The folder, as one on a disk that has room for so many bytes more. */
  public static Path of(Path folder, long room) {
    return new FullDisk(folder, room).folder();
  }

  @Override
  protected FileChannel opened(FileChannel channel) {
    return new Channel(channel);
  }

  private final class Channel extends ForwardingChannel {
    Channel(FileChannel to) {
      super(to);
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      ByteBuffer fits = fitting(bytes);
      int count = super.write(fits);
      bytes.position(bytes.position() + count);
      return count;
    }

    @Override
    public int write(ByteBuffer bytes, long position) throws IOException {
      ByteBuffer fits = fitting(bytes);
      int count = super.write(fits, position);
      bytes.position(bytes.position() + count);
      return count;
    }

    private ByteBuffer fitting(ByteBuffer bytes) throws IOException {
      if (bytes.hasRemaining() && room == 0) {
        throw new IOException("No space left on device");
      }
      int count = (int) Math.min(bytes.remaining(), room);
      room -= count;
      return bytes.slice(bytes.position(), count);
    }
  }
}
