package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** More connections than the process has descriptors for, with real ones. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class CrowdedServerTest {
  private static final int DESCRIPTORS = 200;
  private static final int CLIENTS = 230;
  private static final String GET = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

  private static Process start() throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("sh", "-c", "ulimit -n " + DESCRIPTORS + " && exec \"$@\"", "sh"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    System.getProperties()
        .forEach(
            (name, value) -> {
              if (name.toString().startsWith("sluice.")) {
                command.add("-D" + name + "=" + value);
              }
            });
    command.addAll(List.of("-cp", classPath()));
    command.add(CrowdedServer.class.getName());
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Of this JVM; a launcher of tests may have a loader of its own for them. */
  private static String classPath() {
    StringBuilder path = new StringBuilder(System.getProperty("java.class.path"));
    if (CrowdedServerTest.class.getClassLoader() instanceof URLClassLoader loader) {
      for (URL url : loader.getURLs()) {
        path.append(File.pathSeparatorChar).append(Path.of(URI.create(url.toString())));
      }
    }
    return path.toString();
  }

  @Test
  @Timeout(120)
  void acceptingPausesAndGoesOnWhenThereAreDescriptorsAgain() throws Exception {
    Process process = start();
    List<RawClient> clients = new ArrayList<>();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String listening = String.valueOf(lines.readLine());
      assertTrue(listening.startsWith("listening "), listening);
      int port = Integer.parseInt(listening.substring(10));
      // The system completes connections that the server has not accepted.
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new RawClient(port));
      }
      String failed = String.valueOf(lines.readLine()).toLowerCase(Locale.ROOT);
      assertTrue(failed.startsWith("failed ") && failed.contains("too many open files"), failed);

      // Who is in is served, and there are descriptors for what that takes: the JVM itself opens
      // files of classes here that it has not needed before.
      String open = clients.getFirst().send(GET).response().text();
      assertTrue(Integer.parseInt(open) > ReservedDescriptors.COUNT / 2, open);

      // Longer than a pause: it is tried again, in vain, and not told again. A client that waits in
      // the queue meanwhile is served as soon as others have left.
      RawClient waiting = clients.removeLast().send(GET);
      waiting.socket().setSoTimeout(2500);
      boolean isServed;
      try {
        isServed = waiting.read() >= 0;
      } catch (SocketTimeoutException e) {
        isServed = false;
      }
      assertTrue(!isServed, "there were descriptors enough");
      waiting.socket().setSoTimeout(20_000);
      for (RawClient client : clients) {
        client.close();
      }
      clients.clear();
      clients.add(waiting);
      assertEquals("" + ReservedDescriptors.COUNT, waiting.response().text());
      assertEquals("" + ReservedDescriptors.COUNT, waiting.send(GET).response().text());

      process.getOutputStream().close();
      assertEquals(List.of(), lines.lines().toList());
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(0, process.exitValue());
    } finally {
      process.destroyForcibly();
      for (RawClient client : clients) {
        client.close();
      }
    }
  }
}
