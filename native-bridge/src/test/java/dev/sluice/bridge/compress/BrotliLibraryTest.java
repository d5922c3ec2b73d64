package dev.sluice.bridge.compress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.service.BrotliNativeProvider;
import com.github.luben.zstd.util.Native;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BrotliLibraryTest {
  /** A program of its own, since a library is loaded once, and since it is to be halted. */
  public static final class Halting {
    private Halting() {}

    public static void main(String[] arguments) {
      boolean isAvailable = Coding.BROTLI.isAvailable() && Coding.ZSTD.isAvailable();
      Runtime.getRuntime().halt(isAvailable ? 0 : 1);
    }
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aProgramThatHaltsLeavesNoLibraryBehind(@TempDir Path folder)
      throws IOException, InterruptedException {
    Process program =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                Halting.class.getName())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, program.waitFor());
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** What the program needs, wherever the test's own class loader has it from. */
  private static String classPath() throws IOException {
    String name = Objects.requireNonNull(BrotliLibrary.resource());
    URL library = Objects.requireNonNull(Coding.class.getClassLoader()).getResource(name);
    JarURLConnection jar = (JarURLConnection) Objects.requireNonNull(library).openConnection();
    URL natives = jar.getJarFileURL();
    Stream<URL> others =
        Stream.of(
                Halting.class,
                Coding.class,
                Brotli4jLoader.class,
                BrotliNativeProvider.class,
                Native.class)
            .map(type -> type.getProtectionDomain().getCodeSource().getLocation());
    return Stream.concat(Stream.of(natives), others)
        .map(url -> Path.of(URI.create(url.toString())).toString())
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void brotlisOwnSettingIsLeftAsItWas() {
    assertTrue(Coding.BROTLI.isAvailable());
    assertNull(System.getProperty("brotli4j.library.path"));
  }
}
