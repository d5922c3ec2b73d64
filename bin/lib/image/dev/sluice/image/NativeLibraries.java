package dev.sluice.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Puts Netty's native library for this machine into the folder where the JVM looks for libraries
 * first. Out of its jar Netty would unpack it anew at each start, into the folder for temporary
 * files, which may be full or forbid to run what is in it.
 */
final class NativeLibraries {
  private static final String JARS = "netty-transport-native-*.jar";
  private static final String FOLDER = "META-INF/native/";

  private NativeLibraries() {}

  /** On systems for which there is none it does nothing. */
  static void unpack(Path modules, Path image) throws IOException {
    if (!System.getProperty("os.name").equals("Linux")) {
      return;
    }
    String suffix = "_" + processor() + ".so";
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(modules, JARS)) {
      for (Path jar : jars) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
          for (ZipEntry entry : zip.stream().toList()) {
            String name = entry.getName();
            if (name.startsWith(FOLDER) && name.endsWith(suffix)) {
              try (InputStream in = zip.getInputStream(entry)) {
                Files.copy(in, image.resolve("lib").resolve(name.substring(FOLDER.length())));
              }
            }
          }
        }
      }
    }
  }

  /** As Netty names it. */
  private static String processor() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64" -> "x86_64";
      case "aarch64" -> "aarch_64";
      default -> name;
    };
  }
}
