package dev.sluice.runtime.binding;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import dev.sluice.bridge.Exported;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.codec.BufferEncoding;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.FileNames;
import dev.sluice.bridge.file.FileReader;
import dev.sluice.bridge.file.FileWriter;
import dev.sluice.bridge.file.FlaggedFile;
import dev.sluice.bridge.file.Folders;
import dev.sluice.bridge.file.Stat;
import dev.sluice.runtime.loop.EventLoop;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.graalvm.polyglot.Value;
import org.jspecify.annotations.Nullable;

/**
 * {@code internal.fileSystem}: what {@code node:fs} does with paths. All work is done off the
 * loop's thread; callbacks get {@code (error, value)}, once, in a task of their own. Paths are
 * relative to the working directory; flags and modes are Linux's numbers, a mode of −1 the usual
 * one; encodings are names of {@link BufferEncoding}.
 */
public final class FileSystemBinding {
  private final Path workingDirectory;
  private final EventLoop loop;

  FileSystemBinding(Path workingDirectory, EventLoop loop) {
    this.workingDirectory = workingDirectory;
    this.loop = loop;
  }

  /** Asks about a file, or with {@code link} about a symbolic link itself: a {@link Stat}. */
  @Exported
  public void stat(String path, boolean link, Value callback) {
    String syscall = link ? "lstat" : "stat";
    run(syscall, path, callback, file -> link ? Stat.ofLink(file) : Stat.of(file));
  }

  /** See {@link FileNames#access}. */
  @Exported
  public void access(String path, int mode, Value callback) {
    run(
        "access",
        path,
        callback,
        file -> {
          FileNames.access(file, mode);
          return true;
        });
  }

  /**
   * Reads a file as a whole: a buffer that is the caller's own.
   *
   * @param limit the greatest number of bytes, or −1
   */
  @Exported
  public void read(String path, int flags, long limit, Value callback) {
    run("open", path, callback, file -> content(file, flags, limit).slice());
  }

  /** Reads a file as a whole: its text. */
  @Exported
  public void readText(String path, int flags, long limit, String encoding, Value callback) {
    BufferEncoding how = BufferEncoding.valueOf(encoding);
    run(
        "open",
        path,
        callback,
        file -> {
          ByteBuffer bytes = content(file, flags, limit);
          return how.decode(
              bytes.array(), bytes.arrayOffset() + bytes.position(), bytes.remaining());
        });
  }

  private static ByteBuffer content(FileLocation file, int flags, long limit) {
    FlaggedFile.prepareToRead(file, flags);
    return FileReader.read(file, 0, -1, limit);
  }

  /** The store of a text's bytes. */
  @Exported
  public BlobStoreBinding encode(String text, String encoding) {
    byte[] bytes = BufferEncoding.valueOf(encoding).encode(text);
    return new BlobStoreBinding(BytesStore.of(bytes), loop);
  }

  /**
   * Opens a file, writes to it, closes it.
   *
   * @param content a store of bytes in memory
   * @param sync whether to wait until the system has it on its medium
   */
  @Exported
  public void write(
      String path, int flags, int mode, BlobStoreBinding content, boolean sync, Value callback) {
    run(
        "open",
        path,
        callback,
        file -> {
          try (FlaggedFile opened = FlaggedFile.open(file, flags, mode)) {
            opened.write(bytes(content));
            if (sync) {
              opened.sync();
            }
          }
          return true;
        });
  }

  /** Opens a file to write to it piece by piece: an {@link Opened}. */
  @Exported
  public void open(String path, int flags, int mode, Value callback) {
    run("open", path, callback, file -> new Opened(path, FlaggedFile.open(file, flags, mode)));
  }

  private static ByteBuffer bytes(BlobStoreBinding content) {
    return content.store() instanceof BytesStore here
        ? here.shared(0, -1)
        : content.store().read(0, -1, -1);
  }

  /** See {@link Folders#create} and {@link Folders#createAll}, whose result it gives. */
  @Exported
  public void makeFolder(String path, int mode, boolean recursive, Value callback) {
    run(
        "mkdir",
        path,
        callback,
        folder -> {
          if (recursive) {
            return Folders.createAll(folder, mode);
          }
          Folders.create(folder, mode);
          return null;
        });
  }

  /** See {@link Folders#createTemporary}. */
  @Exported
  public void makeTemporary(String prefix, Value callback) {
    run(() -> Folders.createTemporary(workingDirectory, prefix), "mkdtemp", prefix, callback);
  }

  /** See {@link Folders#list}: a {@link Listing}. */
  @Exported
  public void list(String path, boolean recursive, boolean kinds, Value callback) {
    Function<FileLocation, Object> work =
        folder -> new Listing(Folders.list(folder, recursive, kinds));
    run("scandir", path, callback, work);
  }

  /** Removes a file or link, see {@link Folders} for folders. */
  @Exported
  public void unlink(String path, Value callback) {
    run(
        "unlink",
        path,
        callback,
        file -> {
          FileWriter.remove(file);
          return true;
        });
  }

