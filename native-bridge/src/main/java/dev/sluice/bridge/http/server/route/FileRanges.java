package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.ResponseHead;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ranges (RFC 9110 §14) of a file that a handler answers with. The head is the handler's: what it
 * says of validators is what If-Range is compared with, and other conditions are the handler's too.
 */
public final class FileRanges {
  private static final int OK = 200;
  private static final String CONTENT_LENGTH = "Content-Length";

  private FileRanges() {}

  /**
   * Answers with 206 or 416, if the request is a GET that asks for ranges and the answer is one of
   * which there can be any: a 200 that does not say by a Content-Range that it is a part already.
   * On the loop's thread, which opens the file as {@link Exchange#respond(ResponseHead,
   * FileChannel, long, long)} wants it.
   *
   * @param head of the answer with the whole file; not changed
   * @return false if the whole file is the answer, or there is no such regular file; nothing has
   *     been sent then
   * @throws BridgeException if the file cannot be opened, or the head cannot be sent
   */
  public static boolean respond(Exchange exchange, ResponseHead head, FileLocation file) {
    boolean mayBePart =
        exchange.fields().contains("Range")
            && exchange.method().equals("GET")
            && head.status() == OK
            && !head.fields().contains("Content-Range")
            && file.fd() < 0
            && Files.isRegularFile(file.path());
    return mayBePart && respondPart(exchange, head, file);
  }

  private static boolean respondPart(Exchange exchange, ResponseHead head, FileLocation file) {
    boolean isTaken = false;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file.path(), StandardOpenOption.READ);
      Representation part = part(exchange, head, file, channel.size());
      if (part == null) {
        return false;
      }
      if (part.store() instanceof FileStore) {
        isTaken = true;
        exchange.respond(part.head(), channel, part.offset(), part.length());
      } else {
        part.answer(exchange);
      }
      return true;
    } catch (IOException e) {
      throw BridgeException.of(e, "open", file.name());
    } finally {
      if (!isTaken) {
        close(channel);
      }
      Reference.reachabilityFence(file.keeper());
    }
  }

  /** What is sent instead of the whole file, or null. */
  private static @Nullable Representation part(
      Exchange exchange, ResponseHead head, FileLocation file, long size) {
    HeaderFields fields = head.fields().copy();
    // What the handler says of the whole's length is not true of a part.
    fields.remove(CONTENT_LENGTH);
    fields.set("Accept-Ranges", "bytes");
    long lastModified = HttpDates.parse(fields.get("Last-Modified"));
    // A file may be changed twice within a second (§8.8.2.2).
    long now = TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis());
    Representation whole =
        new Representation(
            new ResponseHead(head.status(), head.statusText(), fields),
            new FileStore(file),
            0,
            size,
            fields.get("ETag"),
            lastModified,
            lastModified != HttpDates.NONE && lastModified < now - 1);
    ByteRanges ranges = whole.ranges(exchange, Preconditions.of(exchange.fields()));
    return ranges instanceof ByteRanges.Whole ? null : whole.part(ranges);
  }

  private static void close(@Nullable FileChannel channel) {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was only read from.
      }
    }
  }
}
