package dev.sluice.testjs.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.runtime.JsRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example that streams tokens, in a real browser. Where there is none, nothing is tested, and
 * that is said loudly: a build that is green has then not seen a browser.
 */
final class BrowserTest {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolveSibling("examples")
          .resolve("serve/tokens.mjs");

  /** The browser's clock runs ahead of ours while nothing happens, up to so many seconds. */
  private static final String VIRTUAL_TIME = "--virtual-time-budget=60000";

  private static final int SECONDS = 60;

  private static Optional<Path> browser() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Test
  void tokensAppearInThePageAndTheStreamEnds(@TempDir Path folder) throws Exception {
    Optional<Path> browser = browser();
    if (browser.isEmpty()) {
      System.err.println(
          "\n*** SKIPPED: BrowserTest. There is no chromium, chromium-browser or google-chrome in PATH:"
              + "\n*** that a browser shows a streamed page as it comes HAS NOT BEEN TESTED.\n");
    }
    assumeTrue(browser.isPresent(), "no Chromium in PATH: nothing was tested in a browser");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsRuntime js = JsRuntime.builder().environment(Map.of("PORT", "0")).stdout(out).build()) {
      js.runMain(EXAMPLE).join();
      js.flush();
      Matcher url = Pattern.compile("http://\\S+").matcher(out.toString(UTF_8));
      assertTrue(url.find(), () -> out.toString(UTF_8));
      String page = shown(browser.orElseThrow(), url.group(), folder);
      assertTrue(page.contains("Tell me a story”, you say. Once a gate stood"), page);
      assertTrue(page.matches("(?s).*<p id=\"state\">\\d+ tokens</p>.*"), page);
    }
  }

  /** What the page has become. */
  private static String shown(Path browser, String url, Path folder)
      throws IOException, InterruptedException {
    Path dom = folder.resolve("dom.html");
    Process process =
        new ProcessBuilder(
                List.of(
                    browser.toString(),
                    "--headless=new",
                    "--no-sandbox",
                    "--disable-gpu",
                    "--user-data-dir=" + folder.resolve("profile"),
                    VIRTUAL_TIME,
                    "--dump-dom",
                    url))
            .redirectOutput(dom.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertTrue(process.waitFor(SECONDS, TimeUnit.SECONDS), "the browser does not end");
      assertEquals(0, process.exitValue());
      return Files.readString(dom);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }
}
