package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.ClientFixture.body;
import static dev.sluice.bridge.http.client.ClientFixture.plain;
import static dev.sluice.bridge.http.client.ClientFixture.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.flight.Recorded;
import dev.sluice.bridge.http.client.ClientFixture.Sent;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the client tells Flight Recorder. */
class ClientRecordingTest {
  private static final String HELLO = "HTTP/1.1 201 OK\r\nContent-Length: 5\r\n\r\nhello";

  @TempDir Path folder = Path.of("");
  private final ClientFixture fixture = new ClientFixture();

  @AfterEach
  void nothingIsHeldAtTheEnd() throws Exception {
    fixture.closeWithNothingHeld();
  }

  private ClientRequest asking(String method, int port, String target) {
    return request(plain(port), method, target, null, Timeouts.NONE);
  }

  private RecordedEvent only(Recorded recorded) throws Exception {
    fixture.settle();
    List<RecordedEvent> events = recorded.events("Fetch");
    assertEquals(1, events.size());
    return events.getFirst();
  }

  @Test
  void aRequestIsRecordedWithoutItsQuery() throws Exception {
    try (RawServer server =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.text(3);
                  peer.send(HELLO);
                });
        Recorded recorded = new Recorded(folder)) {
      RequestBody.Stored body = RequestBody.Stored.of(BytesStore.of("abc"), 0, -1);
      ClientRequest post =
          request(plain(server.port()), "POST", "/a/b?token=1", body, Timeouts.NONE);
      assertEquals("hello", fixture.fetch(post).text());
      RecordedEvent event = only(recorded);
      assertEquals("POST", event.getString("method"));
      assertEquals("127.0.0.1:" + server.port(), event.getString("authority"));
      assertFalse(event.getBoolean("secure"));
      assertEquals("/a/b", event.getString("path"));
      assertEquals(201, event.getInt("status"));
      assertEquals("HTTP/1.1", event.getString("protocol"));
      assertEquals(3, event.getLong("bytesOut"));
      assertEquals(5, event.getLong("bytesIn"));
      assertNull(event.getString("error"));
      long head = event.getDuration("timeToHead").toNanos();
      assertTrue(head > 0 && head <= event.getDuration().toNanos(), () -> "" + event);
    }
  }

  @Test
  void aResponseWithoutABodyIsComplete() throws Exception {
    try (RawServer server =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.send("HTTP/1.1 204 No Content\r\n\r\n");
                });
        Recorded recorded = new Recorded(folder)) {
      assertFalse(fixture.fetch(asking("GET", server.port(), "/")).hasBody());
      assertNull(only(recorded).getString("error"));
    }
  }

  @Test
  void whyThereWasNoResponseIsRecorded() throws Exception {
    int port;
    try (RawServer server = new RawServer(_ -> {})) {
      port = server.port();
    }
    try (Recorded recorded = new Recorded(folder)) {
      assertEquals("ECONNREFUSED", fixture.fetch(asking("GET", port, "/")).code());
      RecordedEvent event = only(recorded);
      assertEquals("ECONNREFUSED", event.getString("error"));
      assertEquals(0, event.getInt("status"));
      assertEquals(Long.MIN_VALUE, event.getLong("timeToHead"));
    }
  }

  @Test
  void aBodyThatIsCutIsRecordedWithWhatHadComeOfIt() throws Exception {
    try (RawServer server =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello");
                });
        Recorded recorded = new Recorded(folder)) {
      String code = fixture.fetch(asking("GET", server.port(), "/")).code();
      RecordedEvent event = only(recorded);
      assertEquals(code, event.getString("error"));
      assertEquals(200, event.getInt("status"));
      assertEquals(5, event.getLong("bytesIn"));
    }
  }

  @Test
  void whatIsGivenUpWasLeft() throws Exception {
    try (RawServer server =
            new RawServer(
                peer -> {
                  peer.head();
                  peer.send("HTTP/1.1 200 OK\r\nContent-Length: 900000\r\n\r\nhello");
                  peer.awaitEnd();
                });
        Recorded recorded = new Recorded(folder)) {
      Sent sent = fixture.send(asking("GET", server.port(), "/"), false);
      ClientResponse response = sent.response.get(20, TimeUnit.SECONDS);
      fixture.loop.run(() -> body(response).cancel());
      sent.over.get(20, TimeUnit.SECONDS);
      assertEquals("left", only(recorded).getString("error"));
    }
  }
}
