package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** WebSockets of {@code Bun.serve}, asked by the JDK's client, and over TLS by our own. */
final class WebSocketTest {
  private static final int SECONDS = 20;
  private static final Path FIXTURES =
      Path.of(System.getProperty("basedir", ""))
          .toAbsolutePath()
          .resolveSibling("native-bridge")
          .resolve("src/test/resources/tls");

  private static final String ECHO =
      """
      fetch: (request, server) => server.upgrade(request) ? undefined : new Response('no'),
      websocket: {
        message(ws, message) { ws.send(message); },
        close(ws, code, reason) { globalThis.closed = `${code} ${reason}`; },
      }
      """;

  /** Puts together the text of one message, and notes the end. */
  private static final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();
    final CompletableFuture<String> message = new CompletableFuture<>();
    final CompletableFuture<Integer> end = new CompletableFuture<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        message.complete(text.toString());
      }
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      end.complete(code);
      return WebSocket.Listener.super.onClose(socket, code, reason);
    }
  }

  @Test
  void theClientOfTheJdkIsUnderstood() throws Exception {
    try (Served served = Served.of(ECHO);
        HttpClient client = HttpClient.newHttpClient()) {
      Listener listener = new Listener();
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(URI.create("ws://127.0.0.1:" + served.port() + "/"), listener)
              .get(SECONDS, TimeUnit.SECONDS);
      String part = "grüße ".repeat(20_000);
      socket.sendText(part, false).get(SECONDS, TimeUnit.SECONDS);
      socket.sendText("end", true).get(SECONDS, TimeUnit.SECONDS);
      assertEquals(part + "end", listener.message.get(SECONDS, TimeUnit.SECONDS));
      socket.sendClose(4000, "bye").get(SECONDS, TimeUnit.SECONDS);
      assertEquals(4000, listener.end.get(SECONDS, TimeUnit.SECONDS));
      assertEquals("4000 bye", served.evaluate("closed"));
    }
  }

  @Test
  void webSocketsGoOverTls() {
    String tls =
        "tls: { key: Bun.file('%1$s/localhost.key'), cert: Bun.file('%1$s/localhost.pem') }, "
            .formatted(FIXTURES);
    try (Served served = Served.of(tls + ECHO)) {
      String script =
          """
          const { promise, resolve } = Promise.withResolvers();
          const ca = Bun.file('%s/ca.pem');
          const socket = new WebSocket(`wss://localhost:${server.port}/`, { tls: { ca } });
          socket.onerror = (event) => resolve(String(event.error));
          socket.onopen = () => socket.send('x'.repeat(300000));
          socket.onmessage = ({ data }) => (resolve(String(data.length)), socket.close());
          return promise;
          """
              .formatted(FIXTURES);
      assertEquals("300000", served.evaluate("(() => {" + script + "})()"));
    }
  }

  @Test
  void aCertificateThatNobodyTrustsIsAnErrorWithItsCode() {
    String tls =
        "tls: { key: Bun.file('%1$s/localhost.key'), cert: Bun.file('%1$s/localhost.pem') }, "
            .formatted(FIXTURES);
    try (Served served = Served.of(tls + ECHO)) {
      String code =
          served.evaluate(
              """
              new Promise((resolve) => {
                const socket = new WebSocket(`wss://localhost:${server.port}/`);
                socket.onerror = (event) => resolve(event.error.code);
              })
              """);
      assertTrue(code.contains("CERT") || code.contains("VERIFY"), code);
    }
  }
}
