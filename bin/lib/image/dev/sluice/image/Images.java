package dev.sluice.image;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of images: one folder an image, named by its key; stamps that say what may be started;
 * a lock.
 */
final class Images {
  private static final String UNFINISHED = "building-";

  private final Path folder;

  Images(Path folder) throws IOException {
    this.folder = folder.toRealPath();
  }

  Path lock() {
    return folder.resolve("lock");
  }

  Path stamp(String name) {
    return folder.resolve(name);
  }

  Path temporary(String name) {
    return folder.resolve(UNFINISHED + name);
  }

  Path building(String key) {
    return temporary(key);
  }

  boolean has(String key) {
    return Files.isDirectory(folder.resolve(key));
  }

  void publish(Path image, String key) throws IOException {
    Files.move(image, folder.resolve(key), StandardCopyOption.ATOMIC_MOVE);
  }

  void deleteStamp(String name) throws IOException {
    Files.deleteIfExists(stamp(name));
  }

  /** What an interrupted build left; only for whoever holds the lock. */
  void deleteLeftovers() throws IOException {
    for (Path file : list()) {
      if (file.getFileName().toString().startsWith(UNFINISHED)) {
        deleteTree(file);
      }
    }
  }

  /** Deletes the other images, save those that some process still runs from. */
  void deleteAllBut(String key) throws IOException {
    List<String> running =
        ProcessHandle.allProcesses().flatMap(process -> process.info().command().stream()).toList();
    for (Path image : list()) {
      if (Files.isDirectory(image)
          && !image.getFileName().toString().equals(key)
          && running.stream().noneMatch(command -> command.startsWith(image + "/"))) {
        deleteTree(image);
      }
    }
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
