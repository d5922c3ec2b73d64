package dev.sluice.testjs.bench;

import dev.sluice.testjs.Literals;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;

/** What benchmarks read: files, each made when one first names it, and a server to fetch from. */
final class Data implements AutoCloseable {
  private static final int MEGABYTE = 1 << 20;

  /** What a script calls a file, and what is in it. */
  private enum Content {
    BINARY("dataFile", 64L * MEGABYTE) {
      @Override
      void fill(byte[] bytes, Random random) {
        random.nextBytes(bytes);
      }
    },
    TEXT("textFile", 64L * MEGABYTE),
    SMALL_TEXT("smallTextFile", 1024),
    LARGE("largeFile", 1024L * MEGABYTE);

    final String constant;
    final long length;

    Content(String constant, long length) {
      this.constant = constant;
      this.length = length;
    }

    void fill(byte[] bytes, Random random) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) ('a' + random.nextInt(26));
      }
    }
  }

  private static final String UPSTREAM = "upstreamUrl";

  private final Path folder;
  private Optional<Upstream> upstream = Optional.empty();

  Data(Path folder) {
    this.folder = folder;
  }

  /** Declarations of the constants that {@code source} names, as JavaScript. */
  String declarations(String source) throws IOException {
    StringBuilder text = new StringBuilder();
    text.append("const scratchFolder = %s;%n".formatted(Literals.string(folder.toString())));
    for (Content content : Content.values()) {
      if (source.contains(content.constant)) {
        String path = Literals.string(make(content).toString());
        text.append("const %s = %s;%n".formatted(content.constant, path));
      }
    }
    if (source.contains(UPSTREAM)) {
      String url = Literals.string(upstream().url(""));
      text.append("const %s = %s;%n".formatted(UPSTREAM, url));
    }
    return text.toString();
  }

  private Upstream upstream() throws IOException {
    if (upstream.isEmpty()) {
      upstream = Optional.of(new Upstream());
    }
    return upstream.get();
  }

  private Path make(Content content) throws IOException {
    Path file = folder.resolve(content.constant);
    if (!Files.exists(file)) {
      byte[] bytes = new byte[(int) Math.min(content.length, MEGABYTE)];
      content.fill(bytes, new Random(1));
      try (OutputStream out = Files.newOutputStream(file)) {
        for (long written = 0; written < content.length; written += bytes.length) {
          out.write(bytes);
        }
      }
    }
    return file;
  }

  @Override
  public void close() throws IOException {
    if (upstream.isPresent()) {
      upstream.get().close();
    }
  }
}
