package dev.sluice.bridge.http.server;

import static dev.sluice.bridge.http.Http2Frames.CONTINUATION;
import static dev.sluice.bridge.http.Http2Frames.DATA;
import static dev.sluice.bridge.http.Http2Frames.END_HEADERS;
import static dev.sluice.bridge.http.Http2Frames.END_STREAM;
import static dev.sluice.bridge.http.Http2Frames.ENHANCE_YOUR_CALM;
import static dev.sluice.bridge.http.Http2Frames.GOAWAY;
import static dev.sluice.bridge.http.Http2Frames.HEADERS;
import static dev.sluice.bridge.http.Http2Frames.PING;
import static dev.sluice.bridge.http.Http2Frames.PREFACE;
import static dev.sluice.bridge.http.Http2Frames.RST_STREAM;
import static dev.sluice.bridge.http.Http2Frames.SETTINGS;
import static dev.sluice.bridge.http.Http2Frames.WINDOW_UPDATE;
import static dev.sluice.bridge.http.Http2Frames.frame;
import static dev.sluice.bridge.http.Http2Frames.number;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.http.Http2Frames.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of HTTP/2 that ask for far too much, and how their connections end. */
class Http2AttackTest {
  private ServerFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture =
        new ServerFixture(
            options -> options.protocol(ProtocolChoice.CLEAR).maxRequestBodySize(64 << 20));
  }

  @AfterEach
  void stop() throws Exception {
    fixture.close();
  }

  private RawHttp2 connect() throws IOException {
    return new RawHttp2(fixture.client()).begin();
  }

  /** The code of the GOAWAY with which the server ends the connection; −1 if it does so without. */
  private static int farewell(RawHttp2 http2) throws IOException {
    int code = -1;
    for (Frame frame = http2.next(); frame != null; frame = http2.next()) {
      if (frame.type() == GOAWAY) {
        code = frame.number(4);
      }
    }
    return code;
  }

  /** The farewell is lost if the server closes with bytes unread, which makes TCP reset. */
  private static void assertCutOff(RawHttp2 http2) throws IOException {
    int code = farewell(http2);
    assertTrue(code == ENHANCE_YOUR_CALM || code == -1, "code " + code);
  }

  private static void flood(RawHttp2 http2, byte[] frames, int times) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < times; i++) {
      all.writeBytes(frames);
    }
    try {
      http2.raw(all.toByteArray());
    } catch (IOException e) {
      // It is cut off amid the flood.
    }
  }

  @Test
  void streamsThatAreResetAsSoonAsTheyBeginEndTheConnection() throws Exception {
    int[] begun = {0};
    fixture.handler(_ -> begun[0]++);
    RawHttp2 http2 = connect();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int stream = 1; stream < 2_000; stream += 2) {
      all.writeBytes(frame(HEADERS, END_HEADERS | END_STREAM, stream, http2.block("GET", "/")));
      all.writeBytes(frame(RST_STREAM, 0, stream, number(8)));
    }
    flood(http2, all.toByteArray(), 1);
    assertCutOff(http2);
    int count = fixture.loop.call(() -> begun[0]);
    assertTrue(count <= 201, "handlers called: " + count);
  }

  /** How many frames of {@code type} come, if {@code batch} makes {@code each} of them come. */
  private static int answers(RawHttp2 http2, int type, int each, int batches, Batch batch)
      throws Exception {
    int count = 0;
    for (int i = 0; i < batches; i++) {
      flood(http2, batch.bytes(i), 1);
      for (int expected = count + each; count < expected; ) {
        Frame frame = http2.next();
        if (frame == null) {
          return count;
        }
        count += frame.type() == type ? 1 : 0;
      }
    }
    return count;
  }

  private interface Batch {
    byte[] bytes(int number) throws Exception;
  }

  @Test
  void streamsThatTheServerIsMadeToResetEndTheConnection() throws Exception {
    fixture.handler(_ -> {});
    RawHttp2 http2 = connect();
    int resets =
        answers(
            http2,
            RST_STREAM,
            50,
            50,
            number -> {
              ByteArrayOutputStream all = new ByteArrayOutputStream();
              for (int stream = 100 * number + 1; stream < 100 * (number + 1); stream += 2) {
                all.writeBytes(frame(HEADERS, END_HEADERS, stream, http2.block("POST", "/")));
                // An increment of zero is an error of the stream.
                all.writeBytes(frame(WINDOW_UPDATE, 0, stream, number(0)));
              }
              return all.toByteArray();
            });
    assertTrue(resets >= 500 && resets <= 1_001, resets + " resets");
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, SETTINGS})
  void aFloodOfQuestionsEndsTheConnectionAlsoIfItsAnswersAreRead(int type) throws Exception {
    RawHttp2 http2 = connect();
    byte[] question = type == PING ? frame(PING, 0, 0, new byte[8]) : frame(SETTINGS, 0, 0);
    ByteArrayOutputStream questions = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      questions.writeBytes(question);
    }
    int answers = answers(http2, type, 100, 50, _ -> questions.toByteArray());
    assertTrue(answers >= 1_000 && answers <= 2_100, answers + " answers");
  }

  @ParameterizedTest
  @ValueSource(ints = {PING, SETTINGS})
  void aFloodOfQuestionsEndsTheConnection(int type) throws Exception {
    RawHttp2 http2 = connect();
    flood(http2, type == PING ? frame(PING, 0, 0, new byte[8]) : frame(SETTINGS, 0, 0), 10_000);
    assertCutOff(http2);
  }

  @Test
  void aFloodOfEmptyDataEndsTheConnection() throws Exception {
    fixture.handler(_ -> {});
    RawHttp2 http2 = connect().head(1, false, "POST", "/");
    flood(http2, frame(DATA, 0, 1), 1_000);
    assertCutOff(http2);
  }

  @Test
  void aHeadInVeryManyPiecesEndsTheConnection() throws Exception {
    RawHttp2 http2 = connect();
    http2.send(HEADERS, END_STREAM, 1, http2.block("GET", "/"));
    flood(http2, frame(CONTINUATION, 0, 1), 1_000);
    assertCutOff(http2);
  }

  @Test
  void aHeadWithoutAnEndIsBounded() throws Exception {
    RawHttp2 http2 = connect();
    http2.send(HEADERS, END_STREAM, 1, http2.block("GET", "/"));
    // A literal without an index, of a kilobyte.
    ByteBuffer field = ByteBuffer.allocate(16 << 10);
    while (field.remaining() > 1030) {
      field
          .put((byte) 0)
          .put((byte) 1)
          .put((byte) 'x')
          .put((byte) 0x7f)
          .put((byte) 0x81)
          .put((byte) 7);
      field.put(new byte[1024]);
    }
    byte[] fragment = new byte[field.position()];
    field.flip().get(fragment);
    flood(http2, frame(CONTINUATION, 0, 1, fragment), 1_000);
    assertTrue(farewell(http2) != 0);
  }

  @Test
  void aHeadThatIsTooLongIsAnsweredWith431() throws Exception {
    fixture.handler(exchange -> ServerFixture.text(exchange, "taken"));
    RawHttp2 http2 = connect();
    http2.head(1, true, "GET", "/", "x", "y".repeat(16_300));
    String answer = http2.response(1);
    assertTrue(answer.startsWith("431"), answer);
    assertEquals("200 taken", http2.head(3, true, "GET", "/").response(3));
  }

  @Test
  void moreStreamsThanAllowedAreRefused() throws Exception {
    List<Exchange> running = new ArrayList<>();
    fixture.handler(running::add);
    RawHttp2 http2 = connect();
    for (int i = 0; i <= Http2Connection.MAX_STREAMS; i++) {
      http2.head(2 * i + 1, true, "GET", "/");
    }
    Frame reset = http2.next(RST_STREAM);
    assertEquals(2 * Http2Connection.MAX_STREAMS + 1, reset.stream());
    assertEquals(Http2Connection.MAX_STREAMS, fixture.loop.call(running::size));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0",
        "\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
      })
  void nonsenseEndsTheConnection(String nonsense) throws Exception {
    RawHttp2 http2 = new RawHttp2(fixture.client());
    http2.raw((PREFACE + nonsense).getBytes(ISO_8859_1));
    http2.client().endOutput();
    assertTrue(farewell(http2) != 0);
    assertEquals("200 /", connect().head(1, true, "GET", "/").response(1));
  }
}
