package dev.sluice.bridge.http.server;

import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileSource;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;

/** Finds out in which way a file can be sent, and has the exchange's carrier send it. */
final class FileResponses {
  private FileResponses() {}

  /**
   * Answers with a range of a file.
   *
   * @param offset where the range begins
   * @param length −1 for «to the end as found now»
   * @throws IOException if nothing has left
   */
  static void send(
      Exchange exchange, ResponseHead head, FileLocation file, long offset, long length)
      throws IOException {
    if (file.fd() >= 0 || !Files.isRegularFile(file.path())) {
      if (file.fd() < 0 && Files.isDirectory(file.path())) {
        throw new FileSystemException(file.name(), null, "Is a directory");
      } else if (file.fd() >= 0 || Files.exists(file.path())) {
        // What has no size is read until it ends.
        exchange.pipe(head, new FileSource(file, offset, length, exchange.loop()), -1);
        return;
      }
    }
    sendRegular(exchange, head, file, offset, length);
  }

  private static void sendRegular(
      Exchange exchange, ResponseHead head, FileLocation file, long offset, long length)
      throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file.path(), StandardOpenOption.READ);
    } finally {
      Reference.reachabilityFence(file);
    }
    long from = Math.max(0, offset);
    long left;
    try {
      left = Math.max(0, channel.size() - from);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    exchange.carrier.sendFile(
        exchange, head, channel, from, length < 0 ? left : Math.min(length, left));
  }
}
