package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.runtime.JsException;
import dev.sluice.runtime.JsModule;
import dev.sluice.runtime.JsRuntime;
import dev.sluice.runtime.JsRuntimeBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code Bun.serve({ threads })}: the same module in several contexts on one port. */
@Timeout(120)
final class ThreadsTest {
  private static final int THREADS = 3;
  private static final Set<String> ALL = Set.of("0", "1", "2");

  /** Tells its thread, and how often this thread was asked. */
  private static final String COUNTING =
      """
      let count = 0;
      globalThis.server = Bun.serve({ port: 0, hostname: '127.0.0.1', threads: 3, development: false,
        async fetch(request) {
          const { pathname } = new URL(request.url);
          if (pathname === '/count') return new Response(Bun.threadIndex + ' ' + ++count);
          if (pathname === '/throw') { setTimeout(() => { throw new Error('in ' + Bun.threadIndex); }); }
          if (pathname === '/exit') process.exit(7);
          if (pathname === '/stop') server.stop();
          if (pathname === '/stream') {
            return new Response(new ReadableStream({ async start(controller) {
              controller.enqueue(new TextEncoder().encode('begun'));
              while ((await Bun.file(process.env.GATE).text()) === 'closed') await Bun.sleep(5);
              controller.enqueue(new TextEncoder().encode('ended'));
              controller.close();
            } }));
          }
          return new Response('VERSION ' + Bun.threadIndex);
        } });
      export const { port } = server;
      """;

  @TempDir Path folder = Path.of("");

  private final BlockingQueue<String> uncaught = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> exited = new CompletableFuture<>();
  private final ByteArrayOutputStream printed = new InPieces();

  /** As a pipe that takes a little at a time. */
  private static final class InPieces extends ByteArrayOutputStream {
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // whoever writes has to lock it
    public void write(byte[] bytes, int offset, int length) {
      for (int i = offset; i < offset + length; i += 1000) {
        super.write(bytes, i, Math.min(1000, offset + length - i));
        LockSupport.parkNanos(1);
      }
    }
  }

  private JsRuntimeBuilder builder() {
    return JsRuntime.builder()
        .workingDirectory(folder)
        .environment(Map.of("GATE", folder.resolve("gate").toString()))
        .stdout(printed)
        .stderr(printed)
        .onUncaught(error -> uncaught.add(error.report()))
        .onExit(exited::complete);
  }

  private Path module(String text) throws IOException {
    return Files.writeString(folder.resolve("main.mjs"), text);
  }

  private JsRuntime counting() throws IOException {
    JsRuntime js = builder().build();
    js.runMain(module(COUNTING)).join();
    return js;
  }

  private static int port(JsRuntime js) {
    return ((Number) js.evaluate("server.port").join()).intValue();
  }

  private static String get(int port, String path) throws IOException {
    try (RawClient client = new RawClient(port)) {
      return client.get(path).response().text();
    }
  }

  /** Asks on new connections until the answers are these. */
  private static void await(Asked asked, Set<String> wanted) throws IOException {
    Set<String> seen = new TreeSet<>();
    while (!seen.containsAll(wanted)) {
      seen.add(asked.answer());
    }
  }

  private interface Asked {
    String answer() throws IOException;
  }

  private static String thread(int port) throws IOException {
    String text = get(port, "/");
    return text.substring(text.indexOf(' ') + 1);
  }

  /** A connection to a thread. */
  private static RawClient connect(int port, String thread) throws IOException {
    while (true) {
      RawClient client = new RawClient(port);
      if (client.get("/").response().text().endsWith(thread)) {
        return client;
      }
      client.close();
    }
  }

