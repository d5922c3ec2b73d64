package dev.sluice.bridge.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What this process has open; on Linux. */
public final class OpenFiles {
  private OpenFiles() {}

  /** The open files below a folder. */
  public static List<String> below(Path folder) throws IOException {
    List<String> open = new ArrayList<>();
    try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors.toList()) {
        try {
          String file = Files.readSymbolicLink(descriptor).toString();
          if (file.startsWith(folder.toRealPath().toString())) {
            open.add(file);
          }
        } catch (IOException closed) {
          // The descriptor of the listing itself.
        }
      }
    }
    return open;
  }
}
