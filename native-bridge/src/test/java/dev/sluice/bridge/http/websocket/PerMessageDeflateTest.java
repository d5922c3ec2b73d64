package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.RSV1;
import static dev.sluice.bridge.http.websocket.Frames.hex;
import static dev.sluice.bridge.http.websocket.Frames.join;
import static dev.sluice.bridge.http.websocket.Frames.masked;
import static dev.sluice.bridge.http.websocket.Frames.text;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** permessage-deflate (RFC 7692): what is agreed on, and compressed messages. */
final class PerMessageDeflateTest {
  private static final int LIMIT = 1 << 20;
  private static final String OFFER = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

  private static SocketFixture server;

  @BeforeAll
  static void start() throws Exception {
    server =
        new SocketFixture(
            WebSocketOptions.SERVER.limits(LIMIT, 0, false).idle(0, false).deflate(true));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate",
        "permessage-deflate; client_max_window_bits", // browsers'
        "permessage-deflate; client_max_window_bits=\"10\"",
        "permessage-deflate;server_no_context_takeover;client_no_context_takeover",
        "PERMESSAGE-DEFLATE ; server_max_window_bits=15",
        "x-webkit-deflate-frame, permessage-deflate",
        "permessage-deflate; server_max_window_bits=10, permessage-deflate",
      })
  void goodOffersAreAccepted(String offers) {
    PerMessageDeflate agreed = PerMessageDeflate.accept(offers);
    assertNotNull(agreed);
    assertEquals(
        "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
        agreed.response());
    assertFalse(agreed.remembers());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "x-webkit-deflate-frame",
        "permessage-deflate; server_max_window_bits=10", // the JDK cannot
        "permessage-deflate; server_max_window_bits",
        "permessage-deflate; client_max_window_bits=7",
        "permessage-deflate; client_max_window_bits=16",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; unknown",
        "permessage-deflate; client_max_window_bits; client_max_window_bits",
        "permessage-deflate;",
        "permessage-deflate; =3",
        "permessage-deflate; client_max_window_bits=\"1 0\"",
        "permessage-deflate permessage-deflate",
        ",permessage-deflate",
      })
  void otherOffersAreNot(String offers) {
    assertNull(PerMessageDeflate.accept(offers));
  }

  @ParameterizedTest
  @CsvSource({
    "permessage-deflate, true",
    "permessage-deflate; server_no_context_takeover, false",
    "permessage-deflate; client_no_context_takeover, true",
    "permessage-deflate; server_max_window_bits=10, true",
  })
  void goodConfirmationsAreTaken(String field, boolean remembers) {
    PerMessageDeflate agreed = PerMessageDeflate.confirmed(field);
    assertNotNull(agreed);
    assertEquals(remembers, agreed.remembers());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "permessage-deflate; client_max_window_bits=10", // not offered
        "permessage-deflate; client_max_window_bits",
        "permessage-deflate, permessage-deflate",
        "permessage-bzip2",
        "permessage-deflate; server_max_window_bits=3",
        "permessage-deflate; x",
        "",
      })
  void otherConfirmationsAreNot(String field) {
    assertNull(PerMessageDeflate.confirmed(field));
  }

  private static RawPeer open() throws IOException {
    RawPeer peer = server.open("/", OFFER);
    assertTrue(
        peer.head()
            .contains(
                "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                    + " client_no_context_takeover\r\n"),
        peer.head());
    return peer;
  }

  private static byte[] inflated(RawPeer.Frame frame) throws Fault {
    return new Deflation().inflate(frame.payload(), frame.payload().length, LIMIT, null);
  }

  @Test
  void whoDoesNotAskIsNotAnsweredInIt() throws IOException {
    try (RawPeer peer = server.open("/", "")) {
      assertFalse(peer.head().contains("Extensions"), peer.head());
      peer.send(text("a".repeat(1000)));
      assertEquals(FIN | Opcode.TEXT, peer.frame().first());
    }
  }

  /** The examples of RFC 7692 §7.2.3. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "f248cdc9c90700", // a compressed block
        "000500faff48656c6c6f00", // a stored one
        "f348cdc9c9070000", // a last block
        "f248050000 00ffffcac9c90700", // two blocks
      })
  void messagesAreInflated(String digits) throws IOException {
    byte[] payload = hex(digits.replace(" ", ""));
    try (RawPeer peer = open()) {
      peer.send(masked(FIN | RSV1 | Opcode.TEXT, payload));
      assertEquals("Hello", peer.frame().text());
      // Once more: nothing is left over of the first.
      peer.send(
          masked(RSV1 | Opcode.TEXT, Arrays.copyOf(payload, 3)),
          masked(FIN | Opcode.PING, utf8("between")),
          masked(FIN, Arrays.copyOfRange(payload, 3, payload.length)));
      assertEquals("between", peer.frame().text());
      assertEquals("Hello", peer.frame().text());
      peer.send(text("plain"), masked(FIN | RSV1 | Opcode.TEXT, new byte[] {0}));
      assertEquals("plain", peer.frame().text());
      assertEquals("", peer.frame().text());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 5000, 70_000, LIMIT})
  void whatGetsShorterIsDeflated(int length) throws Exception {
    byte[] message = "to and fro, ".repeat(length / 12 + 1).substring(0, length).getBytes(UTF_8);
    byte[] deflated = new Deflation().deflate(message, 0, length);
    try (RawPeer peer = open()) {
      peer.send(
          deflated == null
              ? masked(FIN | Opcode.BINARY, message)
              : masked(FIN | RSV1 | Opcode.BINARY, deflated));
      RawPeer.Frame frame = peer.frame();
      if (length == 1) {
        assertEquals(FIN | Opcode.BINARY, frame.first());
        assertArrayEquals(message, frame.payload());
      } else {
        assertEquals(FIN | RSV1 | Opcode.BINARY, frame.first());
        assertTrue(frame.payload().length < length);
        assertArrayEquals(message, inflated(frame));
      }
    }
  }

  @Test
  void whatDoesNotGetShorterIsSentAsItIs() throws IOException {
    byte[] noise = new byte[5000];
    new Random(1).nextBytes(noise);
    try (RawPeer peer = open()) {
      peer.send(masked(FIN | Opcode.BINARY, noise));
      RawPeer.Frame frame = peer.frame();
      assertEquals(FIN | Opcode.BINARY, frame.first());
      assertArrayEquals(noise, frame.payload());
    }
  }

  private static void assertFails(int code, byte[]... frames) throws IOException {
    try (RawPeer peer = open()) {
      peer.send(frames);
      assertEquals(code, peer.frame().closeCode());
      assertTrue(peer.isAtEnd());
    }
  }

  @Test
  void aBombIsRefused() throws IOException {
    byte[] zeros = new byte[64 << 20];
    byte[] bomb = new Deflation().deflate(zeros, 0, zeros.length);
    assertNotNull(bomb);
    assertTrue(bomb.length < LIMIT);
    assertFails(1009, masked(FIN | RSV1 | Opcode.BINARY, bomb));
  }

  @Test
  void whatCannotBeInflatedIsRefused() throws IOException {
    assertFails(1007, masked(FIN | RSV1 | Opcode.TEXT, hex("ffffffff")));
    // A reference to what was before the message.
    assertFails(1007, masked(FIN | RSV1 | Opcode.TEXT, hex("f200110000")));
    byte[] deflated = new Deflation().deflate(badText(), 0, 1000);
    assertNotNull(deflated);
    assertFails(1007, masked(FIN | RSV1 | Opcode.TEXT, deflated));
  }

  private static byte[] badText() {
    byte[] bytes = new byte[1000];
    bytes[999] = (byte) 0xFF;
    return bytes;
  }

  @Test
  void onlyTheFirstFrameOfAMessageSaysThatItIsCompressed() throws IOException {
    assertFails(1002, masked(Opcode.TEXT, utf8("a")), masked(FIN | RSV1, utf8("b")));
    assertFails(1002, masked(FIN | RSV1 | Opcode.PING, new byte[0]));
    assertFails(1002, masked(FIN | RSV1 | Opcode.CLOSE, new byte[0]));
    assertFails(1002, masked(FIN | 0x20 | Opcode.TEXT, utf8("a")));
  }

  @Test
  void messagesThatReferToEarlierOnesNeedAnInflaterOfTheirOwn() throws Exception {
    // RFC 7692 §7.2.3.2: the second «Hello» is a reference to the first.
    var own = Deflation.newInflater();
    Deflation shared = new Deflation();
    byte[] first = hex("f248cdc9c90700");
    byte[] second = hex("f200110000");
    assertArrayEquals(utf8("Hello"), shared.inflate(first, first.length, LIMIT, own));
    assertArrayEquals(utf8("Hello"), shared.inflate(second, second.length, LIMIT, own));
    own.end();
  }

  @Test
  void allLengthsAroundTheSizesOfBuffersComeBack() throws Exception {
    Deflation deflation = new Deflation();
    Random random = new Random(2);
    for (int length = 1; length < 40_000; length += 1 + length / 7) {
      byte[] message = new byte[length];
      for (int i = 0; i < length; i++) {
        message[i] = (byte) random.nextInt(1 + length % 40);
      }
      byte[] deflated = deflation.deflate(message, 0, length);
      if (deflated != null) {
        assertTrue(deflated.length < length);
        assertArrayEquals(
            message, deflation.inflate(deflated, deflated.length, length, null), "" + length);
        byte[] again = join(deflated, new byte[0]);
        assertArrayEquals(again, deflation.deflate(message, 0, length));
      }
    }
  }
}