  /** See {@link Folders#remove}. */
  @Exported
  public void removeFolder(String path, Value callback) {
    run(
        "rmdir",
        path,
        callback,
        folder -> {
          Folders.remove(folder);
          return true;
        });
  }

  /** See {@link Folders#removeAny}. */
  @Exported
  public void removeAny(String path, boolean recursive, boolean force, Value callback) {
    run(
        "rm",
        path,
        callback,
        file -> {
          Folders.removeAny(file, recursive, force);
          return true;
        });
  }

  /** See {@link FileNames#rename}. */
  @Exported
  public void rename(String from, String to, Value callback) {
    run(
        "rename",
        from,
        callback,
        file -> {
          FileLocation place = locate(to, "rename");
          if (to.endsWith("/") && Files.isRegularFile(file.path(), LinkOption.NOFOLLOW_LINKS)) {
            throw new BridgeException(Code.ENOTDIR, "rename", from, null);
          }
          FileNames.rename(file, place);
          return true;
        });
  }

  /** See {@link FileNames#copy}. */
  @Exported
  public void copy(String from, String to, boolean exclusive, Value callback) {
    run(
        "copyfile",
        from,
        callback,
        file -> {
          FileNames.copy(file, locate(to, "copyfile"), exclusive);
          return true;
        });
  }

  /** See {@link FileNames#realPath}. */
  @Exported
  public void realPath(String path, Value callback) {
    run("realpath", path, callback, FileNames::realPath);
  }

  /** See {@link FileNames#link}. */
  @Exported
  public void link(String target, String path, Value callback) {
    run(
        "symlink",
        path,
        callback,
        link -> {
          FileNames.link(target, link);
          return true;
        });
  }

  /** See {@link FileNames#target}. */
  @Exported
  public void linkTarget(String path, Value callback) {
    run("readlink", path, callback, FileNames::target);
  }

  private void run(
      String syscall,
      String path,
      Value callback,
      Function<FileLocation, ? extends @Nullable Object> work) {
    run(() -> work.apply(locate(path, syscall)), syscall, path, callback);
  }

  private void run(
      Callable<? extends @Nullable Object> work, String syscall, String path, Value callback) {
    // In a holder, since what blocks gives something; not all of these do.
    loop.blocking(
        () -> Optional.ofNullable(work.call()),
        (error, value) ->
            Settle.with(callback, error, value == null ? null : value.orElse(null), syscall, path));
  }

  /**
   * Where a path leads. Java would take "" for the working directory; to the system it is nothing.
   * A folder is made or removed by its name, with or without a slash at its end; a file's name has
   * none.
   */
  private FileLocation locate(String path, String syscall) {
    if (path.isEmpty()) {
      throw new BridgeException(Code.ENOENT, syscall, path, null);
    }
    int end = path.length();
    if (isOfName(syscall)) {
      while (end > 1 && path.charAt(end - 1) == '/') {
        end--;
      }
    }
    Path place = FileLocation.ofPath(workingDirectory, path.substring(0, end)).path();
    boolean isFile =
        end < path.length()
            && Files.exists(place, LinkOption.NOFOLLOW_LINKS)
            && !Files.isDirectory(place);
    if (isFile && !syscall.equals("mkdir")) {
      throw new BridgeException(Code.ENOTDIR, syscall, path, null);
    }
    return new FileLocation(place, path, -1);
  }

  private static boolean isOfName(String syscall) {
    return switch (syscall) {
      case "mkdir", "rmdir", "rm", "rename" -> true;
      default -> false;
    };
  }

  /** What is in a folder, an index an entry. */
  public static final class Listing {
    private final List<Folders.Entry> entries;

    private Listing(List<Folders.Entry> entries) {
      this.entries = entries;
    }

    @Exported
    public int length() {
      return entries.size();
    }

    @Exported
    public String name(int index) {
      return entries.get(index).name();
    }

    /** The way from the listed folder to the one that the entry is in. */
    @Exported
    public String parent(int index) {
      return entries.get(index).parent();
    }

    /** Node's number of the entry's kind, {@code UV_DIRENT_…}. */
    @Exported
    public int kind(int index) {
      return entries.get(index).kind().number();
    }
  }

  /** A file that is open for writing: one call after the other, then {@link #close}. */
  public final class Opened {
    private final String path;
    private final FlaggedFile file;

    private Opened(String path, FlaggedFile file) {
      this.path = path;
      this.file = file;
    }

    /** Writes a store of bytes in memory. */
    @Exported
    public void write(BlobStoreBinding content, Value callback) {
      run(
          () -> {
            file.write(bytes(content));
            return true;
          },
          "write",
          path,
          callback);
    }

    /** Closes it; {@code sync} as in {@link FileSystemBinding#write}. */
    @Exported
    public void close(boolean sync, Value callback) {
      run(
          () -> {
            try (file) {
              if (sync) {
                file.sync();
              }
            }
            return true;
          },
          "close",
          path,
          callback);
    }
  }
}
