package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.runtime.JsModule;
import dev.sluice.runtime.JsRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting, changing and stopping a server. */
final class LifecycleTest {
  private static final String TEXT = "fetch() { return new Response('x'); }";

  @Test
  void stopLetsWhatRunsEndAndAcceptsNothingMore() throws IOException {
    try (Served served =
        Served.of(
            "globalThis.go = deferred(); globalThis.begun = deferred();",
            "async fetch() { begun.resolve(); await go.promise; return new Response('late'); }")) {
      try (RawClient idle = served.connect();
          RawClient client = served.connect().get("/")) {
        served.evaluate("begun.promise");
        assertEquals("1", served.evaluate("server.pendingRequests"));
        served.evaluate(
            "globalThis.stopped = server.stop(); globalThis.isStopped = false; stopped.then(() => { isStopped = true; }); 0");
        assertTrue(idle.isClosed());
        assertThrows(IOException.class, () -> served.connect().get("/").head());
        assertEquals("false", served.evaluate("isStopped"));
        served.evaluate("go.resolve(); 0");
        assertEquals("late", client.response().text());
        served.evaluate("stopped");
      }
    }
  }

  @Test
  void reloadReplacesHandlersAndKeepsConnections() throws IOException {
    try (Served served =
            Served.of(
                "fetch() { return new Response('old'); }, routes: { '/r': new Response('old route') }");
        RawClient client = served.connect()) {
      assertEquals("old", client.get("/").response().text());
      assertEquals("old route", client.get("/r").response().text());
      served.evaluate("server.reload({ fetch() { return new Response('new'); } }); 0");
      assertEquals("new", client.get("/").response().text());
      assertEquals("new", client.get("/r").response().text());
      served.evaluate("server.reload({ routes: { '/r': () => new Response('new route') } }); 0");
      assertEquals("new route", client.get("/r").response().text());
      assertEquals("new", client.get("/").response().text());
    }
  }

  @Test
  void aServerKeepsTheProgramRunningUnlessUnreferenced() throws Exception {
    try (JsRuntime js = JsRuntime.create()) {
      js.evaluate("globalThis.server = Bun.serve({ port: 0, " + TEXT + " }); 0").join();
      var idle = js.idle();
      js.evaluate("0").join();
      assertTrue(!idle.isDone());
      js.evaluate("server.unref(); 0").join();
      idle.get(10, TimeUnit.SECONDS);
    }
    try (JsRuntime js = JsRuntime.create()) {
      js.evaluate("globalThis.server = Bun.serve({ port: 0, " + TEXT + " }); 0").join();
      js.evaluate("server.stop()").join();
      js.idle().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aDefaultExportWithFetchIsAServer() throws Exception {
    try (JsRuntime js = JsRuntime.create()) {
      JsModule module =
          js.evaluateModule("export default { port: 0, " + TEXT + " };", "app.js").join();
      String url = js.serve(module).join();
      try (RawClient client = new RawClient(URI.create(String.valueOf(url)).getPort())) {
        assertEquals("x", client.get("/").response().text());
      }
      JsModule other = js.evaluateModule("export const a = 1;", "other.js").join();
      assertEquals(null, js.serve(other).join());
    }
  }

  @Test
  void aServerListensOnAUnixSocket(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("s");
    try (JsRuntime js = JsRuntime.create()) {
      js.evaluate("globalThis.server = Bun.serve({ unix: '" + path + "', " + TEXT + " }); 0")
          .join();
      assertEquals("unix://" + path, js.evaluate("server.url.href").join());
      assertEquals(path.toString(), js.evaluate("server.address").join());
      try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        channel.write(
            ByteBuffer.wrap(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer all = ByteBuffer.allocate(1000);
        while (channel.read(all) >= 0) {
          // until the server closes
        }
        String text = new String(all.array(), 0, all.position(), StandardCharsets.US_ASCII);
        assertTrue(text.startsWith("HTTP/1.1 200 OK\r\n") && text.endsWith("\r\n\r\nx"), text);
      }
      js.evaluate("server.stop(true)").join();
    }
  }

  @Test
  void aRuntimeThatIsClosedClosesItsServers() throws IOException {
    Served served = Served.of(TEXT);
    try (RawClient client = served.connect()) {
      assertEquals("x", client.get("/").response().text());
      served.close();
      assertTrue(client.isClosed());
    }
  }
}
