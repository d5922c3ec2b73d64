package dev.sluice.testjs.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testjs.launcher.Launcher.Result;
import dev.sluice.testjs.launcher.Launcher.Running;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How images come to be, and what happens where none can be made. Each test has parts of its own,
 * in a folder with a space.
 */
final class ImageBuildTest {
  private static final String OLD_TEXT = "no script given";
  private static final String NEW_TEXT = "no script named";

  @TempDir private Path folder;

  private Path parts = Path.of("");

  @BeforeEach
  void copyTheParts() throws IOException {
    parts = folder.resolve("some parts");
    copy(Launcher.PARTS.resolve("modules"), parts.resolve("modules"));
    copy(Launcher.PARTS.resolve("compiler"), parts.resolve("compiler"));
  }

  @Test
  void firstRunsAtOnceBuildOneImageAndAChangedJarAnother() throws IOException {
    Running one = launcher().start();
    Running two = launcher().start();
    List<Result> results = List.of(one.end(), two.end());
    for (Result result : results) {
      assertEquals(2, result.status(), result::err);
      assertTrue(result.err().contains(OLD_TEXT), result::err);
    }
    assertEquals(
        1, results.stream().filter(result -> result.err().contains("ready after")).count());
    String first = key();

    // The jar's length, path and date stay; so HotSpot would see no difference.
    FileTime date = Files.getLastModifiedTime(runtimeJar());
    changeTheCode();
    Files.setLastModifiedTime(runtimeJar(), date);

    Result changed = launcher().run();
    assertTrue(changed.err().contains(NEW_TEXT), changed::err);
    assertTrue(changed.err().contains("building"), changed::err);
    assertNotEquals(first, key());
    assertEquals(List.of(key()), images(), "the old image is gone");

    Result again = launcher().run();
    assertFalse(again.err().contains("building"), again::err);
    assertTrue(again.err().contains(NEW_TEXT), again::err);
  }

  @Test
  void touchedJarOfTheSameContentKeepsTheImage() throws IOException {
    assertEquals(0, Launcher.runtime("--version").run().status());
    copy(Launcher.PARTS.resolve("image"), parts.resolve("image"));
    String key = key();
    Result result = launcher("-e", "console.log('hello')").run();
    assertEquals(new Result(0, "hello\n", ""), result);
    assertEquals(key, key());
  }

  @Test
  void interruptedBuildLeavesNothingThatIsStarted() throws IOException {
    Path images = parts.resolve("image");
    Files.createDirectories(images.resolve("building-0123/bin"));
    Files.writeString(images.resolve("building-0123/bin/java"), "");
    Files.writeString(images.resolve("lock"), "");
    // Parts without a compiler: the build ends early, but not before it has cleaned up.
    Files.delete(compilerJar());
    launcher().run();
    assertFalse(Files.exists(images.resolve("building-0123")));
  }

  @Test
  void imageWithoutTheCompilerIsNotMadeAndSaysSo() throws IOException {
    Files.delete(compilerJar());
    Result result = launcher().run();
    assertTrue(result.err().contains("there is no Graal compiler in"), result::err);
    assertEquals(List.of(), images());
  }

  @Test
  void jdkWithoutJlinkRunsScriptsWithTheCompilerAndSaysSoOnce() throws IOException {
    String jdk = jdkWithoutJlink().toString();
    Result first = launcher("--version").with("SLUICE_JAVA_HOME", jdk).run();
    assertTrue(first.out().contains("JavaScript is compiled"), first::toString);
    assertTrue(first.err().contains("has no jlink"), first::err);
    assertTrue(first.err().contains("stock JDK"), first::err);

    Result second = launcher("-e", "console.log('hello')").with("SLUICE_JAVA_HOME", jdk).run();
    assertEquals(new Result(0, "hello\n", ""), second);
  }

  @Test
  void imageIsNotMadeIfItIsNotWanted() {
    Result result = launcher("-e", "console.log('hello')").with("SLUICE_NO_IMAGE", "1").run();
    assertEquals(new Result(0, "hello\n", ""), result);
    assertFalse(Files.exists(parts.resolve("image/current")));
  }

  @Test
  void compilerIsNotLostWhereNothingCanBeWritten() throws IOException {
    Path nowhere = Files.writeString(folder.resolve("a file"), "");
    Result result =
        launcher("--version")
            .with("SLUICE_IMAGES", nowhere.resolve("images").toString())
            .with("HOME", nowhere.toString())
            .with("TMPDIR", folder.toString())
            .run();
    assertTrue(result.out().contains("JavaScript is compiled"), result::toString);
    assertTrue(result.err().contains("no run-time image can be kept"), result::err);
    assertEquals(2, result.err().lines().count(), result::err);
  }

  private Launcher launcher(String... arguments) {
    return Launcher.runtime(arguments).with("SLUICE_PARTS", parts.toString());
  }

  private String key() throws IOException {
    return Files.readAllLines(parts.resolve("image/current")).getFirst();
  }

  private List<String> images() throws IOException {
    try (Stream<Path> files = Files.list(parts.resolve("image"))) {
      return files
          .filter(Files::isDirectory)
          .map(image -> image.getFileName().toString())
          .filter(name -> name.matches("[0-9a-f]{32}"))
          .toList();
    }
  }

  private Path runtimeJar() throws IOException {
    return only(parts.resolve("modules"), "sluice-runtime-");
  }

  private Path compilerJar() throws IOException {
    return only(parts.resolve("compiler"), "compiler-");
  }

  private void changeTheCode() throws IOException {
    try (FileSystem jar = FileSystems.newFileSystem(runtimeJar())) {
      Path file = jar.getPath("dev/sluice/runtime/cli/CommandLineParser.class");
      String code = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      assertTrue(code.contains(OLD_TEXT), "the text that this test changes is still in the class");
      Files.write(file, code.replace(OLD_TEXT, NEW_TEXT).getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private static Path only(Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .findFirst()
          .orElseThrow();
    }
  }

  private Path jdkWithoutJlink() throws IOException {
    Path jdk = folder.resolve("jdk");
    Files.createDirectories(jdk.resolve("bin"));
    Files.copy(Launcher.JDK.resolve("release"), jdk.resolve("release"));
    for (String name : List.of("java", "javac")) {
      Path tool = jdk.resolve("bin").resolve(name);
      Files.writeString(tool, "#!/bin/sh\nexec '" + Launcher.JDK + "/bin/" + name + "' \"$@\"\n");
      assertTrue(tool.toFile().setExecutable(true));
    }
    return jdk;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
