package dev.sluice.bridge.http.websocket;

import static dev.sluice.bridge.http.websocket.Frames.FIN;
import static dev.sluice.bridge.http.websocket.Frames.RSV1;
import static dev.sluice.bridge.http.websocket.Frames.masked;
import static dev.sluice.bridge.http.websocket.Frames.utf8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random frames, right and wrong: how they are cut makes no difference, and nothing breaks. */
final class FrameReaderTest {
  private static final int LIMIT = 2000;
  private static final MultiThreadIoEventLoopGroup GROUP =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private static final WebSockets ROOM = new WebSockets(GROUP.next());
  private static final @Nullable PerMessageDeflate DEFLATE =
      PerMessageDeflate.accept("permessage-deflate");

  @AfterAll
  static void stop() {
    GROUP.shutdownGracefully();
  }

  /** Notes what it is told. */
  private static final class Notes implements FrameReader.Receiver {
    final StringBuilder text = new StringBuilder();
    boolean isClosed;

    private void note(String kind, byte[] bytes) {
      CRC32 sum = new CRC32();
      sum.update(bytes);
      text.append(kind).append(bytes.length).append(':').append(sum.getValue()).append(' ');
      if (bytes.length > LIMIT) {
        throw new AssertionError("too long");
      }
    }

    @Override
    public boolean isReceiving() {
      return !isClosed;
    }

    @Override
    public void text(String message) {
      note("t", utf8(message));
    }

    @Override
    public void binary(byte[] bytes) {
      note("b", bytes);
    }

    @Override
    public void ping(byte[] payload) {
      note("i", payload);
    }

    @Override
    public void pong(byte[] payload) {
      note("o", payload);
    }

    @Override
    public void close(int code, String reason) {
      isClosed = true;
      text.append("close ").append(code).append(reason);
    }
  }

  /** What comes of bytes that arrive in pieces of random lengths up to {@code piece}. */
  private static String read(byte[] bytes, int piece, Random random) {
    Notes notes = new Notes();
    FrameReader reader = new FrameReader(ROOM, notes, true, LIMIT, DEFLATE);
    byte[] rest = {};
    try {
      for (int at = 0; at < bytes.length; ) {
        int end = Math.min(bytes.length, at + 1 + random.nextInt(piece));
        ByteBuf in = Unpooled.wrappedBuffer(Frames.join(rest, Arrays.copyOfRange(bytes, at, end)));
        reader.read(in);
        rest = new byte[in.readableBytes()];
        in.readBytes(rest);
        at = end;
      }
    } catch (Fault fault) {
      notes.text.append("fault ").append(fault.code());
    } finally {
      reader.close();
    }
    return notes.text.toString();
  }

  private static byte[] frames(Random random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean isAmid = false;
    for (int i = random.nextInt(12); i >= 0; i--) {
      byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 20 : 700)];
      boolean isText = random.nextBoolean();
      for (int k = 0; k < payload.length; k++) {
        payload[k] = (byte) (isText ? 32 + random.nextInt(90) : random.nextInt(256));
      }
      if (random.nextInt(5) == 0) {
        int kind = random.nextBoolean() ? Opcode.PING : Opcode.PONG;
        out.writeBytes(masked(FIN | kind, Arrays.copyOf(payload, Math.min(125, payload.length))));
      }
      boolean isLast = random.nextInt(3) > 0;
      int kind = isAmid ? Opcode.CONTINUATION : isText ? Opcode.TEXT : Opcode.BINARY;
      byte[] deflated =
          isAmid || !isLast || random.nextBoolean() || payload.length == 0
              ? null
              : ROOM.deflation().deflate(payload, 0, payload.length);
      out.writeBytes(
          deflated == null
              ? masked((isLast ? FIN : 0) | kind, payload)
              : masked(FIN | RSV1 | kind, deflated));
      isAmid = !isLast;
    }
    if (random.nextInt(4) == 0) {
      out.writeBytes(Frames.close(1000, "end"));
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void howBytesAreCutMakesNoDifference(int seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = frames(random);
      if (random.nextBoolean()) {
        for (int k = 1 + random.nextInt(3); k > 0; k--) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
      }
      String whole = read(bytes, Integer.MAX_VALUE - 1, new Random(0));
      for (int piece : new int[] {1, 3, 50, 500}) {
        assertEquals(whole, read(bytes, piece, random));
      }
    }
  }

  @Test
  void masksAreAppliedFromAnyPlaceOn() {
    byte[] bytes = new byte[40];
    new Random(5).nextBytes(bytes);
    int key = 0x01_23_45_67;
    byte[] whole = bytes.clone();
    Masking.apply(whole, 0, whole.length, key, 0);
    for (int i = 0; i < bytes.length; i++) {
      assertEquals((byte) (bytes[i] ^ key >> 24 - 8 * (i & 3)), whole[i]);
    }
    for (int cut = 0; cut <= bytes.length; cut++) {
      byte[] parts = bytes.clone();
      Masking.apply(parts, 0, cut, key, 0);
      Masking.apply(parts, cut, parts.length - cut, key, cut);
      assertArrayEquals(whole, parts);
    }
  }
}
