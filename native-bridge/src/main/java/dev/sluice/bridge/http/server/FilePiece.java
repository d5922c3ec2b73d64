package dev.sluice.bridge.http.server;

import io.netty.channel.FileRegion;
import io.netty.util.AbstractReferenceCounted;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/**
 * A range of a file that the system sends from its cache to the socket (sendfile). Closes the
 * channel when it is released.
 *
 * <p>Unlike Netty's own region it sends a limited piece at a time: on loopback a client can take as
 * fast as it is sent, and one call for 200 MB would hold the loop for as long as that takes.
 */
final class FilePiece extends AbstractReferenceCounted implements FileRegion {
  /** Netty makes at most sixteen such calls before others have their turn. */
  private static final int PIECE = 256 << 10;

  private final FileChannel file;
  private final long offset;
  private final long length;
  private long sent;

  FilePiece(FileChannel file, long offset, long length) {
    this.file = file;
    this.offset = offset;
    this.length = length;
  }

  @Override
  public long position() {
    return offset;
  }

  @Deprecated
  @Override
  public long transfered() {
    return sent;
  }

  @Override
  public long transferred() {
    return sent;
  }

  @Override
  public long count() {
    return length;
  }

  @Override
  public long transferTo(WritableByteChannel target, long position) throws IOException {
    long left = Math.min(PIECE, length - position);
    if (left <= 0) {
      return 0;
    }
    long count = file.transferTo(offset + position, left, target);
    if (count > 0) {
      sent += count;
    } else if (file.size() <= offset + position) {
      // Nothing more will come of it, and what was announced cannot be kept.
      throw new EOFException("the file has become shorter");
    }
    return count;
  }

  @Override
  protected void deallocate() {
    try {
      file.close();
    } catch (IOException e) {
      // It was only read from.
    }
  }

  @Override
  public FileRegion retain() {
    super.retain();
    return this;
  }

  @Override
  public FileRegion retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public FileRegion touch() {
    return this;
  }

  @Override
  public FileRegion touch(Object hint) {
    return this;
  }
}
