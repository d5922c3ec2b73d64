package dev.sluice.testjs.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.runtime.JsRuntime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets of a server with several threads. */
@Timeout(120)
final class WebSocketThreadsTest {
  private static final String SERVER =
      """
      globalThis.server = Bun.serve({ port: 0, hostname: '127.0.0.1', threads: 3, development: false,
        fetch: (request, server) => server.upgrade(request) ? undefined : new Response('no'),
        websocket: {
          open(ws) { ws.subscribe('all'); ws.send('thread ' + Bun.threadIndex); },
          message(ws, text) { server.publish('all', text + ' of ' + Bun.threadIndex); },
        },
      });
      """;

  @TempDir Path folder = Path.of("");

  private static final class Client implements WebSocket.Listener {
    final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      messages.add(data.toString());
      return WebSocket.Listener.super.onText(socket, data, last);
    }

    String next() throws InterruptedException {
      String message = messages.poll(60, TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("nothing came");
      }
      return message;
    }
  }

  @Test
  void whatIsPublishedReachesAllThreads() throws Exception {
    try (JsRuntime js = JsRuntime.builder().workingDirectory(folder).build();
        HttpClient http = HttpClient.newHttpClient()) {
      js.runMain(module()).join();
      int port = ((Number) js.evaluate("server.port").join()).intValue();
      Map<String, Client> byThread = new LinkedHashMap<>();
      Map<String, WebSocket> sockets = new LinkedHashMap<>();
      while (byThread.size() < 3) {
        Client client = new Client();
        WebSocket socket =
            http.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), client)
                .get(60, TimeUnit.SECONDS);
        String thread = client.next();
        if (byThread.putIfAbsent(thread, client) == null) {
          sockets.put(thread, socket);
        } else {
          socket.abort();
        }
      }
      for (Map.Entry<String, WebSocket> socket : sockets.entrySet()) {
        if (socket.getKey().equals("thread 1")) {
          socket.getValue().sendText("news", true).get(60, TimeUnit.SECONDS);
        }
      }
      for (Client client : byThread.values()) {
        assertEquals("news of 1", client.next());
      }
      sockets.values().forEach(WebSocket::abort);
      js.evaluate("server.stop(true)").join();
    }
  }

  private Path module() throws IOException {
    return Files.writeString(folder.resolve("main.mjs"), SERVER);
  }
}
