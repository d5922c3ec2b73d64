package dev.sluice.testjs.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.sluice.testjs.launcher.Launcher.Result;
import dev.sluice.testjs.launcher.Launcher.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs of an image that is there. */
final class NormalRunTest {
  private static final Result SUCCESS = new Result(0, "hello\n", "");

  /** A process that only a signal ends, and that has said so. */
  private static final String WAIT = "setInterval(() => {}, 60_000); console.log('ready');";

  @TempDir private Path folder;

  @BeforeAll
  static void buildTheImage() {
    Result result = Launcher.runtime("--version").run();
    assertEquals(0, result.status(), result::err);
  }

  @Test
  void scriptPrintsWhatItPrintsAndNothingElseAppears() throws IOException {
    assertEquals(SUCCESS, Launcher.runtime(script("console.log('hello');")).run());
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = {"amd64", "aarch64"})
  void theNativeTransportIsNotUnpackedAnew() throws IOException {
    String script =
        script(
            "const server = Bun.serve({ port: 0, fetch: () => new Response('hello') });"
                + "console.log(await (await fetch(server.url)).text());"
                + "await server.stop();");
    Launcher launcher =
        Launcher.runtime(script)
            // A folder that nothing can be unpacked into.
            .with("SLUICE_JAVA_OPTS", "-Dsluice.transport=epoll -Dio.netty.native.workdir=/proc");
    assertEquals(SUCCESS, launcher.run());
  }

  @Test
  void jsonIsOursInTheImageToo() throws IOException {
    Launcher launcher = Launcher.runtime(script("console.log(JSON.parse('[\"hello\"]')[0]);"));
    assertEquals(SUCCESS, launcher.with("SLUICE_JAVA_OPTS", "-Dsluice.json=ours").run());
  }

  @Test
  void argumentsArriveAsTheyWereGiven() throws IOException {
    String script = script("console.log(JSON.stringify(process.argv.slice(2)));");
    String expected = "[\"a b\",\"*\",\"\",\"--version\",\"$HOME\"]\n";
    assertEquals(
        new Result(0, expected, ""),
        Launcher.runtime(script, "a b", "*", "", "--version", "$HOME").run());
  }

  @Test
  void streamsAreTracedOnStandardErrorWhenAskedFor() throws IOException {
    String script = script("console.log(await new Blob(['hello']).stream().text());");
    Result traced = Launcher.runtime("--trace-streams", script).run();
    assertEquals(0, traced.status());
    assertEquals("hello\n", traced.out());
    assertTrue(
        traced.err().matches("stream: Blob static, 5 bytes, [0-9]+\\.[0-9]{3} ms\n"), traced::err);
    assertEquals(SUCCESS, Launcher.runtime(script).run());
  }

  @Test
  void optionsMeantForOtherJvmsNeitherApplyNorAreAnnounced() throws IOException {
    assertEquals(
        SUCCESS,
        Launcher.runtime(script("console.log('hello');"))
            .with("JAVA_TOOL_OPTIONS", "-Xmx8m")
            .with("JDK_JAVA_OPTIONS", "-Xint")
            .with("_JAVA_OPTIONS", "-XX:+UseZGC")
            .run());
  }

  @Test
  void jvmThatRejectsTheArchiveOfClassesSaysNothing() throws IOException {
    assertEquals(
        SUCCESS,
        Launcher.runtime(script("console.log('hello');"))
            .with("SLUICE_JAVA_OPTS", "-XX:-UseSerialGC -XX:+UseZGC")
            .run());
  }

  @Test
  void ownOptionsReachTheJvm() {
    Result result =
        Launcher.runtime("--version").with("SLUICE_JAVA_OPTS", "-XX:NoSuchOption").run();
    assertEquals(1, result.status());
    assertTrue(result.err().contains("NoSuchOption"), result::err);
  }

  @Test
  void scriptThatWaitsForItsCompilationRuns() throws IOException {
    // The compiler is kept asleep while a script starts: here that would be a deadlock.
    for (String option : List.of("BackgroundCompilation=false", "CompileImmediately=true")) {
      assertEquals(
          SUCCESS,
          Launcher.runtime(script("console.log('hello');"))
              .with("SLUICE_JAVA_OPTS", "-Dpolyglot.engine." + option)
              .run());
    }
  }

  @Test
  void engineThatCannotBeMadeIsAnErrorAndNoEndlessWait() throws IOException {
    Result result =
        Launcher.runtime(script("console.log('hello');"))
            .with("SLUICE_JAVA_OPTS", "-XX:-EnableJVMCI")
            .run();
    assertEquals(1, result.status());
    assertTrue(result.err().contains("internal error"), result::err);
  }

