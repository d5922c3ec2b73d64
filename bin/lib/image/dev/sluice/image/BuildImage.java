package dev.sluice.image;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * Builds what {@code bin/runtime} starts: the modules (by Maven, in a checkout), a run-time image
 * of them with the real Graal compiler, and the image's archive of loaded classes.
 *
 * <p>Arguments: the checkout or nothing; the folder that holds {@code modules/} and {@code
 * compiler/}; the folder of images; {@code image} or {@code modules} (stop before the image); the
 * files and folders that Maven builds from. It is run by the source launcher of the JDK that the
 * image is made of.
 *
 * <p>One process builds at a time, held by a lock on a file, which the system takes back if the
 * process dies. An image is built in a folder of its own and becomes visible by renaming, so
 * whatever is interrupted leaves nothing that could be started.
 */
public final class BuildImage {
  /** Another process was building: look again at what there is. */
  private static final int BUILT_ELSEWHERE = 75;

  /** The modules are there, an image could not be made of them. */
  private static final int NO_IMAGE = 76;

  private static final int TRAININGS = 3;

  private BuildImage() {}

  public static void main(String[] args) throws IOException {
    System.exit(
        run(
            args[0].isEmpty() ? null : Path.of(args[0]),
            Path.of(args[1]),
            new Images(Path.of(args[2])),
            args[3].equals("modules"),
            Arrays.stream(args).skip(4).map(Path::of).toList()));
  }

  private static int run(
      Path checkout, Path parts, Images images, boolean modulesOnly, List<Path> sources)
      throws IOException {
    try (FileChannel file =
            FileChannel.open(images.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.tryLock()) {
      if (lock == null) {
        Progress.say("another process is building, waiting for it");
        file.lock().release();
        return BUILT_ELSEWHERE;
      }
      images.deleteLeftovers();
      int steps = (checkout == null ? 0 : 1) + (modulesOnly ? 0 : 2);
      Progress progress = new Progress(steps);
      Stamp stamp;
      try {
        stamp =
            checkout == null
                ? Stamp.now(images)
                : new MavenBuild(checkout, parts, sources).run(images, progress);
      } catch (BuildException e) {
        Progress.say(e.getMessage());
        return 1;
      }
      if (modulesOnly) {
        stamp.publish("modules-only", "modules");
        return 0;
      }
      return image(parts, images, progress, stamp);
    }
  }

  private static int image(Path parts, Images images, Progress progress, Stamp stamp)
      throws IOException {
    String key = ImageKey.of(parts);
    try {
      if (!images.has(key)) {
        build(parts, images, key, progress);
        progress.done();
      }
      stamp.publish("current", key);
      images.deleteStamp("no-image");
      images.deleteAllBut(key);
      return 0;
    } catch (BuildException | IOException | RuntimeException | LinkageError e) {
      Progress.say(e instanceof BuildException ? e.getMessage() : e.toString());
      images.deleteLeftovers();
      stamp.publish("no-image", key);
      return NO_IMAGE;
    }
  }

  private static void build(Path parts, Images images, String key, Progress progress)
      throws IOException, BuildException {
    Path image = images.building(key);
    progress.step("link the run-time image with the Graal compiler");
    new ImageLinker(parts).link(image);
    NativeLibraries.unpack(parts.resolve("modules"), image);
    progress.step("train the archive of classes that makes starting quick, and check it");
    Path extras = Files.createDirectories(image.resolve("lib/sluice"));
    Files.copy(
        Resources.file("compiler-directives.json"), extras.resolve("compiler-directives.json"));
    trainAndCheck(new BuiltImage(image));
    images.publish(image, key);
  }

  /**
   * HotSpot rarely writes an archive that it crashes on: seen once in some 35 trainings, on a busy
   * machine.
   */
  private static void trainAndCheck(BuiltImage built) throws IOException, BuildException {
    for (int attempt = 1; ; attempt++) {
      built.train(Resources.file("training.js"));
      try {
        built.check();
        return;
      } catch (BuildException e) {
        if (attempt == TRAININGS) {
          throw e;
        }
        Progress.say("the archive of classes is unusable: once more");
      }
    }
  }
}
