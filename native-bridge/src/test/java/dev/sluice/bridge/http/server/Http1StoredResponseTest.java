package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BlobStore;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.blob.PartsBuilder;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Feeder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Responses over HTTP/1.1 whose bodies are there before: bytes and files. */
class Http1StoredResponseTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  private static final String HEAD = "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n";

  private ServerFixture fixture;

  @TempDir private Path folder;

  @BeforeEach
  void listen() throws Exception {
    fixture = new ServerFixture();
  }

  @AfterEach
  void close() throws Exception {
    fixture.close();
  }

  private FileStore file(byte[] content) throws IOException {
    Path path = Files.write(folder.resolve("file" + content.length), content);
    return new FileStore(FileLocation.ofPath(folder, path.toString()));
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, 1_000_000, 20_000_000})
  void bytesOfAnySizeArrive(int size) throws Exception {
    byte[] bytes = bytes(size);
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(200), ByteBuffer.wrap(bytes)));
    RawClient client = fixture.client();
    client.send(GET + GET);
    assertArrayEquals(bytes, client.response().body());
    RawClient.Response second = client.response();
    assertArrayEquals(bytes, second.body());
    assertEquals("" + size, second.field("content-length"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1000, 65_536, 65_537, 5_000_000})
  void filesAndRangesOfThemArrive(int size) throws Exception {
    byte[] bytes = bytes(size);
    FileStore store = file(bytes);
    RawClient client = fixture.client();
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(200), store, 0, -1));
    client.send(GET + GET);
    assertArrayEquals(bytes, client.response().body());
    assertArrayEquals(bytes, client.response().body());
    int from = size / 3;
    int length = size / 2;
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(206), store, from, length));
    RawClient.Response range = client.send(GET).response();
    assertArrayEquals(Arrays.copyOfRange(bytes, from, from + length), range.body());
    // What reaches beyond the end is cut there.
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(200), store, from, 99_000_000));
    assertEquals(size - from, client.send(GET).response().body().length);
    RawClient.Response head = client.send(HEAD).response(true);
    assertEquals("" + (size - from), head.field("content-length"));
    assertEquals(200, client.send(GET).response().status());
  }

  @Test
  void storesOfSeveralPartsArrive() throws Exception {
    byte[] bytes = bytes(100_000);
    FileStore file = file(bytes);
    PartsBuilder builder = new PartsBuilder();
    builder.add(BytesStore.of("<"), 0, -1);
    builder.add(file, 0, -1);
    builder.add(BytesStore.of(">"), 0, -1);
    BlobStore store = builder.build();
    fixture.handler(exchange -> exchange.respond(ResponseHead.of(200), store, 0, -1));
    RawClient client = fixture.client();
    byte[] body = client.send(GET).response().body();
    assertEquals(100_002, body.length);
    assertEquals('<', body[0]);
    assertEquals('>', body[100_001]);
    assertEquals(100_002, client.send(GET).response().body().length);
  }

  @Test
  void aMissingFileOrAFolderLeavesTheExchangeUnanswered() throws Exception {
    fixture.handler(
        exchange -> {
          for (String name : new String[] {"missing", "."}) {
            FileStore store = new FileStore(FileLocation.ofPath(folder, name));
            BridgeException error =
                assertThrows(
                    BridgeException.class,
                    () -> exchange.respond(ResponseHead.of(200), store, 0, -1));
            assertEquals(name.equals(".") ? "EISDIR" : "ENOENT", error.code());
            assertFalse(exchange.isResponded());
          }
          exchange.respond(ResponseHead.of(404), "none");
        });
    assertEquals(404, fixture.client().send(GET).response().status());
  }

  @Test
  void aFileThatIsCutWhileItIsSentCutsTheConnection() throws Exception {
    FileStore store = file(new byte[30_000_000]);
    Mailbox<Exchange> exchanges = new Mailbox<>();
    Mailbox<String> events = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put(error.code()));
          exchange.respond(ResponseHead.of(200), store, 0, -1);
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send(GET);
    exchanges.take();
    // The sockets hold a few megabytes of it by now.
    try (var cut = FileChannel.open(store.file().path(), StandardOpenOption.WRITE)) {
      cut.truncate(10);
    }
    RawClient.Response response = client.response();
    assertTrue(response.isCut());
    assertEquals("EIO", events.take());
  }

  @Test
  void aFileThatGrowsGivesTheAnnouncedBytes() throws Exception {
    FileStore store = file(new byte[30_000_000]);
    Mailbox<Exchange> exchanges = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.respond(ResponseHead.of(200), store, 0, -1);
          exchanges.put(exchange);
        });
    RawClient client = fixture.client();
    client.send(GET);
    exchanges.take();
    Files.write(store.file().path(), new byte[1000], StandardOpenOption.APPEND);
    assertEquals(30_000_000, client.response().body().length);
    fixture.handler(exchange -> ServerFixture.text(exchange, "next"));
    assertEquals("next", client.send(GET).response().text());
  }

  @Test
  void countsWhichWayResponsesGo() throws Exception {
    FileStore store = file(bytes(10));
    fixture.handler(
        exchange -> {
          switch (exchange.target()) {
            case "/file" -> exchange.respond(ResponseHead.of(200), store, 0, -1);
            case "/sink" -> {
              OutboundBody sink = exchange.respond(ResponseHead.of(200), -1);
              sink.start(new Feeder());
              sink.end();
            }
            case "/told" -> {
              exchange.way(Way.SCRIPT);
              ServerFixture.text(exchange, "");
            }
            default -> ServerFixture.text(exchange, "");
          }
        });
    RawClient client = fixture.client();
    for (String target : new String[] {"/", "/file", "/sink", "/told"}) {
      client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n").response();
    }
    fixture.loop.run(
        () -> {
          ServerStats stats = fixture.server.stats();
          assertEquals(1, stats.staticResponses());
          assertEquals(1, stats.nativeResponses());
          assertEquals(2, stats.scriptResponses());
          assertEquals(0, stats.pendingRequests());
        });
  }
}
