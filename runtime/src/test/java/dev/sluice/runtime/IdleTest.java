package dev.sluice.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link JsRuntime#idle}: not before a script has heard what became of what it has asked for. */
@Timeout(60)
class IdleTest {
  /** Of a server that is not there, and of one that never answers. */
  private static final String PORTS =
      """
      globalThis.told = 'nothing';
      const never = () => new Promise(() => {});
      const tell = (error) => { globalThis.told = error.code ?? error.error.code; };
      const gone = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: never });
      const silent = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: never });
      const cut = Bun.serve({
        port: 0,
        hostname: '127.0.0.1',
        fetch: () => new Response((async function* () {
          yield 'some';
          await Bun.sleep(50);
          cut.stop(true);
          await 0;
          yield 'x';
        })()),
      });
      const late = () => Bun.sleep(50).then(() => new Response('late'));
      const routes = { '/': new Response('good'), '/late': late };
      const good = Bun.serve({ port: 0, hostname: '127.0.0.1', routes });
      cut.unref();
      good.unref();
      silent.unref();
      const refused = `127.0.0.1:${gone.port}`;
      const dumb = `127.0.0.1:${silent.port}`;
      await gone.stop(true);
      """;

  /** A server that is stopped holds the program until its WebSockets' handlers have heard. */
  @ParameterizedTest
  @ValueSource(strings = {"c.terminate()", "c.close()", "s.stop(true)"})
  void theEndOfAServersWebSocketIsToldBefore(String end) {
    String code =
        """
        globalThis.told = 'nothing';
        const s = Bun.serve({
          port: 0,
          hostname: '127.0.0.1',
          fetch: (request, server) => void server.upgrade(request),
          websocket: { message() {}, close() { globalThis.told = 'its end'; } },
        });
        const c = new WebSocket(`ws://127.0.0.1:${s.port}`);
        c.onopen = () => {
          s.stop();
          END;
        };
        """;
    try (JsRuntime js = JsRuntime.builder().environment(Map.of()).build()) {
      Object told =
          js.evaluate(code.replace("END", end))
              .thenCompose(_ -> js.idle())
              .thenCompose(_ -> js.evaluate("told"))
              .orTimeout(40, TimeUnit.SECONDS)
              .join();
      assertEquals("its end", told);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "fetch(`http://${refused}/`).catch(tell); // ECONNREFUSED",
        "fetch(`http://${refused}/`, { method: 'POST', body: 'x' }).catch(tell); // ECONNREFUSED",
        "fetch(`http://${dumb}/`, { timeout: { head: 50 } }).catch(tell); // ETIMEDOUT",
        "fetch(`http://${dumb}/`, { timeout: 50 }).catch(tell); // ETIMEDOUT",
        "fetch(`http://${dumb}/`).catch(tell); setTimeout(() => silent.stop(true), 50); // ECONNRESET",
        "fetch(cut.url).then((r) => r.text()).catch(tell); // ECONNRESET",
        "fetch(good.url).then((r) => r.text()).then((t) => tell({ code: t })); // good",
        "fetch(`${good.url}late`).then((r) => r.bytes()).then((b) => tell({ code: `${b.length}` })); // 4",
        "new WebSocket(`ws://${refused}/`).onerror = tell; // ECONNREFUSED",
        "new EventSource(`http://${refused}/`).onerror = function (e) { tell(e); this.close(); };"
            + " // ECONNREFUSED",
        "new Bun.S3Client({ accessKeyId: 'a', secretAccessKey: 's', bucket: 'b', retry: 0,"
            + " endpoint: `http://${refused}` }).file('k').text().catch(tell); // ECONNREFUSED",
      })
  void whatBecameOfItIsToldBefore(String script) {
    try (JsRuntime js = JsRuntime.builder().environment(Map.of()).build()) {
      String code = "(async () => {" + PORTS + script.replace(" //", "\n//") + "\n})()";
      Object told =
          js.evaluate(code)
              .thenCompose(_ -> js.idle())
              // Still on the loop's thread, at the very moment.
              .thenCompose(_ -> js.evaluate("told"))
              .orTimeout(40, TimeUnit.SECONDS)
              .join();
      assertEquals(script.substring(script.indexOf("// ") + 3), Objects.requireNonNull(told));
    }
  }
}
