package dev.sluice.bridge.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that is open for being written: at its place, or beside it and put there by {@link
 * #commit}. Used by one thread at a time; everything blocks.
 */
final class Target implements Closeable {
  /** What is written by one call, by way of a direct buffer of the thread's own. */
  private static final int PIECE = 512 << 10;

  /**
   * What is cut off before so many bytes is cut off down to their length and not to nothing, since
   * ext4 takes the latter for the rewriting of a small file and sends all of the new one to the
   * disk when it is closed. For a large one that takes as long as receiving it.
   */
  private static final int LARGE = 64 << 10;

  private static final int PERMISSION_BITS = 9;
  private static final int TRIES = 100;

  /** So much of a file's name is in that of its temporary file; at most 255 bytes are allowed. */
  private static final int NAME_START = 40;

  private final FileChannel channel;

  /** Where the bytes are until the file is complete, and where they belong; null if in place. */
  private final @Nullable Path beside;

  private final Path place;

  /** Is what the file held before still there, to be gone with the first bytes or the end? */
  private boolean holdsOld;

  private Target(FileChannel channel, @Nullable Path beside, Path place) {
    this.channel = channel;
    this.beside = beside;
    this.place = place;
  }

  /** Opens the file as {@code options} say, positioned where writing begins. */
  static Target open(FileLocation file, WriteOptions options) throws IOException {
    return open(file, options, false);
  }

  /**
   * Likewise, before there is anything to write: whether it can be written shows now, and what it
   * holds is kept until there is something in its place.
   */
  static Target openAhead(FileLocation file, WriteOptions options) throws IOException {
    return open(file, options, true);
  }

  private static Target open(FileLocation file, WriteOptions options, boolean ahead)
      throws IOException {
    if (Files.isDirectory(file.path())) {
      throw new FileSystemException(file.name(), null, "Is a directory");
    }
    try {
      return openOnce(file, options, ahead);
    } catch (NoSuchFileException e) {
      if (file.namesFolder()) {
        // What the system says of it; to make the folders on the way would make this one too.
        throw new FileSystemException(file.name(), null, "Is a directory");
      }
      Path folder = file.path().toAbsolutePath().getParent();
      if (!options.createPath() || folder == null || Files.isDirectory(folder)) {
        throw e;
      }
      createFolders(folder);
      return openOnce(file, options, ahead);
    }
  }

  private static void createFolders(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
    } catch (FileAlreadyExistsException e) {
      // Something on the way is there and no folder.
      throw new FileSystemException(e.getFile(), null, "Not a directory");
    }
  }

  private static Target openOnce(FileLocation file, WriteOptions options, boolean ahead)
      throws IOException {
    Path path = file.path();
    if (options.atomic() && (!Files.exists(path) || Files.isRegularFile(path))) {
      return openBeside(path, options);
    }
    if (file.fd() >= 0) {
      // It is somebody else's: nothing of it is cut off, and what it holds is gone on with.
      boolean isFile = Files.isRegularFile(path);
      OpenOption how =
          isFile && options.isWhole() ? StandardOpenOption.APPEND : StandardOpenOption.WRITE;
      FileChannel channel = FileChannel.open(path, how);
      return new Target(isFile ? at(options.offset(), channel) : channel, null, path);
    }
    Set<StandardOpenOption> how = EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    if (options.isWhole() && !ahead) {
      how.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    FileChannel channel = FileChannel.open(path, how, permissions(options.mode()));
    Target target = new Target(at(options.offset(), channel), null, path);
    // What is no file, such as a pipe, has no length.
    target.holdsOld = options.isWhole() && ahead && Files.isRegularFile(path);
    return target;
  }

  /** Positions the channel, or closes it. */
  private static FileChannel at(long offset, FileChannel channel) throws IOException {
    try {
      return offset > 0 ? channel.position(offset) : channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static Target openBeside(Path path, WriteOptions options) throws IOException {
    boolean exists = Files.exists(path);
    // Through a link: the link stays, and what it points to is replaced.
    Path place = exists ? path.toRealPath() : path.toAbsolutePath();
    if (exists && !Files.isWritable(place)) {
      throw new java.nio.file.AccessDeniedException(path.toString());
    }
    String start = startOf(String.valueOf(place.getFileName()));
    Random random = ThreadLocalRandom.current();
    Set<StandardOpenOption> how =
        EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
    for (int i = 0; ; i++) {
      String name = "." + start + "." + Integer.toHexString(random.nextInt()) + ".tmp";
      Path beside = place.resolveSibling(name);
      // Before it is there: the program may end at any moment.
      TemporaryFiles.add(beside);
      FileChannel channel;
      try {
        channel = FileChannel.open(beside, how, permissions(options.mode()));
      } catch (FileAlreadyExistsException e) {
        TemporaryFiles.forget(beside);
        if (i == TRIES) {
          throw e;
        }
        continue;
      } catch (IOException e) {
        TemporaryFiles.forget(beside);
        throw e;
      }
      Target target = new Target(channel, beside, place);
      if (exists) {
        target.takePermissionsOf(place);
      }
      return target;
    }
  }

  /**
   * The first characters of a name, so that what is made of them is not too long for the system.
   */
  private static String startOf(String name) {
    if (name.length() <= NAME_START) {
      return name;
    }
    boolean cutsPair = Character.isHighSurrogate(name.charAt(NAME_START - 1));
    return name.substring(0, cutsPair ? NAME_START - 1 : NAME_START);
  }

  private void takePermissionsOf(Path other) throws IOException {
    try {
      if (beside != null && isPosix(other)) {
        Files.setPosixFilePermissions(beside, Files.getPosixFilePermissions(other));
      }
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** The permissions of what is made new, as in {@link WriteOptions#mode}. */
  static FileAttribute<?>[] permissions(int mode) {
    if (mode < 0) {
      return new FileAttribute<?>[0];
    }
    // From the highest bit to the lowest they are rwx for owner, group and others, as in the enum.
    PosixFilePermission[] all = PosixFilePermission.values();
    Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
    for (int bit = 0; bit < PERMISSION_BITS; bit++) {
      if ((mode >> (PERMISSION_BITS - 1 - bit) & 1) != 0) {
        set.add(all[bit]);
      }
    }
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }

  /** The path of the file that the channel writes to. */
  Path writtenPath() {
    return beside == null ? place : beside;
  }

  FileChannel channel() {
    return channel;
  }

  /** Writes all of it, where the channel stands. */
  void write(ByteBuffer bytes) throws IOException {
    boolean isLarge = bytes.remaining() >= LARGE;
    boolean isOverOld = holdsOld && isLarge;
    empty(isLarge ? bytes.remaining() : 0);
    try {
      put(bytes);
    } catch (IOException e) {
      if (isOverOld) {
        // Nothing of the old file is to stand behind what was written.
        channel.truncate(channel.position());
      }
      throw e;
    }
  }

  private void put(ByteBuffer bytes) throws IOException {
    int end = bytes.limit();
    while (bytes.position() < end) {
      bytes.limit(bytes.isDirect() ? end : Math.min(end, bytes.position() + PIECE));
      channel.write(bytes);
    }
  }

  /**
   * What the file held before goes.
   *
   * @param length at most so much of it stays, to be written over at once
   */
  private void empty(int length) throws IOException {
    if (holdsOld) {
      holdsOld = false;
      channel.truncate(length);
    }
  }

  /** The file is complete: closes it and puts it in its place. */
  void commit() throws IOException {
    if (beside == null) {
      empty(0);
      channel.close();
      return;
    }
    try {
      // Else a crash could leave the name with the new file's size and not its bytes.
      channel.force(true);
      channel.close();
      Files.move(
          beside, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      TemporaryFiles.forget(beside);
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /**
   * Gives up: closes, and removes what was written beside the place. What was written at the place
   * stays. Harmless after {@link #commit}.
   */
  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      if (beside != null) {
        Files.deleteIfExists(beside);
        TemporaryFiles.forget(beside);
      }
    }
  }
}
