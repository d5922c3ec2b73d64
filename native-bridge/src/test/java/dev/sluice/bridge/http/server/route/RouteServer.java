package dev.sluice.bridge.http.server.route;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.http.server.Exchange;
import dev.sluice.bridge.http.server.HttpServer;
import dev.sluice.bridge.http.server.ResponseHead;
import dev.sluice.bridge.http.server.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A server with one route, and a client that asks it. What no route is for is answered with 299; a
 * handler answers with its number and parameters. Nothing but a test may hang on what is wrong: a
 * client waits so many seconds and no longer.
 */
final class RouteServer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  /**
   * What came back.
   *
   * @param body without the framing
   */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares answers
  record Answer(int status, HeaderFields fields, byte[] body) {
    @Nullable String field(String name) {
      return fields.joined(name);
    }
  }

  private final NettyLoop loop = new NettyLoop();
  private final List<Throwable> faults = loop.faults();
  private @Nullable Router router;
  private @Nullable FileResponder files;
  private @Nullable CompressionPolicy policy;
  private @Nullable HttpServer server;

  /** Opens large files for it. */
  volatile FileResponder.Opener opener = path -> FileChannel.open(path, StandardOpenOption.READ);

  /** Serves one route from now on. */
  void serve(String pattern, Route route, @Nullable CompressionPolicy compression) {
    RouteTable.Builder builder = new RouteTable.Builder();
    builder.add(null, pattern, route);
    RouteTable table = builder.build();
    onLoop(
        () -> {
          FileResponder responder = files;
          if (responder == null || !Objects.equals(compression, policy)) {
            responder = new FileResponder(loop, compression, path -> opener.open(path));
            files = responder;
            policy = compression;
            router = null;
          }
          Router before = router;
          if (before == null) {
            router = new Router(responder, table, RouteServer::script, RouteServer::fallback);
          } else {
            before.replace(table, RouteServer::script, RouteServer::fallback);
          }
          if (server == null) {
            ServerOptions options = ServerOptions.builder().hostname("127.0.0.1").build();
            server =
                HttpServer.listen(
                    loop,
                    loop.netty(),
                    options,
                    exchange -> {
                      if (router != null) {
                        router.handle(exchange);
                      }
                    },
                    faults::add);
          }
          return true;
        });
  }

  private static void fallback(Exchange exchange) {
    exchange.respond(ResponseHead.of(299), "fallback");
  }

  private static void script(Exchange exchange, int id, String[] parameters) {
    exchange.respond(ResponseHead.of(200), id + " " + String.join(",", parameters));
  }

  private <T> T onLoop(Callable<T> what) {
    try {
      return loop.call(what);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Asks on a connection of its own. */
  Answer ask(String method, String target, String... fields) throws IOException {
    Answer answer = request(method, target, fields);
    if (!faults.isEmpty()) {
      throw new AssertionError(faults.getFirst());
    }
    return answer;
  }

  private Answer request(String method, String target, String... fields) throws IOException {
    HttpServer of = server;
    if (of == null) {
      throw new AssertionError("nothing is served");
    }
    StringBuilder request =
        new StringBuilder(method + " " + target + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n");
    for (int i = 0; i < fields.length; i += 2) {
      request.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), of.port())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(request.append("\r\n").toString().getBytes(ISO_8859_1));
      return parse(socket.getInputStream().readAllBytes());
    }
  }

  /** Asks for what the handler fails at. */
  Answer askInVain(String target) throws IOException {
    Answer answer = request("GET", target);
    onLoop(() -> true); // what it was amid when the answer left has come to its end then
    if (faults.isEmpty()) {
      throw new AssertionError("no fault was reported");
    }
    faults.clear();
    return answer;
  }

  private static Answer parse(byte[] all) {
    String text = new String(all, ISO_8859_1);
    int end = text.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no answer: " + text);
    }
    String[] lines = text.substring(0, end).split("\r\n", -1);
    HeaderFields fields = new HeaderFields();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      fields.add(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip());
    }
    String content = text.substring(end + 4);
    if (fields.hasToken("Transfer-Encoding", "chunked")) {
      content = unchunked(content);
    }
    return new Answer(
        Integer.parseInt(lines[0].split(" ", -1)[1]), fields, content.getBytes(ISO_8859_1));
  }

  private static String unchunked(String chunks) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    int at = 0;
    while (!chunks.isEmpty()) {
      int line = chunks.indexOf("\r\n", at);
      if (line < 0) {
        throw new AssertionError("cut within a chunk");
      }
      int size = Integer.parseInt(chunks.substring(at, line), 16);
      if (size == 0) {
        break;
      }
      content.writeBytes(chunks.substring(line + 2, line + 2 + size).getBytes(ISO_8859_1));
      at = line + 2 + size + 2;
    }
    return content.toString(ISO_8859_1);
  }

  @Override
  public void close() {
    HttpServer of = server;
    if (of != null) {
      onLoop(
          () -> {
            of.close(true, () -> {});
            return true;
          });
    }
    loop.close();
  }
}
