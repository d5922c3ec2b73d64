package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.RSV1;
import static dev.sluice.bridge.http.websocket.Frames.close;
import static dev.sluice.bridge.http.websocket.Frames.closing;
import static dev.sluice.bridge.http.websocket.Frames.hex;
import static dev.sluice.bridge.http.websocket.Frames.join;
import static dev.sluice.bridge.http.websocket.Frames.masked;
import static dev.sluice.bridge.http.websocket.Frames.plain;
import static dev.sluice.bridge.http.websocket.Frames.text;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a server does with all kinds of frames, ordered as the Autobahn test suite does: framing,
 * pings, reserved bits, opcodes, fragments, UTF-8, closing, limits.
 */
final class ProtocolCasesTest {
  private static final int LIMIT = 100_000;

  private static SocketFixture server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new SocketFixture(WebSocketOptions.SERVER.limits(LIMIT, 16 << 20, false).idle(0, false));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** The server sends a closing frame of this code, and then the end. */
  private static void assertFails(int code, byte[]... frames) throws IOException {
    try (RawPeer peer = server.open()) {
      peer.send(frames);
      RawPeer.Frame frame = peer.frame();
      while (frame.opcode() != Opcode.CLOSE) {
        frame = peer.frame();
      }
      assertEquals(code, frame.closeCode(), frame.toString());
      assertTrue(peer.isAtEnd());
    }
  }

  private static void assertEchoes(int opcode, byte[] payload, byte[]... frames)
      throws IOException {
    try (RawPeer peer = server.open()) {
      peer.send(frames);
      RawPeer.Frame frame = peer.frame();
      assertEquals(FIN | opcode, frame.first(), frame.toString());
      assertArrayEquals(payload, frame.payload());
    }
  }

