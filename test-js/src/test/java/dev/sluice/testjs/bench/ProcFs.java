package dev.sluice.testjs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux tells of a running process. Elsewhere, and of one that has ended, NaN. */
final class ProcFs {
  /** {@code USER_HZ} is 100 on every Linux that Java runs on. */
  private static final double NANOS_PER_TICK = 1e7;

  private static final int UTIME = 11;

  private ProcFs() {}

  /** User and system time of all its threads, in nanoseconds. */
  static double cpuNanos(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      // The name of the program, in parentheses, may hold blanks.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[UTIME + 1])) * NANOS_PER_TICK;
    } catch (IOException gone) {
      return Double.NaN;
    }
  }

  /** The most memory that it has had resident, in MB. */
  static double peakMegabytes(long pid) {
    return statusKilobytes(pid, "VmHWM:") / 1000;
  }

  /** The memory that it has resident now, in KB. */
  static double residentKilobytes(long pid) {
    return statusKilobytes(pid, "VmRSS:");
  }

  private static double statusKilobytes(long pid, String field) {
    try {
      return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException gone) {
      return Double.NaN;
    }
  }
}
