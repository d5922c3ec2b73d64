package dev.sluice.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * The name of an image: a hash of the content of everything that it is made of. HotSpot runs old
 * classes out of an archive without a word when a jar is replaced by another one at the same path;
 * an image whose name is its content cannot be stale.
 */
final class ImageKey {
  private static final int LENGTH = 32;

  private ImageKey() {}

  /** Jars, options, training script, this program, and the JDK whose modules the image takes. */
  static String of(Path parts) throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      for (Path folder :
          List.of(parts.resolve("modules"), parts.resolve("compiler"), Resources.folder())) {
        for (Path file : filesOf(folder)) {
          add(out, folder.relativize(file).toString(), file);
        }
      }
      add(out, "release", Path.of(System.getProperty("java.home"), "release"));
    }
    return HexFormat.of().formatHex(digest.digest()).substring(0, LENGTH);
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  // The length separates a file's content from the next name.
  private static void add(OutputStream out, String name, Path file) throws IOException {
    out.write((name + '\0' + Files.size(file) + '\0').getBytes(StandardCharsets.UTF_8));
    try (InputStream in = Files.newInputStream(file)) {
      in.transferTo(out);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