  // 1: framing.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 128, 65_535, 65_536, LIMIT})
  void messagesOfAllLengthsComeBack(int length) throws IOException {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i % 95 + 32);
    }
    assertEchoes(Opcode.TEXT, payload, masked(FIN | Opcode.TEXT, payload));
    assertEchoes(Opcode.BINARY, payload, masked(FIN | Opcode.BINARY, payload));
  }

  @Test
  void aMessageMayComeByteByByte() throws IOException {
    try (RawPeer peer = server.open()) {
      peer.sendSlowly(join(text("slow"), masked(FIN | Opcode.BINARY, new byte[300])));
      assertEquals("slow", peer.frame().text());
      assertEquals(300, peer.frame().payload().length);
    }
  }

  @Test
  void manyMessagesMayComeAtOnce() throws IOException {
    try (RawPeer peer = server.open()) {
      byte[][] frames = new byte[1000][];
      for (int i = 0; i < frames.length; i++) {
        frames[i] = text("message " + i);
      }
      peer.send(frames);
      for (int i = 0; i < frames.length; i++) {
        assertEquals("message " + i, peer.frame().text());
      }
    }
  }

  @Test
  void aFrameThatIsNotMaskedIsRefused() throws IOException {
    assertFails(1002, plain(FIN | Opcode.TEXT, utf8("x")));
    assertFails(1002, plain(FIN | Opcode.PING, utf8("x")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "81fe000537fa213d7f9f4d5158", // 5 in two bytes
        "81ff000000000000000537fa213d7f9f4d5158", // 5 in eight
        "81ff000000000000fffe37fa213d", // 65534 in eight
        "81ff800000000000000537fa213d", // negative
        "81ffffffffffffffffff37fa213d",
      })
  void aLengthInTooManyBytesIsRefused(String frame) throws IOException {
    assertFails(1002, hex(frame));
  }

  // 2: pings and pongs.

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125})
  void aPingIsAnswered(int length) throws IOException {
    byte[] payload = new byte[length];
    Arrays.fill(payload, (byte) 0xFE);
    assertEchoes(Opcode.PONG, payload, masked(FIN | Opcode.PING, payload));
  }

  @Test
  void aPingOf126BytesIsRefused() throws IOException {
    assertFails(1002, masked(FIN | Opcode.PING, new byte[126]));
  }

  @Test
  void pongsAreNotAnswered() throws IOException {
    assertEchoes(
        Opcode.PONG,
        utf8("the ping's"),
        masked(FIN | Opcode.PONG, utf8("unasked")),
        masked(FIN | Opcode.PONG, new byte[0]),
        masked(FIN | Opcode.PING, utf8("the ping's")));
  }

  @Test
  void tenPingsAreAnsweredInOrder() throws IOException {
    try (RawPeer peer = server.open()) {
      for (int i = 0; i < 10; i++) {
        peer.sendSlowly(masked(FIN | Opcode.PING, utf8("payload " + i)));
      }
      for (int i = 0; i < 10; i++) {
        assertEquals("payload " + i, peer.frame().text());
      }
    }
  }

  // 3 and 4: reserved bits and opcodes.

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void reservedBitsAreRefused(int bits) throws IOException {
    for (int opcode : List.of(Opcode.TEXT, Opcode.BINARY, Opcode.PING, Opcode.CLOSE)) {
      assertFails(1002, masked(FIN | bits << 4 | opcode, new byte[0]));
    }
    assertFails(1002, text("first"), masked(FIN | bits << 4 | Opcode.TEXT, utf8("second")));
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
  void unknownOpcodesAreRefused(int opcode) throws IOException {
    assertFails(1002, masked(FIN | opcode, new byte[0]));
    assertFails(1002, text("first"), masked(FIN | opcode, utf8("payload")));
  }

  // 5: fragments.

  @Test
  void fragmentsMakeAMessage() throws IOException {
    assertEchoes(
        Opcode.TEXT,
        utf8("onetwothree"),
        masked(Opcode.TEXT, utf8("one")),
        masked(Opcode.CONTINUATION, utf8("two")),
        masked(FIN, utf8("three")));
    assertEchoes(
        Opcode.BINARY, new byte[0], masked(Opcode.BINARY, new byte[0]), masked(FIN, new byte[0]));
  }

  @Test
  void fragmentsMayComeByteByByteWithPingsBetween() throws IOException {
    try (RawPeer peer = server.open()) {
      peer.sendSlowly(masked(Opcode.TEXT, utf8("one")))
          .sendSlowly(masked(FIN | Opcode.PING, utf8("ping 1")))
          .sendSlowly(masked(Opcode.CONTINUATION, utf8("two")))
          .sendSlowly(masked(FIN | Opcode.PING, utf8("ping 2")))
          .sendSlowly(masked(FIN, utf8("three")));
      assertEquals("ping 1", peer.frame().text());
      assertEquals("ping 2", peer.frame().text());
      assertEquals("onetwothree", peer.frame().text());
    }
  }

  @Test
  void controlFramesAreNotFragmented() throws IOException {
    assertFails(1002, masked(Opcode.PING, utf8("a")), masked(FIN, utf8("b")));
    assertFails(1002, masked(Opcode.PONG, utf8("a")), masked(FIN, utf8("b")));
    assertFails(1002, masked(Opcode.CLOSE, new byte[0]));
  }

  @Test
  void aContinuationOfNothingIsRefused() throws IOException {
    assertFails(1002, masked(FIN, utf8("x")));
    assertFails(1002, masked(Opcode.CONTINUATION, utf8("x")));
    assertFails(1002, text("whole"), masked(FIN, utf8("x")));
  }

  @Test
  void aMessageWithinAMessageIsRefused() throws IOException {
    assertFails(1002, masked(Opcode.TEXT, utf8("a")), text("b"));
    assertFails(1002, masked(Opcode.TEXT, utf8("a")), masked(Opcode.BINARY, utf8("b")));
  }

  // 6: UTF-8.

  @ParameterizedTest
  @ValueSource(
      strings = {
        "48656c6c6f2d c2b540c39fc3b6c3a4c3bcc3a0c3a1 2d5554462d3821",
        "ceba e1bdb9 cf83 cebc ceb5", // κόσμε
        "00",
        "c280",
        "e0a080",
        "f0908080", // the first of each length
        "7f",
        "dfbf",
        "efbfbf",
        "f48fbfbf", // the last ones
        "ed9fbf",
        "ee8080",
        "efbfbd", // around the surrogates, and U+FFFD itself
        "efbbbf41", // a byte order mark stays
        "efbfbe",
        "f09fbfbf", // non-characters
      })
  void wellFormedTextsComeBack(String digits) throws IOException {
    byte[] bytes = hex(digits.replace(" ", ""));
    assertEchoes(Opcode.TEXT, bytes, masked(FIN | Opcode.TEXT, bytes));
    byte[][] pieces = new byte[bytes.length + 1][];
    for (int i = 0; i < bytes.length; i++) {
      pieces[i] = masked(i == 0 ? Opcode.TEXT : Opcode.CONTINUATION, new byte[] {bytes[i]});
    }
    pieces[bytes.length] = masked(FIN, new byte[0]);
    assertEchoes(Opcode.TEXT, bytes, pieces);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cebae1bdb9cf83cebcceb5eda080656469746564", // a surrogate
        "80",
        "bf",
        "808f", // continuations of nothing
        "c0",
        "c3",
        "e0a0",
        "f09080", // too short
        "c320",
        "e2822c", // cut by another character
        "c080",
        "e08080",
        "f0808080",
        "c1bf",
        "e09fbf",
        "f08fbfbf", // too long
        "eda080",
        "edafbf",
        "edb080",
        "edbfbf",
        "eda080edb080", // surrogates
        "f4908080",
        "f7bfbfbf",
        "f888808080",
        "fc8480808080",
        "fe",
        "ff", // beyond
        "61edb08062",
        "41c1",
        "efbfbdc0", // with what is fine around
      })
  void malformedTextsAreRefused(String digits) throws IOException {
    byte[] bytes = hex(digits);
    assertFails(1007, masked(FIN | Opcode.TEXT, bytes));
    assertFails(
        1007,
        masked(Opcode.TEXT, Arrays.copyOf(bytes, 1)),
        masked(FIN, Arrays.copyOfRange(bytes, 1, bytes.length)));
    // Bytes are not looked at.
    assertEchoes(Opcode.BINARY, bytes, masked(FIN | Opcode.BINARY, bytes));
  }

  // 7: closing.

  @Test
  void aCloseIsAnsweredAndTheConnectionEnds() throws Exception {
    try (SocketFixture own = new SocketFixture()) {
      RawPeer peer = own.open();
      peer.send(
          text("one"), close(1000, "bye"), text("never"), masked(FIN | Opcode.PING, utf8("x")));
      assertEquals("one", peer.frame().text());
      assertEquals("close 1000bye", peer.frame().toString());
      assertTrue(peer.isAtEnd());
      assertEquals("close 1000 bye clean", own.side().next());
    }
  }

  @Test
  void aCloseWithoutACodeIsAnsweredLikewise() throws IOException {
    assertEchoes(Opcode.CLOSE, new byte[0], masked(FIN | Opcode.CLOSE, new byte[0]));
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
        4999
      })
  void goodCodesAreSentBack(int code) throws IOException {
    assertFails(code, close(code, "reason"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
  void badCodesAreRefused(int code) throws IOException {
    assertFails(1002, close(code, ""));
    assertFails(1002, close(code, "reason"));
  }

  @Test
  void aCloseOfOneByteOrTooManyIsRefused() throws IOException {
    assertFails(1002, masked(FIN | Opcode.CLOSE, new byte[] {3}));
    assertFails(1000, masked(FIN | Opcode.CLOSE, closing(1000, "r".repeat(123))));
    assertFails(1002, masked(FIN | Opcode.CLOSE, closing(1000, "r".repeat(124))));
    assertFails(1007, masked(FIN | Opcode.CLOSE, join(closing(1000, ""), hex("cebaeda080"))));
  }

  @Test
  void aCloseAmidAMessageIsAnswered() throws IOException {
    assertFails(1000, masked(Opcode.TEXT, utf8("begun")), close(1000, ""));
  }

  // 9: limits.

  @ParameterizedTest
  @ValueSource(longs = {LIMIT + 1, 1L << 24, Integer.MAX_VALUE, 1L << 40, Long.MAX_VALUE})
  void aMessageBeyondTheLimitIsRefusedBeforeItHasCome(long length) throws IOException {
    byte[] head = hex("82ff" + "%016x".formatted(length) + "00000000");
    assertFails(1009, head);
  }

  @Test
  void fragmentsBeyondTheLimitAreRefused() throws IOException {
    assertFails(
        1009,
        masked(Opcode.BINARY, new byte[LIMIT / 2]),
        masked(FIN | Opcode.PING, new byte[0]),
        masked(Opcode.CONTINUATION, new byte[LIMIT / 2]),
        masked(FIN, new byte[1]));
  }

  @Test
  void whoeverStillSendsHearsWhy() throws IOException {
    // What lies unread when a connection is closed would take the answer away.
    byte[] flood = new byte[1 << 20];
    try (RawPeer peer = server.open()) {
      peer.send(hex("82ff0000000000200000" + "00000000"), flood);
      assertEquals(1009, peer.frame().closeCode());
      assertTrue(peer.isAtEnd());
    }
  }

  @Test
  void whatWasNotAgreedOnIsNotUsed() throws IOException {
    assertFails(1002, masked(FIN | RSV1 | Opcode.TEXT, hex("f248cdc9c90700")));
  }
}
