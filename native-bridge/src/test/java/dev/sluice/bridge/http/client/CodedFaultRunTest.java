package dev.sluice.bridge.http.client;

import static dev.sluice.bridge.http.client.FaultyWire.goesOn;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.compress.Coding;
import dev.sluice.bridge.compress.Decoding;
import dev.sluice.bridge.compress.Encoding;
import dev.sluice.bridge.compress.Tolerance;
import dev.sluice.bridge.http.client.FaultyWire.Outcome;
import dev.sluice.bridge.stream.Collector;
import dev.sluice.bridge.stream.Pipe;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bodies in codings that are cut, in disorder, or bombs, as those of {@link FaultRunTest}. */
class CodedFaultRunTest {
  private static byte[] encoded(Coding coding, byte[] plain) {
    SteppedLoop loop = new SteppedLoop();
    Collector all = new Collector(-1);
    BytesStore store = BytesStore.of(plain);
    Pipe.connect(
        new Encoding(store.source(0, -1, loop), coding, -1, loop),
        all,
        (error, _) -> {
          if (error != null) {
            throw error;
          }
        });
    loop.runAll();
    return all.bytes();
  }

  private static byte[] response(byte[] body) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n";
    all.writeBytes(head.getBytes(ISO_8859_1));
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static Outcome decoded(FaultyWire wire, Coding coding, long limit) {
    return wire.send(
        "GET", source -> new Decoding(source, coding, Tolerance.HTTP, limit, wire.loop()));
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void aCodedBodyThatIsCutIsAnErrorOfTheConnectionOrOfTheCoding(Coding coding) {
    byte[] body = encoded(coding, "hello hello hello".getBytes(ISO_8859_1));
    byte[] bytes = response(body);
    int head = bytes.length - body.length;
    for (int cut = head; cut < bytes.length; cut++) {
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        Outcome outcome = decoded(wire, coding, -1);
        wire.bring(bytes, 0, cut).end(false);
        assertEquals("ECONNRESET", outcome.code(), "cut at " + cut);
        goesOn(wire);
      }
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        // The server says that this is all.
        Outcome outcome = decoded(wire, coding, -1);
        wire.bring(response(java.util.Arrays.copyOf(body, cut - head)));
        assertTrue(cut == head || !outcome.code().equals("whole"), "cut at " + (cut - head));
        assertTrue(outcome.isOver);
        goesOn(wire);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Coding.class)
  void codedBytesInDisorderDoNoHarm(Coding coding) {
    byte[] body = encoded(coding, "hello hello hello".repeat(20).getBytes(ISO_8859_1));
    for (int seed = 0; seed < 300; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = body.clone();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
        Outcome outcome = decoded(wire, coding, 1 << 20);
        wire.bring(response(bytes));
        assertTrue(outcome.isDone() && outcome.isOver, "seed " + seed);
      }
    }
  }

  /** 16 MB of nothing in a few kilobytes. */
  @ParameterizedTest
  @EnumSource(Coding.class)
  void aBombIsDefusedByALimit(Coding coding) {
    byte[] body = encoded(coding, new byte[16 << 20]);
    byte[] bytes = response(body);
    try (FaultyWire wire = new FaultyWire(Protocol.HTTP1)) {
      Outcome outcome = decoded(wire, coding, 1 << 20);
      // The last byte is not waited for.
      wire.bring(bytes, 0, bytes.length - 1);
      assertEquals("ERR_BODY_TOO_LARGE", outcome.code());
      wire.bring(bytes, bytes.length - 1, bytes.length);
      assertTrue(outcome.isOver);
      goesOn(wire);
    }
  }
}
