package dev.sluice.bridge.form;

import java.nio.file.Path;

/**
 * What a form that is read may cost.
 *
 * @param memory bytes of its files that are kept in memory, all together; what comes beyond goes to
 *     a temporary file. Forms whose bytes are in memory already stay there
 * @param folder where temporary files are made; they have no name there once they are open
 * @param textBytes bytes of all its texts together, names and types of its parts among them, which
 *     have to be in memory
 * @param headerBytes bytes of one part's header
 * @param parts how many parts there may be
 */
public record FormLimits(long memory, Path folder, long textBytes, int headerBytes, int parts) {
  /** 1 MiB of files and 64 MiB of texts in memory, headers of 16 KiB, 10,000 parts. */
  public static FormLimits defaults(Path folder) {
    return new FormLimits(1 << 20, folder, 64 << 20, 16 << 10, 10_000);
  }

  public FormLimits {
    if (memory < 0 || textBytes < 0 || headerBytes < 1 || parts < 0) {
      throw new IllegalArgumentException("a limit is negative");
    }
  }

  /** These limits with another one for {@link #memory}. */
  public FormLimits withMemory(long bytes) {
    return new FormLimits(bytes, folder, textBytes, headerBytes, parts);
  }

  /** These limits with another {@link #folder}. */
  public FormLimits withFolder(Path other) {
    return new FormLimits(memory, other, textBytes, headerBytes, parts);
  }
}
