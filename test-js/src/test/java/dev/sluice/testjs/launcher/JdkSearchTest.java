package dev.sluice.testjs.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.testjs.launcher.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How the launcher finds JDK 25. The JDKs here are scripts that print their name, started without
 * an image.
 */
final class JdkSearchTest {
  @TempDir private Path folder;

  @Test
  void sluiceJavaHomeComesFirst() throws IOException {
    Result result =
        launcher()
            .with("SLUICE_JAVA_HOME", jdk("mine", "25.0.1").toString())
            .with("JAVA_HOME", jdk("other", "25.0.3").toString())
            .run();
    assertEquals(new Result(0, "mine\n", ""), result);
  }

  @Test
  void sluiceJavaHomeThatIsNoJdk25IsAnError() throws IOException {
    Path old = jdk("old", "21.0.9");
    Result result = launcher().with("SLUICE_JAVA_HOME", old.toString()).run();
    assertEquals(1, result.status());
    assertEquals("sluice: SLUICE_JAVA_HOME is " + old + ", which is no JDK 25.\n", result.err());
  }

  @Test
  void javaHomeCountsIfItIsJdk25() throws IOException {
    Result result = launcher().with("JAVA_HOME", jdk("home", "25").toString()).run();
    assertEquals(new Result(0, "home\n", ""), result);
  }

  @Test
  void javaHomeOfAnotherVersionIsPassedOver() throws IOException {
    jdk("folders/jdk-24", "24.0.1");
    jdk("folders/jdk-25", "25.0.1");
    jdk("folders/jdk-26", "26");
    Result result =
        launcher()
            .with("JAVA_HOME", jdk("home", "17.0.1").toString())
            .with("SLUICE_JDK_FOLDERS", folder + "/folders/*")
            .run();
    assertEquals(new Result(0, "folders/jdk-25\n", ""), result);
  }

  @Test
  void javaOnThePathIsFollowedToItsHome() throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Files.createSymbolicLink(bin.resolve("java"), jdk("on the path", "25.0.3").resolve("bin/java"));
    Result result = launcher().with("PATH", bin + ":/usr/bin:/bin").run();
    assertEquals(new Result(0, "on the path\n", ""), result);
  }

  @Test
  void wrapperOnThePathIsAskedForItsHome() throws IOException {
    Path home = jdk("wrapped", "25.0.3");
    Path shims = Files.createDirectories(folder.resolve("shims"));
    executable(shims.resolve("java"), "echo '    java.home = " + home + "' >&2");
    Result result = launcher().with("PATH", shims + ":/usr/bin:/bin").run();
    assertEquals(new Result(0, "wrapped\n", ""), result);
  }

  @Test
  void jreIsNoJdk() throws IOException {
    Path jre = jdk("jre", "25.0.3");
    Files.delete(jre.resolve("bin/javac"));
    Result result = launcher().with("JAVA_HOME", jre.toString()).run();
    assertEquals(1, result.status());
  }

  @Test
  void messageSaysWhatToInstallIfThereIsNone() {
    Result result = launcher().run();
    assertEquals(1, result.status());
    assertEquals("", result.out());
    assertTrue(result.err().startsWith("sluice: no JDK 25 found"), result::err);
    assertTrue(result.err().contains("Install one"), result::err);
    assertTrue(result.err().contains("SLUICE_JAVA_HOME"), result::err);
  }

  /** A search path with the tools that the launcher uses, and no java. */
  private Launcher launcher() {
    return Launcher.runtime("--version")
        .without("SLUICE_JAVA_HOME")
        .with("SLUICE_NO_IMAGE", "1")
        .with("SLUICE_JDK_FOLDERS", "")
        .with("PATH", tools().toString());
  }

  private Path tools() {
    try {
      Path tools = Files.createDirectories(folder.resolve("tools"));
      for (String name : List.of("find", "id", "mkdir", "readlink", "sed")) {
        executable(tools.resolve(name), "PATH=/usr/bin:/bin exec " + name + " \"$@\"");
      }
      return tools;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
    executable(home.resolve("bin/java"), "echo '" + name + "'");
    executable(home.resolve("bin/javac"), "exit 1");
    return home;
  }

  private static void executable(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }
}