  @Test
  void allThreadsAnswerOnOnePortAndEachHasItsOwnState() throws IOException {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      for (String thread : ALL) {
        try (RawClient client = connect(port, thread)) {
          assertEquals(thread + " 1", client.get("/count").response().text());
          assertEquals(thread + " 2", client.get("/count").response().text());
        }
      }
      assertEquals(THREADS, js.evaluate("server.stats.threads").join());
      assertTrue(
          ((Number) js.evaluate("server.stats.requests").join()).intValue() >= 2 * THREADS,
          "the statistics are those of all");
      js.evaluate("server.stop()").join();
      js.idle().join();
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void stopWaitsForWhatAnyThreadAnswers() throws Exception {
    Files.writeString(folder.resolve("gate"), "closed");
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      try (RawClient client = connect(port, "2").get("/stream")) {
        client.head();
        assertArrayEquals("begun".getBytes(StandardCharsets.UTF_8), client.chunk());
        CompletableFuture<?> stopped = js.evaluate("server.stop()");
        while (js.evaluate("server.stats.threads").join() instanceof Integer n && n > 2) {
          // until the idle one has gone
        }
        assertThrows(IOException.class, () -> new RawClient(port).get("/").head());
        assertFalse(stopped.isDone());
        Files.writeString(folder.resolve("gate"), "open");
        assertArrayEquals("ended".getBytes(StandardCharsets.UTF_8), client.chunk());
        assertArrayEquals(new byte[0], client.chunk());
        stopped.get(20, TimeUnit.SECONDS);
        js.idle().get(20, TimeUnit.SECONDS);
      }
    }
  }

