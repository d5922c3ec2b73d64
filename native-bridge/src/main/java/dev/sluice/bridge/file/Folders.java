package dev.sluice.bridge.file;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.BridgeException.Code;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Makes, lists and removes folders. Everything blocks, and fails with a {@link BridgeException}
 * that names the path as the script wrote it.
 */
public final class Folders {
  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int RANDOM_LETTERS = 6;
  private static final int TRIES = 100;

  /** What the owner may do with a folder that nobody else may look into. */
  private static final int PRIVATE = 0700;

  private Folders() {}

  /**
   * An entry of a folder.
   *
   * @param parent the way from the listed folder to the one that the entry is in; "" for itself
   * @param kind {@link FileKind#UNKNOWN} unless it was asked for
   */
  public record Entry(String parent, String name, FileKind kind) {}

  /**
   * Makes a folder, whose parent must be there.
   *
   * @param mode as in {@link WriteOptions}
   * @throws BridgeException EEXIST, ENOENT, EACCES and so on
   */
  public static void create(FileLocation folder, int mode) {
    try {
      Files.createDirectory(folder.path(), Target.permissions(mode));
    } catch (IOException e) {
      throw BridgeException.of(e, "mkdir", folder.name());
    }
  }

  /**
   * Makes a folder and those above it that are missing.
   *
   * @param mode as in {@link WriteOptions}, of each folder
   * @return the uppermost folder that was made, as the script would write it; null if none was
   * @throws BridgeException EEXIST if a file has the name, ENOTDIR if one above does, EACCES …
   */
  public static @Nullable String createAll(FileLocation folder, int mode) {
    Path first;
    try {
      first = createMissing(folder.path(), mode);
    } catch (IOException e) {
      throw BridgeException.of(e, "mkdir", folder.name());
    }
    if (first == null) {
      return null;
    }
    Path written = Path.of(folder.name());
    for (int i = folder.path().getNameCount() - first.getNameCount(); i > 0; i--) {
      written = written.getParent();
      if (written == null) {
        // Even the folder that the path is relative to had to be made.
        return first.toString();
      }
    }
    return written.toString();
  }

  private static @Nullable Path createMissing(Path folder, int mode) throws IOException {
    Path first = null;
    for (; ; ) {
      try {
        Files.createDirectory(folder, Target.permissions(mode));
        return first == null ? folder : first;
      } catch (FileAlreadyExistsException e) {
        if (Files.isDirectory(folder)) {
          return first;
        }
        throw e;
      } catch (NoSuchFileException e) {
        Path parent = folder.getParent();
        if (parent == null || Files.isDirectory(parent)) {
          throw e;
        }
        Path made = createMissing(parent, mode);
        first = first == null ? made : first;
      }
    }
  }

  /**
   * Makes a folder of a new name, which only the owner may use.
   *
   * @param prefix what its name begins with
   * @return its path as the script would write it
   * @throws BridgeException ENOENT and so on
   */
  public static String createTemporary(Path base, String prefix) {
    RandomGenerator random = ThreadLocalRandom.current();
    for (int i = 0; ; i++) {
      StringBuilder name = new StringBuilder(prefix);
      for (int letter = 0; letter < RANDOM_LETTERS; letter++) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      FileLocation folder = FileLocation.ofPath(base, name.toString());
      try {
        Files.createDirectory(folder.path(), Target.permissions(PRIVATE));
        return folder.name();
      } catch (FileAlreadyExistsException e) {
        if (i == TRIES) {
          throw BridgeException.of(e, "mkdtemp", folder.name());
        }
      } catch (IOException e) {
        throw BridgeException.of(e, "mkdtemp", folder.name());
      }
    }
  }

  /**
   * What is in a folder: folder by folder, those nearer to the top first, in each by name.
   *
   * @param recursive whether the folders in it are listed too; those behind symbolic links are not,
   *     nor are such as vanish meanwhile
   * @param kinds whether the entries' kinds are asked for
   * @throws BridgeException ENOENT, ENOTDIR, EACCES and so on
   */
  public static List<Entry> list(FileLocation folder, boolean recursive, boolean kinds) {
    List<Entry> entries = new ArrayList<>();
    ArrayDeque<String> waiting = new ArrayDeque<>(List.of(""));
    try {
      for (String parent; (parent = waiting.poll()) != null; ) {
        Path here = parent.isEmpty() ? folder.path() : folder.path().resolve(parent);
        for (String name : names(here, !parent.isEmpty())) {
          FileKind kind = recursive || kinds ? FileKind.of(here.resolve(name)) : FileKind.UNKNOWN;
          entries.add(new Entry(parent, name, kind));
          if (recursive && kind == FileKind.FOLDER) {
            waiting.add(parent.isEmpty() ? name : parent + "/" + name);
          }
        }
      }
      return entries;
    } catch (IOException e) {
      throw BridgeException.of(e, "scandir", folder.name());
    }
  }

  private static List<String> names(Path folder, boolean mayVanish) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      for (Path entry : stream) {
        names.add(String.valueOf(entry.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException e) {
      if (!mayVanish) {
        throw e;
      }
    }
    names.sort(null);
    return names;
  }

  /**
   * Removes an empty folder.
   *
   * @throws BridgeException ENOTDIR for anything else, ENOTEMPTY, ENOENT and so on
   */
  public static void remove(FileLocation folder) {
    try {
      if (!Files.readAttributes(folder.path(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isDirectory()) {
        throw new BridgeException(Code.ENOTDIR, "rmdir", folder.name(), null);
      }
      Files.delete(folder.path());
    } catch (IOException e) {
      throw BridgeException.of(e, "rmdir", folder.name());
    }
  }

  /**
   * Removes whatever is at a path. Symbolic links are removed and not followed.
   *
   * @param recursive whether a folder may go, with all that is in it
   * @param force whether it is all right if nothing is there
   * @throws BridgeException EISDIR for a folder without {@code recursive}; ENOENT; for what cannot
   *     be removed its own error and path, and what has not been removed by then stays
   */
  public static void removeAny(FileLocation place, boolean recursive, boolean force) {
    Path path = place.path();
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (!found.isDirectory()) {
        Files.delete(path);
        return;
      }
    } catch (NoSuchFileException e) {
      if (force) {
        return;
      }
      throw BridgeException.of(e, "lstat", place.name());
    } catch (IOException e) {
      throw BridgeException.of(e, "rm", place.name());
    }
    if (!recursive) {
      throw new BridgeException(Code.EISDIR, "rm", place.name(), null);
    }
    Removal removal = new Removal(path);
    try {
      Files.walkFileTree(path, removal);
    } catch (IOException e) {
      String below = path.relativize(removal.at).toString();
      throw BridgeException.of(e, "rm", place.name() + (below.isEmpty() ? "" : "/" + below));
    }
  }

  /** Removes a tree from its leaves on. What has vanished by itself is no fault. */
  private static final class Removal extends SimpleFileVisitor<Path> {
    private Path at;

    private Removal(Path root) {
      at = root;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      at = file;
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
      at = file;
      if (e instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw e;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      at = folder;
      if (e != null) {
        throw e;
      }
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
