package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.NettyLoop;
import dev.sluice.bridge.transport.Transport;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server on each transport that there is. All other tests are run on the one that the process
 * chooses, or on that of {@code -Dsluice.transport}.
 */
@Timeout(60)
class TransportContractTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final int LENGTH = 5_000_000;

  @TempDir private Path folder;

  static List<Transport> transports() {
    return Transport.available();
  }

  private static ServerFixture fixture(Transport transport) throws Exception {
    return new ServerFixture(new NettyLoop(transport.ownHandlers()), _ -> {});
  }

  private static byte[] noise() {
    byte[] bytes = new byte[LENGTH];
    new Random(1).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aHundredClientsAtOnceAreAccepted(Transport transport) throws Exception {
    try (ServerFixture fixture = fixture(transport)) {
      List<RawClient> clients = new ArrayList<>();
      fixture.loop.run(
          () -> {
            // The loop accepts none of them before all have come.
            try {
              for (int i = 0; i < 100; i++) {
                clients.add(fixture.client());
              }
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      for (RawClient client : clients) {
        assertEquals("/", client.send(GET).response().text());
      }
      assertEquals(100, fixture.loop.call(() -> fixture.server.stats().openConnections()));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aLargeBodyGoesBothWays(Transport transport) throws Exception {
    try (ServerFixture fixture = fixture(transport)) {
      fixture.handler(ServerFixture::echo);
      RawClient client = fixture.client();
      byte[] bytes = noise();
      Thread sender =
          Thread.startVirtualThread(
              () -> {
                try {
                  client.send(
                      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + LENGTH + "\r\n\r\n");
                  client.send(bytes);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      RawClient.Response response = client.response();
      sender.join();
      // It comes back as the text of Latin-1, in UTF-8.
      assertEquals(
          new String(bytes, StandardCharsets.ISO_8859_1),
          new String(response.body(), StandardCharsets.UTF_8));
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aFileIsSentPieceByPiece(Transport transport) throws Exception {
    byte[] bytes = noise();
    Path path = Files.write(folder.resolve("file"), bytes);
    sendFile(transport, path, bytes);
  }

  /** The native library would take it for a file of the system's, and end the process. */
  @ParameterizedTest
  @MethodSource("transports")
  void aFileOfAnotherFileSystemIsReadInstead(Transport transport) throws Exception {
    byte[] bytes = noise();
    try (FileSystem archive =
        FileSystems.newFileSystem(folder.resolve("a.zip"), Map.of("create", "true"))) {
      Path path = Files.write(archive.getPath("file"), bytes);
      sendFile(transport, path, bytes);
    }
  }

  private static void sendFile(Transport transport, Path path, byte[] bytes) throws Exception {
    List<Long> counted = new ArrayList<>();
    CompletableFuture<FileChannel> opened = new CompletableFuture<>();
    try (ServerFixture fixture = fixture(transport)) {
      fixture.handler(
          exchange -> {
            try {
              FileChannel file = FileChannel.open(path);
              opened.complete(file);
              exchange.onDone(() -> counted.add(exchange.bytesSent()));
              exchange.respond(ResponseHead.of(200), file, 1, bytes.length - 1);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      RawClient client = fixture.client();
      byte[] got = client.send(GET).response().body();
      assertArrayEquals(java.util.Arrays.copyOfRange(bytes, 1, bytes.length), got);
      // The connection goes on, and the file is closed.
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertEquals(bytes.length - 1, client.response().body().length);
      FileChannel file = opened.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> assertFalse(file.isOpen()));
      assertTrue(fixture.loop.call(() -> counted.getFirst()) >= bytes.length - 1);
    }
  }

  @ParameterizedTest
  @MethodSource("transports")
  void aUnixSocketIsServed(Transport transport) throws Exception {
    Path path = folder.resolve("socket");
    try (ServerFixture fixture =
        new ServerFixture(
            new NettyLoop(transport.ownHandlers()), options -> options.unixPath(path))) {
      fixture.handler(
          exchange ->
              ServerFixture.text(
                  exchange, exchange.localAddress() + " " + exchange.remoteAddress()));
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        client.connect(UnixDomainSocketAddress.of(path));
        client.write(
            ByteBuffer.wrap(
                "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII)));
        ByteBuffer all = ByteBuffer.allocate(10_000);
        while (client.read(all) >= 0) {}
        String text = new String(all.array(), 0, all.position(), StandardCharsets.US_ASCII);
        assertTrue(text.endsWith("\r\n\r\n" + path + " "), text);
      }
    }
    assertFalse(Files.exists(path));
  }

  /**
   * A handler that takes its time is not told of a client that goes before it has read the body.
   */
  @ParameterizedTest
  @MethodSource("transports")
  void whatAClientHasSentIsReadAlsoWhenItHasGone(Transport transport) throws Exception {
    try (ServerFixture fixture = fixture(transport)) {
      ServerFixture.Mailbox<Exchange> exchanges = new ServerFixture.Mailbox<>();
      ServerFixture.Mailbox<Integer> lengths = new ServerFixture.Mailbox<>();
      fixture.handler(exchanges::put);
      RawClient client = fixture.client();
      String body = "x".repeat(50_000);
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
      Exchange exchange = exchanges.take();
      client.endOutput();
      for (int i = 0; i < 20; i++) {
        // The loop looks at its sockets between these.
        assertFalse(fixture.loop.call(exchange::isAborted));
      }
      fixture.loop.run(() -> ServerFixture.read(exchange, text -> lengths.put(text.length())));
      assertEquals(body.length(), lengths.take());
    }
  }
}
