package dev.sluice.bridge.http.server.route;

import dev.sluice.bridge.Loop;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.RequestHandler;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers requests with files: conditional requests and ranges (RFC 9110 §13, §14), Last-Modified
 * and an entity tag from size, time of change, and the file's identity.
 *
 * <p><b>Every request looks at the file.</b> Nothing is remembered over a later change. Files of up
 * to {@value #SMALL} bytes are kept in memory, and are sent from there while a look shows the same
 * stamp; larger ones are opened each time by whoever sends them. A file that was changed within the
 * last two seconds may change again without another stamp: it is read each time, and its tag is
 * weak (§8.8.1, §8.8.2.2).
 *
 * <p><b>Who waits.</b> A look takes 3 µs if the system remembers the file, and a hop to another
 * thread and back 5 to 18 µs, so the loop looks by itself. But the first look at a file, and one
 * after {@value #WARM_SECONDS} s of rest, may have to wait for a disk, and is made off the loop, as
 * is all reading.
 *
 * <p>One for each loop; on its thread.
 */
public final class FileResponder {
  static final int SMALL = 64 << 10;
  private static final int WARM_SECONDS = 10;
  static final long WARM_NANOS = TimeUnit.SECONDS.toNanos(WARM_SECONDS);

  /** Opens a file for reading. */
  @FunctionalInterface
  interface Opener {
    FileChannel open(Path path) throws IOException;
  }

  private final Loop loop;
  private final @Nullable CompressionPolicy policy;
  private final Opener opener;
  private final KnownFiles known = new KnownFiles();

  /** A responder that sends files as they are, unless there is a compressed one beside them. */
  public FileResponder(Loop loop) {
    this(loop, null);
  }

  /**
   * @param policy compresses what it agrees to; small files that stay as they are once, larger ones
   *     each time
   */
  public FileResponder(Loop loop, @Nullable CompressionPolicy policy) {
    this(loop, policy, path -> FileChannel.open(path, StandardOpenOption.READ));
  }

  FileResponder(Loop loop, @Nullable CompressionPolicy policy, Opener opener) {
    this.loop = loop;
    this.policy = policy;
    this.opener = opener;
  }

  Loop loop() {
    return loop;
  }

  KnownFiles known() {
    return known;
  }

  @Nullable CompressionPolicy policy() {
    return policy;
  }

  /** Opens a file for reading, on the loop's thread: it has been looked at just before. */
  FileChannel open(Path path) throws IOException {
    return opener.open(path);
  }

  /**
   * Answers a request with a file.
   *
   * @param missing handles the request instead, now or in a task of its own, if there is no regular
   *     file by that name which may be read
   */
  public void respond(Exchange exchange, FileRoute route, RequestHandler missing) {
    new FileRequest(this, exchange, route, missing).begin();
  }
}
