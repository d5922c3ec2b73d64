package dev.sluice.bridge.http.client;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.Loop;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.ContentLengthMismatch;
import dev.sluice.bridge.http.FileSending;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A range of a file that the system sends to the socket: HTTP/1.1 in the clear. */
final class FileUpload implements Upload, FileSending.Observer {
  private static final int HEAD = 512;

  private final ClientRequest request;
  private final Connection to;
  private final FileChannel file;
  private final long offset;
  private final long length;
  private final WhenDone whenDone;
  private @Nullable FileSending sending;
  private boolean isOver;

  private FileUpload(
      ClientRequest request,
      Connection to,
      FileChannel file,
      RequestBody.Stored range,
      WhenDone whenDone) {
    this.request = request;
    this.to = to;
    this.file = file;
    this.offset = range.offset();
    this.length = range.length();
    this.whenDone = whenDone;
  }

  /** Null if the body or the carrier is none that the system can do that with. */
  static @Nullable FileUpload of(
      ClientRequest request, RequestBody body, Carrier carrier, WhenDone whenDone) {
    if (!(carrier instanceof Connection to)
        || !(body instanceof RequestBody.Stored range)
        || !(range.store() instanceof FileStore(FileLocation location))
        || range.length() <= 0
        || to.context().pipeline().get(SslHandler.class) != null) {
      return null;
    }
    FileChannel file = open(location, range.offset() + range.length());
    return file == null ? null : new FileUpload(request, to, file, range, whenDone);
  }

  /** Null for what is no such file; whoever reads it then will find out why. */
  private static @Nullable FileChannel open(FileLocation location, long end) {
    if (location.fd() >= 0 || !Files.isRegularFile(location.path())) {
      return null;
    }
    FileChannel file = null;
    try {
      file = FileChannel.open(location.path(), StandardOpenOption.READ);
      if (FileSending.isPossible(file) && file.size() >= end) {
        return file;
      }
    } catch (IOException e) {
      // Told by whoever reads it.
    } finally {
      Reference.reachabilityFence(location);
    }
    if (file != null) {
      FileSending.close(file);
    }
    return null;
  }

  @Override
  public void start(Loop loop) {
    ChannelHandlerContext context = to.context();
    ByteBuf head = context.alloc().ioBuffer(HEAD);
    try {
      to.beginRequest(request, head, length);
    } catch (RuntimeException e) {
      head.release();
      FileSending.close(file);
      throw e;
    }
    context.write(head, context.voidPromise());
    FileSending started = new FileSending(loop, context, file, offset, length, this);
    sending = started;
    started.begin();
    context.flush();
  }

  @Override
  public long bytes() {
    return sending == null ? 0 : length - sending.left();
  }

  @Override
  public void sent(long bytes) {}

  @Override
  public void ended(ChannelFuture last) {
    if (isOver) {
      return;
    }
    if (last.isSuccess()) {
      done(null);
    } else if (sending != null && sending.isFileTooShort()) {
      done(ContentLengthMismatch.fewer(length));
    } else {
      // As any write that fails: the answer may still be there to be read.
      to.context().pipeline().fireExceptionCaught(last.cause());
    }
  }

  private void done(@Nullable BridgeException error) {
    isOver = true;
    whenDone.done(this, error);
  }

  /** The channel says itself when it takes more. */
  @Override
  public void writable() {}

  @Override
  public void refused() {
    stop();
  }

  /** What is on its way ends with the connection, and with it the file is closed. */
  @Override
  public void stop() {
    isOver = true;
  }
}
