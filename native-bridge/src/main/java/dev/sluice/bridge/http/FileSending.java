package dev.sluice.bridge.http;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * A range of a file that the system sends from its cache to the socket (sendfile), piece by piece:
 * on loopback a client can take as fast as it is sent, and one call for 200 MB would hold the loop
 * for as long as that takes. After each megabyte the sockets of others have their turn: Netty's own
 * limit, sixteen calls, only puts the next sixteen behind the tasks that wait, and looks at the
 * clock after 64 of those.
 *
 * <p>The head waits for the file's first bytes, to be one packet with them. It is not held back for
 * longer: a socket that is corked while a megabyte goes through it takes twice the time for that.
 *
 * <p>Closes the file at its end, however that comes. On the loop's thread.
 */
public final class FileSending {
  /** Who is told how far it is. */
  public interface Observer {
    /** So many bytes have gone. */
    void sent(long bytes);

    /**
     * All has gone, or no more will: the connection is closed, the file cannot be read or has
     * become shorter.
     */
    void ended(ChannelFuture last);
  }

  /** What leaves with the head. */
  private static final int FIRST = 64 << 10;

  private static final int PIECE = 1 << 20;

  private final Loop loop;
  private final ChannelHandlerContext context;
  private final FileChannel file;
  private final Observer observer;
  private long at;
  private long left;

  /** On its way. */
  private @Nullable Piece piece;

  /** Does what is handed over wait in the socket for more? */
  private boolean isCorked;

  private boolean isFileTooShort;

  /**
   * @param context writes go out from here; there is no TLS before it
   * @param length more than zero
   */
  public FileSending(
      Loop loop,
      ChannelHandlerContext context,
      FileChannel file,
      long offset,
      long length,
      Observer observer) {
    this.loop = loop;
    this.context = context;
    this.file = file;
    this.at = offset;
    this.left = length;
    this.observer = observer;
  }

  /**
   * Can the system send that file? Netty's native transport takes the descriptor out of the JDK's
   * own kind of channel without a look at what it is given: one of some other file system would end
   * the process.
   */
  public static boolean isPossible(FileChannel file) {
    return file.getClass().getModule() == FileChannel.class.getModule();
  }

  /** How many bytes are still to go, as far as the system has told. */
  public long left() {
    Piece some = piece;
    return some == null ? left : left - some.transferred();
  }

  /** Hands over the first piece; the caller flushes. */
  public void begin() {
    cork(true);
    next();
  }

  private void next() {
    int count = (int) Math.min(isCorked ? FIRST : PIECE, left);
    Piece next = new Piece(file, at, count);
    piece = next;
    context.write(next).addListener((ChannelFutureListener) done -> goOn(done, count));
  }

  private void goOn(ChannelFuture done, int count) {
    piece = null;
    if (done.isSuccess()) {
      at += count;
      left -= count;
      observer.sent(count);
      if (left > 0) {
        if (isCorked) {
          cork(false);
          goOn();
        } else {
          loop.postBehindSockets(this::goOn);
        }
        return;
      }
    }
    isFileTooShort = !done.isSuccess() && endsBefore(at + count);
    close(file);
    cork(false);
    observer.ended(done);
  }

  private void cork(boolean wanted) {
    if (isCorked != wanted) {
      isCorked = wanted;
      Transport.cork(context.channel(), wanted);
    }
  }

  private void goOn() {
    next();
    context.flush();
  }

  private boolean endsBefore(long end) {
    try {
      return file.size() < end;
    } catch (IOException e) {
      return false;
    }
  }

  /** Has it ended because the file has become shorter? */
  public boolean isFileTooShort() {
    return isFileTooShort;
  }

  /** Closes a file that was only read from, of which there is nothing to report. */
  public static void close(FileChannel file) {
    try {
      file.close();
    } catch (IOException e) {
      // It was only read from.
    }
  }

  /** Of Netty's own kind, the only one that its native transport has the system send. */
  private static final class Piece extends DefaultFileRegion {
    Piece(FileChannel file, long offset, long length) {
      super(file, offset, length);
    }

    /** The others are still to be sent. */
    @Override
    protected void deallocate() {}
  }
}
