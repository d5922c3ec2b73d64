package dev.sluice.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;

/**
 * A file that says what may be started, and by its modification time up to when changes were taken
 * in: {@code bin/runtime} builds again as soon as a source or a part has a later change time. Its
 * lines: a key, the JDK the image was made of.
 */
final class Stamp {
  private final Images images;
  private final FileTime time;

  private Stamp(Images images, FileTime time) {
    this.images = images;
    this.time = time;
  }

  /**
   * Taken before anything is read. The time is the file system's own, which may lag behind the
   * clock.
   */
  static Stamp now(Images images) throws IOException {
    Path probe = images.temporary("stamp");
    Files.writeString(probe, "");
    FileTime time = Files.getLastModifiedTime(probe);
    Files.delete(probe);
    return new Stamp(images, time);
  }

  FileTime time() {
    return time;
  }

  void publish(String name, String key) throws IOException {
    Path file = images.temporary(name);
    Files.writeString(file, key + '\n' + System.getProperty("sluice.jdk") + '\n');
    Files.setLastModifiedTime(file, time);
    Files.move(
        file,
        images.stamp(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }
}
