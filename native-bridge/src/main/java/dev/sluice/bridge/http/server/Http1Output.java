package dev.sluice.bridge.http.server;

import dev.sluice.bridge.http.FileSending;
import dev.sluice.bridge.http.OutboundBody.Framing;
import dev.sluice.bridge.http.server.HeadEncoder.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslHandler;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What a connection of HTTP/1.1 sends: small responses, gathered in one buffer; files; heads of
 * bodies that come piece by piece. Whether and when it is time, and what comes after a response,
 * the connection knows.
 */
final class Http1Output {
  /** Responses are handed to the channel when so much is gathered. */
  private static final int GATHERED = 32 << 10;

  private static final int FIRST_OUT = 1024;

  private static final ByteBuf CONTINUE =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer()
              .writeBytes("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
              .asReadOnly());

  private final HttpServer server;

  @SuppressWarnings("NullAway.Init") // set before anything else is called
  private ChannelHandlerContext context;

  /** Small responses that have not been handed to the channel. */
  private @Nullable ByteBuf gathered;

  private boolean needsFlush;

  Http1Output(HttpServer server) {
    this.server = server;
  }

  void context(ChannelHandlerContext of) {
    context = of;
  }

  // The gathered responses.

  private ByteBuf buffer(int more) {
    ByteBuf buffer = gathered;
    if (buffer == null) {
      buffer = context.alloc().buffer(FIRST_OUT + more);
      gathered = buffer;
    }
    return buffer;
  }

  /** Is so much gathered that it should not wait for more? */
  boolean isFull() {
    return gathered != null && gathered.readableBytes() > GATHERED;
  }

  /** Hands the gathered responses to the channel. */
  void handOver() {
    ByteBuf responses = gathered;
    if (responses != null) {
      gathered = null;
      context.write(responses, context.voidPromise());
      needsFlush = true;
    }
  }

  /** Sends all, and tells when it has been sent. */
  ChannelFuture handOverAll() {
    ByteBuf responses = gathered;
    gathered = null;
    needsFlush = false;
    return context.writeAndFlush(responses == null ? Unpooled.EMPTY_BUFFER : responses);
  }

  void flush() {
    handOver();
    if (needsFlush) {
      needsFlush = false;
      context.flush();
    }
  }

  void release() {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  // What is sent. Counts are of bytes, head and framing included.

  void sendContinue() {
    handOver();
    context.write(CONTINUE.duplicate(), context.voidPromise());
    context.flush();
  }

  /** Gathers an empty response that no exchange is behind, after which the connection closes. */
  void addRefusal(int status) {
    server.encoder().encode(buffer(0), ResponseHead.of(status), 0, false, Connection.CLOSE);
  }

  /** Gathers the head after which the connection speaks another protocol. */
  int addUpgrade(ResponseHead head) {
    ByteBuf buffer = buffer(0);
    int before = buffer.writerIndex();
    server.encoder().encode(buffer, head, -1, false, Connection.UPGRADE);
    return buffer.writerIndex() - before;
  }

  /** Gathers a whole response; the body is passed over if there must be none. */
  int add(Exchange whose, ResponseHead head, ByteBuffer bytes, Connection connection) {
    int count = bytes.remaining();
    boolean isBodyless = whose.isBodyless();
    ByteBuf buffer = buffer(isBodyless ? 0 : count);
    int before = buffer.writerIndex();
    addHead(buffer, whose, head, count, connection);
    if (!isBodyless) {
      buffer.writeBytes(bytes);
    }
    return buffer.writerIndex() - before;
  }

  /** Gathers the head of a response that has no body, though one of {@code length} was given. */
  int addHead(Exchange whose, ResponseHead head, long length, Connection connection) {
    ByteBuf buffer = buffer(0);
    int before = buffer.writerIndex();
    addHead(buffer, whose, head, length, connection);
    return buffer.writerIndex() - before;
  }

  private void addHead(
      ByteBuf buffer, Exchange whose, ResponseHead head, long length, Connection connection) {
    long announced = HeadEncoder.contentLength(whose, head, length);
    server.encoder().encode(buffer, head, announced, false, connection);
  }

  /**
   * Gathers a response with a small file: a system call to read it is less than a second one to
   * send it.
   *
   * @throws IOException if the file cannot be read; nothing was gathered then
   */
  int addSmallFile(
      ResponseHead head, FileChannel file, long offset, int length, Connection connection)
      throws IOException {
    ByteBuf buffer = buffer(length);
    int before = buffer.writerIndex();
    try (file) {
      server.encoder().encode(buffer, head, length, false, connection);
      int end = buffer.writerIndex() + length;
      while (buffer.writerIndex() < end) {
        int left = end - buffer.writerIndex();
        if (buffer.writeBytes(file, offset + length - left, left) <= 0) {
          throw new EOFException("the file has become shorter");
        }
      }
    } catch (IOException | RuntimeException e) {
      buffer.writerIndex(before);
      throw e;
    }
    return buffer.writerIndex() - before;
  }

  /** Hands over a head, and begins with a file, which the system sends by itself. To be flushed. */
  int sendFile(
      ResponseHead head,
      FileChannel file,
      long offset,
      long length,
      Connection connection,
      FileSending.Observer observer) {
    ByteBuf buffer = buffer(0);
    int before = buffer.writerIndex();
    server.encoder().encode(buffer, head, length, false, connection);
    int count = buffer.writerIndex() - before;
    handOver();
    new FileSending(server.loop(), context, file, offset, length, observer).begin();
    needsFlush = true;
    return count;
  }

  /**
   * Encodes the head of a body that comes piece by piece.
   *
   * @param length −1 if it is not known
   */
  Framing begin(
      Exchange whose,
      ResponseHead head,
      ByteBuf buffer,
      long length,
      boolean mayBeChunked,
      Connection connection) {
    boolean isBodyless = whose.isBodyless();
    long announced = HeadEncoder.contentLength(whose, head, length);
    boolean isChunked = announced < 0 && !isBodyless && mayBeChunked;
    server.encoder().encode(buffer, head, announced, isChunked, connection);
    if (isBodyless) {
      return Framing.NONE;
    } else if (announced >= 0) {
      return Framing.LENGTH;
    }
    return isChunked ? Framing.CHUNKED : Framing.CLOSE;
  }

  /** Can the system send a file by itself, or must its bytes pass through our hands? */
  boolean canSend(FileChannel file) {
    return !isEncrypted() && FileSending.isPossible(file);
  }

  boolean isEncrypted() {
    return server.options().protocol().isSecure()
        || context.pipeline().get(SslHandler.class) != null;
  }
}