  @Test
  void versionSaysThatJavaScriptIsCompiled() {
    Result result = Launcher.runtime("--version").run();
    assertEquals(0, result.status());
    assertTrue(result.out().startsWith("Sluice "), result::out);
    assertTrue(result.out().contains("GraalVM CE: JavaScript is compiled"), result::out);
    assertEquals("", result.err());
  }

  @Test
  void linkToTheLauncherStartsIt() throws IOException {
    Path link =
        Files.createSymbolicLink(
            folder.resolve("run time"), Launcher.CHECKOUT.resolve("bin/runtime"));
    Path linkToLink = Files.createSymbolicLink(folder.resolve("again"), Path.of("run time"));
    assertEquals(SUCCESS, Launcher.runtime(linkToLink, "-e", "console.log('hello')").run());
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void launcherIsStartedByARelativePathAndFromPath() throws IOException {
    String script = script("console.log('hello');");
    Path bin = Launcher.CHECKOUT.resolve("bin");
    assertEquals(SUCCESS, Launcher.runtime(Path.of("./runtime"), script).in(bin).run());
    assertEquals(
        SUCCESS,
        Launcher.shell("runtime \"$@\"", script).with("PATH", bin + ":/usr/bin:/bin").run());
    assertEquals(SUCCESS, Launcher.shell("sh runtime \"$@\"", script).in(bin).run());
  }

  @Test
  void exitCodesComeThrough() throws IOException {
    assertEquals(3, Launcher.runtime(script("process.exit(3);")).run().status());
    assertEquals(1, Launcher.runtime(script("throw new Error('no');")).run().status());
    assertEquals(1, Launcher.runtime(script("this is no script")).run().status());
    assertEquals(1, Launcher.runtime(folder.resolve("none.js").toString()).run().status());
    assertEquals(2, Launcher.runtime("--no-such-option").run().status());
  }

  @Test
  void interruptEndsWith130() throws IOException, InterruptedException {
    assumeFalse(interruptIsIgnored(), "a shell's background job is not interrupted, nor are we");
    assertEquals(130, signalled("INT", script(WAIT)).status());
  }

  @Test
  void terminationEndsWith143() throws IOException, InterruptedException {
    assertEquals(143, signalled("TERM", script(WAIT)).status());
  }

  @Test
  void outputOfABusyScriptIsNotLostBySignals() throws IOException, InterruptedException {
    Running running =
        Launcher.runtime(
                script(
                    """
                    setTimeout(() => {
                      console.log('written while busy');
                      for (;;);
                    }, 0);
                    console.log('ready');
                    """))
            .start();
    String before = running.awaitOutput("ready\n");
    running.signal("TERM");
    Result result = running.end();
    assertEquals(143, result.status());
    assertEquals("", result.err());
    // The signal may come before the timer.
    String all = before + result.out();
    assertTrue(all.equals("ready\n") || all.equals("ready\nwritten while busy\n"), all);
  }

  @Test
  void closedPipeEndsQuietly() throws IOException {
    String script = script("for (;;) console.log('line');");
    Result result = Launcher.shell("\"$0\" \"$@\" | head -n 1", script).run();
    assertEquals(new Result(0, "line\n", ""), result);
  }

  @Test
  void scriptReadsItsStandardInput() {
    Result result = Launcher.shell("echo 'console.log(6 * 7)' | \"$0\" -").run();
    assertEquals(new Result(0, "42\n", ""), result);
  }

  @Test
  void nothingBuiltAndForbiddenToBuildIsAnError() {
    Result result =
        Launcher.runtime("--version")
            .with("SLUICE_PARTS", folder.toString())
            .with("SLUICE_NO_BUILD", "1")
            .run();
    assertEquals(1, result.status());
    assertTrue(result.err().contains("SLUICE_NO_BUILD"), result::err);
    assertFalse(Files.exists(folder.resolve("image")));
  }

  /** A process whose parent ignores an interrupt ignores it too. */
  private static boolean interruptIsIgnored() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return false;
    }
    int bit = 1 << (2 - 1);
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("SigIgn:"))
        .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & bit) != 0);
  }

  private static Result signalled(String signal, String script)
      throws IOException, InterruptedException {
    Running running = Launcher.runtime(script).start();
    running.awaitOutput("ready\n");
    running.signal(signal);
    Result result = running.end();
    assertEquals("", result.err());
    return result;
  }

  private String script(String code) throws IOException {
    return Files.writeString(folder.resolve("script.js"), code).toString();
  }
}
