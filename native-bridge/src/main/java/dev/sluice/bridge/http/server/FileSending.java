package dev.sluice.bridge.http.server;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.DefaultFileRegion;
import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A range of a file that the system sends from its cache to the socket (sendfile), piece by piece:
 * on loopback a client can take as fast as it is sent, and one call for 200 MB would hold the loop
 * for as long as that takes. After each megabyte the sockets of others have their turn: Netty's own
 * limit, sixteen calls, only puts the next sixteen behind the tasks that wait, and looks at the
 * clock after 64 of those.
 *
 * <p>Closes the file at its end, however that comes. On the loop's thread.
 */
final class FileSending {
  /** Who is told how far it is. */
  interface Observer {
    /** So many bytes have gone. */
    void sent(long bytes);

    /**
     * All has gone, or no more will: the connection is closed, the file cannot be read or has
     * become shorter.
     */
    void ended(ChannelFuture last);
  }

  private static final int PIECE = 256 << 10;
  private static final int TURN = 1 << 20;

  private final Loop loop;
  private final ChannelHandlerContext context;
  private final FileChannel file;
  private final Observer observer;
  private long at;
  private long left;

  /** Bytes of this turn. */
  private int gone;

  /**
   * @param length more than zero
   */
  FileSending(
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
  static boolean isPossible(FileChannel file) {
    return file.getClass().getModule() == FileChannel.class.getModule();
  }

  /** Hands over the first piece; the caller flushes. */
  void begin() {
    // What is before the file, its head, is to leave in one packet with its first bytes.
    Transport.cork(context.channel(), true);
    next();
  }

  private void next() {
    int count = (int) Math.min(PIECE, left);
    context
        .write(new Piece(file, at, count))
        .addListener((ChannelFutureListener) done -> goOn(done, count));
  }

  private void goOn(ChannelFuture done, int count) {
    if (done.isSuccess()) {
      at += count;
      left -= count;
      observer.sent(count);
      gone += count;
      if (left > 0) {
        if (gone < TURN) {
          goOn();
        } else {
          gone = 0;
          loop.postBehindSockets(this::goOn);
        }
        return;
      }
    }
    close();
    Transport.cork(context.channel(), false);
    observer.ended(done);
  }

  private void goOn() {
    next();
    context.flush();
  }

  private void close() {
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
