package dev.sluice.bridge.file;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of the disk that a large file gets before it is written, by Linux's fallocate(2). On ext4,
 * which otherwise looks for them page by page when they are written back, a copy of 1 GB needs 255
 * ms of CPU instead of 385, and 255 ms instead of 680 by the clock. Java knows no such call, so it
 * is made by way of java.lang.foreign, where the module may use that; what is refused or fails is
 * as if nobody had asked.
 *
 * <p>The file's size stays what it is and grows with what is written ({@code FALLOC_FL_KEEP_SIZE}),
 * so that a copy that breaks off looks like one. Used by one thread; blocks.
 */
final class Reservation {
  /** Below, what the first call costs, 75 ms to make the handles, is about what it saves. */
  private static final long LEAST = 256L << 20;

  private static final String FILE_SYSTEM = "ext4";

  private static final Reservation NONE = new Reservation(null, -1, 0);

  private final @Nullable Calls calls;
  private final int fd;
  private final long length;

  private Reservation(@Nullable Calls calls, int fd, long length) {
    this.calls = calls;
    this.fd = fd;
    this.length = length;
  }

  /**
   * Reserves what it can, maybe nothing.
   *
   * @param file an empty regular file
   * @param length how many bytes are going to be written
   */
  static Reservation of(Path file, long length) {
    if (length < LEAST || !isWorthIt(file)) {
      return NONE;
    }
    Calls calls = Calls.ALL;
    int fd = calls == null ? -1 : calls.open(file.toString());
    // No room on the disk, for one, is no error here: writing will say so.
    return calls == null || fd < 0
        ? NONE
        : new Reservation(calls, fd, calls.reserve(fd, length) ? length : 0);
  }

  /** Not where files can share blocks (btrfs, XFS), nor where there is no disk. */
  private static boolean isWorthIt(Path file) {
    try {
      return Files.getFileStore(file).type().equals(FILE_SYSTEM);
    } catch (IOException e) {
      return false;
    }
  }

  /** Is anything reserved? */
  boolean isHeld() {
    return length > 0;
  }

  /**
   * Ends it. What was not used goes back.
   *
   * @param written the channel that the file was written by, still open
   */
  void release(FileChannel written) {
    if (calls == null) {
      return;
    }
    try {
      long size = written.size();
      if (size < length) {
        // To cut a file to the size that it has frees what lies beyond.
        calls.cut(fd, size);
      }
    } catch (IOException e) {
      // Whoever wrote has been told, or will be; the blocks go with the file.
    } finally {
      calls.close(fd);
    }
  }

  /** Functions of the C library. */
  private record Calls(
      MethodHandle openHandle,
      MethodHandle fallocateHandle,
      MethodHandle ftruncateHandle,
      MethodHandle closeHandle) {
    /** Null where they are missing, or this module may not call them without a warning. */
    static final @Nullable Calls ALL = find();

    // Values of Linux on x86-64 and AArch64.
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int FALLOC_FL_KEEP_SIZE = 1;

    @SuppressWarnings("restricted") // it has been asked whether it may
    private static @Nullable Calls find() {
      String architecture = System.getProperty("os.arch", "");
      boolean isKnown = architecture.equals("amd64") || architecture.equals("aarch64");
      if (!isKnown
          || !System.getProperty("os.name", "").equals("Linux")
          || !Reservation.class.getModule().isNativeAccessEnabled()) {
        return null;
      }
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      try {
        return new Calls(
            linker.downcallHandle(
                library.findOrThrow("open"),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                Linker.Option.firstVariadicArg(2)),
            linker.downcallHandle(
                library.findOrThrow("fallocate"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG)),
            linker.downcallHandle(
                library.findOrThrow("ftruncate"),
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG)),
            linker.downcallHandle(
                library.findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT)));
      } catch (NoSuchElementException | UnsupportedOperationException e) {
        return null;
      }
    }

    /** A descriptor, or −1. */
    int open(String path) {
      // A name that the system would not give back the same is not worth a thought.
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment name = arena.allocateFrom(path, nativeEncoding());
        return (int) openHandle.invokeExact(name, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    private static Charset nativeEncoding() {
      return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
    }

    boolean reserve(int fd, long length) {
      try {
        return (int) fallocateHandle.invokeExact(fd, FALLOC_FL_KEEP_SIZE, 0L, length) == 0;
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    void cut(int fd, long size) {
      try {
        int _ = (int) ftruncateHandle.invokeExact(fd, size);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }

    void close(int fd) {
      try {
        int _ = (int) closeHandle.invokeExact(fd);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