  @Test
  void anyThreadStopsAll() throws Exception {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      try (RawClient client = connect(port, "1").get("/stop")) {
        assertEquals(200, client.response().status());
      }
      js.idle().get(20, TimeUnit.SECONDS);
      assertThrows(IOException.class, () -> new RawClient(port).get("/").head());
    }
  }

  @Test
  void reloadTakesTheModuleAsItIsNowAndLetsOldStreamsEnd() throws Exception {
    Files.writeString(folder.resolve("gate"), "closed");
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      try (RawClient client = connect(port, "1").get("/stream")) {
        client.head();
        assertArrayEquals("begun".getBytes(StandardCharsets.UTF_8), client.chunk());
        module(COUNTING.replace("VERSION", "new"));
        js.evaluate("server.reload({ fetch: () => new Response('reloaded 0') }); 0").join();
        await(() -> get(port, "/"), Set.of("reloaded 0", "new 1", "new 2"));
        while (js.evaluate("server.stats.threads").join() instanceof Integer n && n > 4) {
          // until the idle one of before has gone
        }
        for (int i = 0; i < 20; i++) {
          assertFalse(get(port, "/").startsWith("VERSION"));
        }
        Files.writeString(folder.resolve("gate"), "open");
        assertArrayEquals("ended".getBytes(StandardCharsets.UTF_8), client.chunk());
        assertArrayEquals(new byte[0], client.chunk());
      }
      while (js.evaluate("server.stats.threads").join() instanceof Integer n && n > THREADS) {
        // until that has gone, too
      }
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void reloadLosesNoConnection() throws Exception {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      for (int version = 1; version <= 3; version++) {
        module(COUNTING.replace("VERSION", "v" + version));
        String mine = "v" + version;
        js.evaluate(
                "server.reload({ fetch: () => new Response('%s ' + Bun.threadIndex) }); 0"
                    .formatted(mine))
            .join();
        // Each on a connection of its own, while old threads close and new ones open.
        await(() -> get(port, "/"), Set.of(mine + " 0", mine + " 1", mine + " 2"));
      }
      assertEquals(0, ((Number) js.evaluate("server.stats.aborted").join()).intValue());
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void rejectionsOfSeveralThreadsAreToldApart() throws Exception {
    try (JsRuntime js = builder().build()) {
      js.runMain(
              module(
                  """
                  globalThis.server = Bun.serve({ port: 0, hostname: '127.0.0.1', threads: 3, fetch() {
                    for (let i = 0; i < 50; i++) {
                      Promise.reject(new Error('handled in time')).catch(() => {});
                      Promise.reject(Bun.threadIndex);
                    }
                    return new Response('x ' + Bun.threadIndex);
                  } });
                  addEventListener('unhandledrejection', (event) => {
                    if (event.reason === Bun.threadIndex) event.preventDefault();
                  });
                  """))
          .join();
      int port = port(js);
      await(() -> thread(port), ALL);
      List<CompletableFuture<?>> clients = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        clients.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    for (int n = 0; n < 100; n++) {
                      thread(port);
                    }
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }));
      }
      for (CompletableFuture<?> client : clients) {
        client.get(60, TimeUnit.SECONDS);
      }
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void aReloadThatCanNeverEndIsGivenUp() throws Exception {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      module("await new Promise(() => {})");
      js.evaluate("server.reload({ fetch: () => new Response('reloaded 0') }); 0").join();
      while (!printed.toString(StandardCharsets.UTF_8).contains("Bun.serve: reload: ")) {
        Thread.onSpinWait();
      }
      module(COUNTING.replace("VERSION", "new"));
      js.evaluate("server.reload({}); 0").join();
      await(() -> get(port, "/"), Set.of("reloaded 0", "new 1", "new 2"));
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void aServerThatIsReplacedWhileTheModuleRunsHasItsThreads() throws Exception {
    try (JsRuntime js = builder().build()) {
      js.runMain(
              module(
                  """
                  const options = { port: 0, hostname: '127.0.0.1', threads: 2, fetch: () => new Response('x ' + Bun.threadIndex) };
                  if (Bun.threadIndex === 0) await Bun.serve(options).stop();
                  globalThis.server = Bun.serve({ ...options, threads: 3 });
                  """))
          .join();
      int port = port(js);
      await(() -> thread(port), ALL);
      assertEquals(THREADS, js.evaluate("server.stats.threads").join());
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void reloadOfAModuleThatFailsKeepsTheThreadsThatRun() throws Exception {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      module("throw new Error('half written')");
      js.evaluate("server.reload({ fetch: () => new Response('reloaded 0') }); 0").join();
      while (!printed.toString(StandardCharsets.UTF_8).contains("half written")) {
        Thread.onSpinWait();
      }
      await(() -> get(port, "/"), Set.of("reloaded 0", "VERSION 1", "VERSION 2"));
      assertEquals(THREADS, js.evaluate("server.stats.threads").join());
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void anErrorInAnyThreadIsToldToTheHost() throws Exception {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      try (RawClient client = connect(port, "2").get("/throw")) {
        client.response();
      }
      String report = uncaught.poll(20, TimeUnit.SECONDS);
      assertTrue(report != null && report.contains("Error: in 2"), report);
    }
  }

  @Test
  void exitInAnyThreadEndsTheProgram() throws Exception {
    try (JsRuntime js = counting()) {
      int port = port(js);
      await(() -> thread(port), ALL);
      js.evaluate("process.on('exit', (code) => console.log('exit', code)); 0").join();
      connect(port, "1").get("/exit").close();
      assertEquals(7, exited.get(20, TimeUnit.SECONDS));
      assertTrue(printed.toString(StandardCharsets.UTF_8).contains("exit 7\n"));
    }
  }

  @Test
  void aModuleThatFailsInAnotherThreadIsToldToTheHost() throws Exception {
    try (JsRuntime js = builder().build()) {
      js.runMain(
              module(
                  "if (Bun.threadIndex === 1) throw new Error('not here');"
                      + COUNTING.replace("threads: 3", "threads: 2")))
          .join();
      String report = uncaught.poll(20, TimeUnit.SECONDS);
      assertTrue(report != null && report.contains("not here"), report);
    }
  }

  @Test
  void theExportedServerHasThreads() throws Exception {
    try (JsRuntime js = builder().build()) {
      JsModule module =
          js.evaluateModule(
                  "export default { port: 0, hostname: '127.0.0.1', threads: 3,"
                      + " fetch: () => new Response('x ' + Bun.threadIndex) }",
                  "app.js")
              .join();
      String url = String.valueOf(js.serve(module).join());
      int port = URI.create(url).getPort();
      await(() -> thread(port), ALL);
    }
  }

  @Test
  void aUnixSocketHasOneAcceptorForAllThreads() throws Exception {
    Path path = folder.resolve("s");
    try (JsRuntime js = builder().build()) {
      js.runMain(
              module(
                  "globalThis.server = Bun.serve({ unix: '"
                      + path
                      + "', threads: 3, fetch: () => new Response('x ' + Bun.threadIndex) })"))
          .join();
      await(() -> last(path), ALL);
      js.evaluate("server.reload({ fetch: () => new Response('y 0') }); 0").join();
      for (int i = 0; i < 50; i++) {
        assertTrue(ALL.contains(last(path)), "no connection is lost meanwhile");
      }
      js.evaluate("server.stop()").join();
      assertFalse(Files.exists(path));
      js.idle().get(20, TimeUnit.SECONDS);
    }
  }

  private static String last(Path path) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(path));
      channel.write(
          ByteBuffer.wrap(
              "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer all = ByteBuffer.allocate(1000);
      while (channel.read(all) >= 0) {
        // until the server closes
      }
      String text = new String(all.array(), 0, all.position(), StandardCharsets.US_ASCII);
      return text.isEmpty() ? "nothing" : text.substring(text.length() - 1);
    }
  }

  @Test
  void severalServersHaveTheSameThreadsAndRestartsAreServersAnew() throws Exception {
    try (JsRuntime js = builder().build()) {
      js.runMain(
              module(
                  """
                  const fetch = () => new Response('x ' + Bun.threadIndex);
                  globalThis.a = Bun.serve({ port: 0, hostname: '127.0.0.1', threads: 3, fetch });
                  globalThis.b = Bun.serve({ port: 0, hostname: '127.0.0.1', threads: 3, fetch });
                  """))
          .join();
      int a = ((Number) js.evaluate("a.port").join()).intValue();
      int b = ((Number) js.evaluate("b.port").join()).intValue();
      await(() -> thread(a), ALL);
      await(() -> thread(b), ALL);
      String other =
          "try { Bun.serve({ port: 0, threads: 2, fetch() {} }); 'none' } catch (e) { e.code }";
      assertEquals("ERR_INVALID_STATE", js.evaluate(other).join());
      js.evaluate("a.stop()").join();
      await(() -> thread(b), ALL);
      js.evaluate("b.stop()").join();
      js.idle().get(20, TimeUnit.SECONDS);
    }
    assertEquals(List.of(), List.copyOf(uncaught));
  }

  @Test
  void aPortThatSomebodyElseHasIsNotShared() throws Exception {
    try (JsRuntime one = counting();
        JsRuntime two = builder().build()) {
      int port = port(one);
      CompletionException failed =
          assertThrows(
              CompletionException.class,
              () -> two.evaluateModule(COUNTING.replace("port: 0", "port: " + port), "two").join());
      assertTrue(failed.getCause() instanceof JsException e && e.report().contains("EADDRINUSE"));
    }
  }

  @Test
  void withoutAModuleThereIsNothingForOtherThreadsToRun() {
    try (JsRuntime js = builder().build()) {
      String code =
          "try { Bun.serve({ port: 0, threads: 2, fetch() {} }); 'none' } catch (e) { e.code }";
      assertEquals("ERR_INVALID_STATE", js.evaluate(code).join());
      String wrong =
          "[0, 1.5, 257, '2'].map((threads) => { try { Bun.serve({ port: 0, threads, fetch() {} }); }"
              + " catch (e) { return e.code; } }).join()";
      assertEquals(
          "ERR_OUT_OF_RANGE,ERR_OUT_OF_RANGE,ERR_OUT_OF_RANGE,ERR_INVALID_ARG_TYPE",
          js.evaluate(wrong).join());
    }
  }

  @Test
  void linesOfAllThreadsAreWhole() throws Exception {
    try (JsRuntime js = builder().build()) {
      js.runMain(
              module(
                  """
                  for (let i = 0; i < 200; i++) console.log('line', 'x'.repeat(3000), 'end');
                  """
                      + COUNTING))
          .join();
      int port = port(js);
      await(() -> thread(port), ALL);
    }
    List<String> lines = printed.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(200 * THREADS, lines.size());
    assertTrue(lines.stream().allMatch(line -> line.matches("line x{3000} end")));
  }

  @Test
  void noThreadIsLeftAfterTheEnd() throws Exception {
    Set<Thread> before = threads();
    JsRuntime js = counting();
    int port = port(js);
    await(() -> thread(port), ALL);
    js.close();
    for (Thread thread : threads()) {
      if (!before.contains(thread)) {
        thread.join(20_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
    // Also where it ends while they start.
    JsRuntime quick = counting();
    quick.close();
    for (Thread thread : threads()) {
      if (!before.contains(thread)) {
        thread.join(20_000);
        assertFalse(thread.isAlive(), thread.getName());
      }
    }
  }

  private static Set<Thread> threads() {
    Set<Thread> ours = new HashSet<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().startsWith("sluice")) {
        ours.add(thread);
      }
    }
    return ours;
  }
}
