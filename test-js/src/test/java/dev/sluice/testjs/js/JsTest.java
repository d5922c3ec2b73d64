package dev.sluice.testjs.js;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Discovers and runs {@code src/test/js/**}{@code /*.test.js}; the README there says how such a
 * file is written.
 */
final class JsTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", ""), "src", "test", "js").toAbsolutePath();

  @TestFactory
  Stream<DynamicNode> file() throws IOException {
    String only = System.getProperty("sluice.js.only", "");
    List<Path> files;
    try (Stream<Path> walk = Files.walk(ROOT)) {
      files =
          walk.filter(path -> path.toString().endsWith(".test.js"))
              .filter(path -> name(path).contains(only))
              .sorted()
              .toList();
    }
    assertFalse(
        files.isEmpty(), () -> "no test file in " + ROOT + " has «" + only + "» in its path");
    return files.stream()
        .map(
            path ->
                DynamicContainer.dynamicContainer(
                    name(path), path.toUri(), Stream.of(path).flatMap(JsTest::tests)));
  }

  private static String name(Path file) {
    return ROOT.relativize(file).toString().replace('\\', '/');
  }

  /** Called when the engine comes to the file, so that only one runtime is open at a time. */
  private static Stream<DynamicTest> tests(Path path) {
    JsTestFile file;
    List<String> names;
    try {
      file = JsTestFile.open(ROOT, path);
      names = file.names();
    } catch (IOException | AssertionError failed) {
      return Stream.of(
          DynamicTest.dynamicTest(
              "is evaluated",
              path.toUri(),
              () -> {
                throw failed;
              }));
    }
    Stream<DynamicTest> tests =
        names.isEmpty()
            ? Stream.of(DynamicTest.dynamicTest("has tests", () -> assertFalse(names.isEmpty())))
            : IntStream.range(0, names.size())
                .mapToObj(
                    i -> DynamicTest.dynamicTest(names.get(i), path.toUri(), () -> file.run(i)));
    return tests.onClose(() -> close(file));
  }

  private static void close(JsTestFile file) {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
