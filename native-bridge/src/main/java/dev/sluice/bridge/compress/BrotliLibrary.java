package dev.sluice.bridge.compress;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Loads brotli's native library. Brotli4j unpacks it into a file that it would have the JVM delete
 * at its end, but a program may halt the JVM: so it is unpacked here, and its name is gone as soon
 * as it is loaded.
 */
final class BrotliLibrary {
  /** Where Brotli4j looks first; a user may have named a file here. */
  private static final String PATH = "brotli4j.library.path";

  private BrotliLibrary() {}

  /**
   * Loads it; to be called once.
   *
   * @throws UnsatisfiedLinkError if there is none for this platform, or it cannot be loaded
   */
  static void load() {
    try (InputStream library = System.getProperty(PATH) == null ? packed() : null) {
      if (library == null) {
        Brotli4jLoader.ensureAvailability();
        return;
      }
      Path file = Files.createTempFile("sluice-brotli-", ".tmp");
      try {
        Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
        System.setProperty(PATH, file.toString());
        Brotli4jLoader.ensureAvailability();
      } finally {
        System.clearProperty(PATH);
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static @Nullable InputStream packed() {
    String name = resource();
    ClassLoader loader = Brotli4jLoader.class.getClassLoader();
    return name == null || loader == null ? null : loader.getResourceAsStream(name);
  }

  /**
   * The library of this platform in the jars beside Brotli4j; null where that has to look itself.
   */
  static @Nullable String resource() {
    String os = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch", "");
    String platform = arch.equals("amd64") ? "x86_64" : arch;
    if (os.equals("linux")) {
      return "lib/linux-" + platform + "/libbrotli.so";
    }
    if (os.startsWith("mac")) {
      return "lib/osx-" + platform + "/libbrotli.dylib";
    }
    // On Windows a file that is loaded cannot be deleted, so that Brotli4j's own way is as good.
    return null;
  }
}
