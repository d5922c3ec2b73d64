package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.http.HeaderFields;
import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.http.client.ClientRequest;
import dev.sluice.bridge.http.client.ClientResponse;
import dev.sluice.bridge.http.client.HttpClient;
import dev.sluice.bridge.http.client.Origin;
import dev.sluice.bridge.http.client.ResponseListener;
import dev.sluice.bridge.http.client.Timeouts;
import dev.sluice.bridge.transport.Transport;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A process that has no descriptor left. */
@Timeout(60)
class DescriptorsTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

  static List<String> transports() {
    return Transport.available().stream().map(Transport::name).toList();
  }

  /** A program of its own, which may take all descriptors that it is allowed. */
  public static final class Starving {
    private static final PrintStream OUT = System.out;

    private Starving() {}

    public static void main(String[] arguments) throws Exception {
      NettyLoop loop = new NettyLoop();
      HttpServer server =
          loop.call(
              () ->
                  HttpServer.listen(
                      loop,
                      loop.netty(),
                      ServerOptions.builder()
                          .hostname("127.0.0.1")
                          .onAcceptError(e -> OUT.println("accept " + code(e)))
                          .build(),
                      exchange -> ServerFixture.text(exchange, "hello"),
                      Throwable::printStackTrace));
      // What is needed then has to be loaded before, since that takes descriptors.
      HttpClient client = loop.call(() -> new HttpClient(loop.netty(), loop));
      loop.run(
          () -> {
            EmbeddedChannel failing = new EmbeddedChannel(new Acceptor(server));
            failing.pipeline().fireExceptionCaught(new IOException("warming up"));
          });
      fetch(loop, client);
      OUT.println("port " + server.port());
      List<FileInputStream> taken = new ArrayList<>();
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String order = in.readLine(); order != null; order = in.readLine()) {
        switch (order) {
          case "starve" -> starve(taken);
          case "feed" -> {
            for (FileInputStream one : taken) {
              one.close();
            }
            taken.clear();
          }
          case "fetch" -> fetch(loop, client);
          default -> throw new AssertionError(order);
        }
        OUT.println(order);
      }
      Runtime.getRuntime().halt(0);
    }

    private static void starve(List<FileInputStream> taken) {
      try {
        while (true) {
          taken.add(new FileInputStream("/dev/null"));
        }
      } catch (IOException e) {
        // That was the last.
      }
    }

    private static String code(Throwable e) {
      return BridgeException.of(e, "accept", null).code();
    }

    /** To nobody, so that no connection can be there from before. */
    private static void fetch(NettyLoop loop, HttpClient client) throws Exception {
      CompletableFuture<String> outcome = new CompletableFuture<>();
      loop.post(() -> fetch(client, outcome));
      OUT.println("fetch " + outcome.get(20, TimeUnit.SECONDS));
    }

    private static void fetch(HttpClient client, CompletableFuture<String> outcome) {
      Origin origin = new Origin(null, "127.0.0.1", 1, null, null);
      client.send(
          new ClientRequest(
              origin, "GET", "/", "127.0.0.1:1", new HeaderFields(), null, Timeouts.NONE),
          new ResponseListener() {
            @Override
            public void onResponse(ClientResponse response) {
              outcome.complete("" + response.status());
            }

            @Override
            public void onError(BridgeException error) {
              outcome.complete(error.code());
            }
          });
    }
  }

  /** The program, and what it says. */
  private static final class Program implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;

    Program(String transport) throws IOException {
      process =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "ulimit -n 200; exec \"$@\"",
                  "sh",
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-Dsluice.transport=" + transport,
                  "-cp",
                  classPath(),
                  Starving.class.getName())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      out = process.inputReader(StandardCharsets.US_ASCII);
    }

    private static String classPath() {
      if (DescriptorsTest.class.getClassLoader() instanceof URLClassLoader urls) {
        return Arrays.stream(urls.getURLs())
            .map(URL::toString)
            .map(url -> Path.of(URI.create(url)).toString())
            .collect(Collectors.joining(File.pathSeparator));
      }
      return System.getProperty("java.class.path");
    }

    void order(String what) throws IOException {
      process.outputWriter(StandardCharsets.US_ASCII).append(what).append('\n').flush();
    }

    String line() throws IOException {
      return String.valueOf(out.readLine());
    }

    @Override
    public void close() {
      process.destroy();
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  @DisabledOnOs(OS.WINDOWS)
  void whoConnectsWhenNoneIsLeftIsAnsweredWhenThereIs(String transport) throws Exception {
    try (Program program = new Program(transport)) {
      assertEquals("accept EIO", program.line(), "the warming up");
      assertEquals("fetch ECONNREFUSED", program.line());
      String[] port = program.line().split(" ");
      try (RawClient before = new RawClient(Integer.parseInt(port[1]))) {
        assertEquals("hello", before.send(GET).response().text());
        program.order("starve");
        assertEquals("starve", program.line());
        try (RawClient first = new RawClient(Integer.parseInt(port[1]));
            RawClient second = new RawClient(Integer.parseInt(port[1]))) {
          assertEquals("accept EMFILE", program.line());
          assertEquals("hello", before.send(GET).response().text(), "others are served");
          // What was kept back from connections is free now.
          program.order("starve");
          assertEquals("starve", program.line());
          program.order("fetch");
          assertEquals("fetch EMFILE", program.line());
          assertEquals("fetch", program.line());
          program.order("feed");
          assertEquals("feed", program.line(), "it was told once");
          assertEquals("hello", first.send(GET).response().text());
          assertEquals("hello", second.send(GET).response().text());
        }
      }
    }
  }
}
