package dev.sluice.bridge.http.server.route;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.server.ResponseHead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the tests of files over HTTP have in common: a folder, and a server that answers with a file
 * of it.
 */
abstract class ServedFiles {
  /** A time of which nobody doubts that the file has not changed since. */
  static final Instant LONG_AGO = Instant.parse("1994-11-06T08:49:37.123456789Z");

  @TempDir Path folder;

  final RouteServer server = new RouteServer();

  @AfterEach
  void close() {
    server.close();
  }

  Path write(String name, byte[] bytes) throws IOException {
    return write(name, bytes, LONG_AGO);
  }

  Path write(String name, byte[] bytes, Instant modified) throws IOException {
    Path path = folder.resolve(name);
    Files.write(path, bytes);
    Files.setLastModifiedTime(path, FileTime.from(modified));
    return path;
  }

  static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  static byte[] text(int length) {
    return "All work and no play. ".repeat(length / 22 + 1).substring(0, length).getBytes(US_ASCII);
  }

  FileRoute route(String name, String... fields) {
    String[] all = Arrays.copyOf(fields, fields.length + 2);
    all[fields.length] = "Content-Type";
    all[fields.length + 1] = "text/plain";
    return FileRoute.of(
        new FileLocation(folder.resolve(name), name, -1), ResponseHead.of(200, all));
  }

  /** Serves {@code /f}. */
  void serve(FileRoute route) {
    server.serve("/f", route, null);
  }

  RouteServer.Answer get(String... fields) throws IOException {
    return server.ask("GET", "/f", fields);
  }
}
