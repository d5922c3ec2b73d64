package dev.sluice.bridge.http.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.flight.Recorded;
import dev.sluice.bridge.http.OutboundBody;
import dev.sluice.bridge.http.server.ServerFixture.Mailbox;
import dev.sluice.bridge.stream.Pipe;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.StreamResult;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells Flight Recorder. */
class ServerRecordingTest {
  @TempDir Path folder = Path.of("");
  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new ServerFixture(options -> options.protocol(ProtocolChoice.CLEAR));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  /** Lets all that has been begun come to its end. */
  private void end() {
    fixture.closeServer(true).join();
  }

  private static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n";
  }

  @Test
  void requestsAreRecordedWithWhatBecameOfThem() throws Exception {
    Path file = Files.write(folder.resolve("file"), new byte[100_000]);
    fixture.handler(
        exchange -> {
          switch (exchange.method()) {
            case "POST" -> ServerFixture.echo(exchange);
            case "PUT" -> exchange.abort(null);
            default ->
                exchange.respond(
                    ResponseHead.of(203),
                    new FileStore(new FileLocation(file, file.toString(), -1)),
                    0,
                    -1);
          }
        });
    try (Recorded recorded = new Recorded(folder)) {
      RawClient client = fixture.client();
      client.send("POST /a?secret=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
      assertEquals("abc", client.response().text());
      assertEquals(100_000, client.send(get("http://other/b/c?d")).response().body().length);
      assertTrue(client.send("PUT /x HTTP/1.1\r\nHost: h\r\n\r\n").isAtEnd());
      end();

      List<RecordedEvent> requests = recorded.events("HttpRequest");
      assertEquals(3, requests.size());
      RecordedEvent post = requests.get(0);
      assertEquals("POST", post.getString("method"));
      assertEquals("/a", post.getString("path"));
      assertNull(post.getString("route"));
      assertEquals(200, post.getInt("status"));
      assertEquals("static", post.getString("way"));
      assertEquals("HTTP/1.1", post.getString("protocol"));
      assertEquals(3, post.getLong("bytesIn"));
      assertTrue(post.getLong("bytesOut") > 3);
      assertNull(post.getString("cut"));
      assertTrue(post.getDuration().toNanos() > 0);

      RecordedEvent sent = requests.get(1);
      assertEquals("/b/c", sent.getString("path"));
      assertEquals(203, sent.getInt("status"));
      assertEquals("native", sent.getString("way"));
      assertTrue(sent.getLong("bytesOut") > 100_000);

      RecordedEvent cut = requests.get(2);
      assertEquals(0, cut.getInt("status"));
      assertNull(cut.getString("way"));
      assertEquals("ECANCELED", cut.getString("cut"));

      List<RecordedEvent> connections = recorded.events("HttpConnection");
      assertEquals(1, connections.size());
      RecordedEvent connection = connections.getFirst();
      assertEquals(3, connection.getLong("requests"));
      assertEquals("HTTP/1.1", connection.getString("protocol"));
      assertEquals(3, connection.getLong("bytesIn"));
      assertTrue(connection.getLong("bytesOut") > 100_000);
      assertEquals(
          "/127.0.0.1:" + client.socket().getLocalPort(), connection.getString("remoteAddress"));
    }
  }

  @Test
  void aConnectionTellsOfTheRequestThatItsEndHasCut() throws Exception {
    Mailbox<String> events = new Mailbox<>();
    fixture.handler(
        exchange -> {
          exchange.onAbort(error -> events.put("cut"));
          events.put("begun");
        });
    try (Recorded recorded = new Recorded(folder)) {
      RawClient client = fixture.client();
      client.send(get("/"));
      assertEquals("begun", events.take());
      client.reset();
      assertEquals("cut", events.take());
      end();
      assertEquals("ECONNRESET", recorded.events("HttpRequest").getFirst().getString("cut"));
      assertEquals(1, recorded.events("HttpConnection").getFirst().getLong("requests"));
    }
  }

  @Test
  void aConnectionWithoutRequestsHasNoProtocol() throws Exception {
    try (Recorded recorded = new Recorded(folder)) {
      RawClient silent = fixture.client();
      assertEquals(200, fixture.client().send(get("/")).response().status());
      silent.close();
      end();
      List<RecordedEvent> connections = recorded.events("HttpConnection");
      assertEquals(2, connections.size());
      assertEquals(0, connections.getFirst().getLong("requests"));
      assertNull(connections.getFirst().getString("protocol"));
    }
  }

  @Test
  void streamsOfHttp2AreRequestsOnOneConnection() throws Exception {
    try (Recorded recorded = new Recorded(folder)) {
      RawHttp2 http2 = new RawHttp2(fixture.client()).begin();
      assertEquals("200 /a", http2.head(1, true, "GET", "/a").response(1));
      assertEquals("200 /b", http2.head(3, true, "GET", "/b").response(3));
      end();
      assertEquals(
          List.of("/a HTTP/2", "/b HTTP/2"),
          recorded.events("HttpRequest").stream()
              .map(event -> event.getString("path") + " " + event.getString("protocol"))
              .toList());
      List<RecordedEvent> connections = recorded.events("HttpConnection");
      assertEquals(1, connections.size());
      assertEquals(2, connections.getFirst().getLong("requests"));
      assertEquals("HTTP/2", connections.getFirst().getString("protocol"));
    }
  }

  @Test
  void aBodyThatWaitsForItsClientIsRecordedWithItsPipe() throws Exception {
    int size = 40_000_000;
    byte[] piece = new byte[100_000];
    Mailbox<String> ends = new Mailbox<>();
    fixture.handler(
        exchange ->
            Pipe.connect(
                new Pieces(piece, size),
                exchange.respond(ResponseHead.of(200), size),
                (error, bytes) -> ends.put(bytes + (error == null ? "" : error.code()))));
    try (Recorded recorded = new Recorded(folder)) {
      RawClient client = fixture.client();
      client.send(get("/"));
      while (fixture.loop.call(() -> fixture.server.stats().backPressureWaits()) == 0) {
        Thread.onSpinWait();
      }
      assertEquals(size, client.response().body().length);
      assertEquals("" + size, ends.take());

      List<RecordedEvent> waits = recorded.events("BackPressure");
      assertEquals(
          waits.size(), fixture.loop.call(() -> fixture.server.stats().backPressureWaits()));
      RecordedEvent wait = waits.getFirst();
      assertEquals("/127.0.0.1:" + fixture.port(), wait.getString("localAddress"));
      assertEquals("/127.0.0.1:" + client.socket().getLocalPort(), wait.getString("remoteAddress"));
      assertTrue(wait.getLong("bytes") > 0);

      RecordedEvent pipe = recorded.events("StreamPipe").getFirst();
      assertEquals(Pieces.class.getName(), pipe.getClass("source").getName());
      assertEquals(OutboundBody.class.getName(), pipe.getClass("sink").getName());
      assertEquals(size, pipe.getLong("bytes"));
      assertNull(pipe.getString("error"));
    }
  }

  @Test
  void aWaitAndAPipeThatTheClientCutsAreRecordedToo() throws Exception {
    byte[] piece = new byte[100_000];
    Mailbox<String> ends = new Mailbox<>();
    fixture.handler(
        exchange ->
            Pipe.connect(
                new Pieces(piece, Integer.MAX_VALUE),
                exchange.respond(ResponseHead.of(200), -1),
                (error, bytes) -> ends.put(error == null ? "" : error.code())));
    try (Recorded recorded = new Recorded(folder)) {
      RawClient client = fixture.client();
      client.send(get("/"));
      while (fixture.loop.call(() -> fixture.server.stats().backPressureWaits()) == 0) {
        Thread.onSpinWait();
      }
      client.reset();
      assertEquals("ECONNRESET", ends.take());
      end();
      assertEquals(
          recorded.events("BackPressure").size(),
          fixture.loop.call(() -> fixture.server.stats().backPressureWaits()));
      assertEquals("ECONNRESET", recorded.events("StreamPipe").getFirst().getString("error"));
    }
  }

  @Test
  void nothingIsRecordedOfWhatHappensWhileNobodyRecords() throws Exception {
    RawClient client = fixture.client();
    assertEquals("/1", client.send(get("/1")).response().text());
    try (Recorded recorded = new Recorded(folder)) {
      assertEquals("/2", client.send(get("/2")).response().text());
      end();
      assertEquals("/2", recorded.events("HttpRequest").getFirst().getString("path"));
      assertEquals(List.of(), recorded.events("HttpConnection"));
    }
  }

  @Test
  void bytesFromMemoryNeedNoPipe() throws Exception {
    fixture.handler(
        exchange ->
            exchange.respond(
                ResponseHead.of(200), BytesStore.of(ByteBuffer.allocate(1_000_000)), 0, -1));
    try (Recorded recorded = new Recorded(folder)) {
      assertEquals(1_000_000, fixture.client().send(get("/")).response().body().length);
      end();
      assertEquals(List.of(), recorded.events("StreamPipe"));
      assertEquals("static", recorded.events("HttpRequest").getFirst().getString("way"));
    }
  }

  /** So many bytes, the same piece again and again. */
  private static final class Pieces implements Source {
    private final byte[] piece;
    private long left;

    Pieces(byte[] piece, long length) {
      this.piece = piece;
      this.left = length;
    }

    @Override
    public StreamResult pull(Consumer<StreamResult> receiver) {
      int count = (int) Math.min(piece.length, left);
      left -= count;
      return new StreamResult.Temporary(ByteBuffer.wrap(piece, 0, count), left == 0);
    }

    @Override
    public void cancel() {}
  }
}
