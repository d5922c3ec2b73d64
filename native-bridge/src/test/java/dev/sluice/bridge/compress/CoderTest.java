package dev.sluice.bridge.compress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.compress.Coder.Next;
import dev.sluice.bridge.compress.Coder.Progress;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;
import java.util.zip.DeflaterInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CoderTest {
  private static final byte[] TEXT = "expected output".getBytes(US_ASCII);

  private static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replace(" ", ""));
  }

  private static void assertRefused(String code, Coding coding, Tolerance tolerance, byte[] bytes) {
    for (int piece : new int[] {1, 7, 1 << 20}) {
      try (Coder coder = coding.decoder(tolerance)) {
        BridgeException e =
            assertThrows(
                BridgeException.class, () -> Coded.run(coder, bytes, piece, 100, Next.END, false));
        assertEquals(code, e.code(), e.message());
        assertTrue(e.isTypeError());
        // It stays so.
        assertThrows(
            BridgeException.class,
            () -> coder.code(ByteBuffer.allocate(0), ByteBuffer.allocate(9), Next.END));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFewBytesMayBeMoreThanAWindow(Coding coding) {
    for (int size : new int[] {4 << 20, 5_000_000, 9_000_000, 13_000_000}) {
      byte[] zeros = new byte[size];
      byte[] coded = Coded.encode(coding, zeros);
      assertArrayEquals(zeros, Coded.decode(coding, Tolerance.STANDARD, coded));
      for (int piece : new int[] {1, 7}) {
        if (coded.length < 1000) {
          try (Coder decoder = coding.decoder(Tolerance.STANDARD)) {
            byte[] all = Coded.run(decoder, coded, piece, 60_000, Next.END, false);
            assertArrayEquals(zeros, all);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsEncodedIsDecodedWhateverThePieces(Coding coding) {
    for (int length : new int[] {0, 1, 2, 1000, 40_001, 300_007}) {
      byte[] bytes = Coded.bytes(length);
      for (int[] sizes : new int[][] {{1 << 20, 1 << 16}, {65_536, 65_536}, {1009, 77}, {7, 11}}) {
        if (length > 2000 && sizes[0] < 100) {
          continue;
        }
        for (boolean direct : new boolean[] {false, true}) {
          try (Coder encoder = coding.encoder(Coding.DEFAULT_LEVEL);
              Coder decoder = coding.decoder(Tolerance.STANDARD)) {
            byte[] coded = Coded.run(encoder, bytes, sizes[0], sizes[1], Next.END, direct);
            byte[] back = Coded.run(decoder, coded, sizes[0], sizes[1], Next.END, direct);
            assertArrayEquals(bytes, back);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aByteAtATimeIsEnough(Coding coding) {
    byte[] coded = Coded.encode(coding, Coded.bytes(3000));
    try (Coder decoder = coding.decoder(Tolerance.STANDARD)) {
      assertArrayEquals(Coded.bytes(3000), Coded.run(decoder, coded, 1, 1, Next.END, false));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFlushBringsOutAllThatCame(Coding coding) {
    try (Coder encoder = coding.encoder(Coding.DEFAULT_LEVEL);
        Coder decoder = coding.decoder(Tolerance.STANDARD)) {
      for (int i = 0; i < 5; i++) {
        byte[] bytes = Coded.bytes(500 + i);
        // With little room the flush needs several calls.
        byte[] coded = Coded.run(encoder, bytes, 1 << 20, i == 3 ? 13 : 1 << 16, Next.FLUSH, false);
        assertTrue(coded.length > 0);
        assertArrayEquals(bytes, Coded.run(decoder, coded, 1 << 20, 1 << 16, Next.MORE, false));
      }
      byte[] rest = Coded.run(encoder, new byte[0], 1, 1 << 16, Next.END, false);
      assertEquals(0, Coded.run(decoder, rest, 1 << 20, 1 << 16, Next.END, false).length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFlushOfNothingNewBringsNothingOut(Coding coding) {
    try (Coder encoder = coding.encoder(Coding.DEFAULT_LEVEL)) {
      Coded.run(encoder, TEXT, 100, 1000, Next.FLUSH, false);
      assertEquals(0, Coded.run(encoder, new byte[0], 1, 1000, Next.FLUSH, false).length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void dataThatIsCutOffIsRefusedWhereverItIsCut(Coding coding) {
    byte[] coded = Coded.encode(coding, TEXT);
    for (int length = 0; length < coded.length; length++) {
      byte[] part = Arrays.copyOf(coded, length);
      assertRefused("Z_BUF_ERROR", coding, Tolerance.STANDARD, part);
      if (length > 0) {
        assertRefused("Z_BUF_ERROR", coding, Tolerance.HTTP, part);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEmptyBodyIsToleratedOfResponses(Coding coding) {
    assertEquals(0, Coded.decode(coding, Tolerance.HTTP, new byte[0]).length);
  }

  @ParameterizedTest
  @EnumSource
  void bytesBehindTheEndAreRefusedAfterAllCameOut(Coding coding) {
    byte[] extended = concat(Coded.encode(coding, TEXT), new byte[] {0});
    assertRefused("Z_DATA_ERROR", coding, Tolerance.STANDARD, extended);
    try (Coder decoder = coding.decoder(Tolerance.STANDARD)) {
      ByteBuffer in = ByteBuffer.wrap(extended);
      ByteBuffer out = ByteBuffer.allocate(100);
      decoder.code(in, out, Next.END);
      assertEquals(TEXT.length, out.position());
      assertThrows(BridgeException.class, () -> decoder.code(in, out, Next.END));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"GZIP", "DEFLATE", "DEFLATE_RAW"})
  void bytesBehindTheEndOfResponsesAreDropped(Coding coding) {
    for (String more : new String[] {"00", "1f", "1f00", "ffff", "1f8c 0001 0203"}) {
      byte[] extended = concat(Coded.encode(coding, TEXT), hex(more));
      assertArrayEquals(TEXT, Coded.decode(coding, Tolerance.HTTP, extended));
      try (Coder decoder = coding.decoder(Tolerance.HTTP)) {
        assertArrayEquals(TEXT, Coded.run(decoder, extended, 1, 3, Next.END, false));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void corruptDataIsRefused(Coding coding) {
    byte[] coded = Coded.encode(coding, Coded.bytes(5000));
    for (int at : new int[] {0, coded.length / 2}) {
      byte[] corrupt = coded.clone();
      corrupt[at] ^= 0x55;
      try (Coder decoder = coding.decoder(Tolerance.STANDARD)) {
        byte[] back = Coded.run(decoder, corrupt, 1 << 20, 1 << 16, Next.END, false);
        // Raw data has no checksum: noise may decode to noise.
        assertTrue(
            coding == Coding.DEFLATE_RAW || coding == Coding.BROTLI || coding == Coding.ZSTD);
        assertTrue(!Arrays.equals(back, Coded.bytes(5000)));
      } catch (BridgeException e) {
        assertTrue(e.code().startsWith("Z_"), e.message());
      }
    }
    assertRefused("Z_DATA_ERROR", coding, Tolerance.STANDARD, hex("ff ff ff ff ff ff ff ff ff ff"));
  }

  @Test
  void gzipIsWhatOthersReadAndWrite() throws IOException {
    byte[] bytes = Coded.bytes(100_000);
    byte[] ours = Coded.encode(Coding.GZIP, bytes);
    assertArrayEquals(bytes, new GZIPInputStream(new ByteArrayInputStream(ours)).readAllBytes());
    ByteArrayOutputStream theirs = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(theirs)) {
      gzip.write(bytes);
    }
    assertArrayEquals(bytes, Coded.decode(Coding.GZIP, Tolerance.STANDARD, theirs.toByteArray()));
  }

  @Test
  void deflateIsWhatOthersReadAndWrite() throws IOException {
    byte[] bytes = Coded.bytes(100_000);
    byte[] ours = Coded.encode(Coding.DEFLATE, bytes);
    assertArrayEquals(
        bytes, new InflaterInputStream(new ByteArrayInputStream(ours)).readAllBytes());
    byte[] theirs = new DeflaterInputStream(new ByteArrayInputStream(bytes)).readAllBytes();
    assertArrayEquals(bytes, Coded.decode(Coding.DEFLATE, Tolerance.STANDARD, theirs));
  }

  @Test
  void deflateWithoutItsWrapperIsToleratedOfResponses() {
    byte[] raw = Coded.encode(Coding.DEFLATE_RAW, TEXT);
    assertArrayEquals(TEXT, Coded.decode(Coding.DEFLATE, Tolerance.HTTP, raw));
    assertRefused("Z_DATA_ERROR", Coding.DEFLATE, Tolerance.STANDARD, raw);
  }

  @Test
  void gzipMembersFollowOneAnotherInResponsesOnly() {
    byte[] two =
        concat(Coded.encode(Coding.GZIP, TEXT), Coded.encode(Coding.GZIP, new byte[] {'!'}));
    byte[] both = "expected output!".getBytes(US_ASCII);
    assertArrayEquals(both, Coded.decode(Coding.GZIP, Tolerance.HTTP, two));
    try (Coder decoder = Coding.GZIP.decoder(Tolerance.HTTP)) {
      assertArrayEquals(both, Coded.run(decoder, two, 1, 1, Next.END, false));
    }
    assertRefused("Z_DATA_ERROR", Coding.GZIP, Tolerance.STANDARD, two);
    assertRefused("Z_BUF_ERROR", Coding.GZIP, Tolerance.HTTP, Arrays.copyOf(two, two.length - 1));
  }

  @Test
  void everyFieldOfAGzipHeaderIsUnderstood() {
    byte[] plain = Coded.encode(Coding.GZIP, TEXT);
    byte[] data = Arrays.copyOfRange(plain, 10, plain.length);
    byte[] fields = hex("1f8b 08 1f 01020304 02 03  0300 aabbcc  6e00  6300");
    CRC32 crc = new CRC32();
    crc.update(fields);
    int sum = (int) crc.getValue();
    byte[] check = {(byte) sum, (byte) (sum >>> 8)};
    byte[] full = concat(fields, check, data);
    try (Coder decoder = Coding.GZIP.decoder(Tolerance.STANDARD)) {
      assertArrayEquals(TEXT, Coded.run(decoder, full, 1, 4, Next.END, false));
    }
    check[0] ^= 1;
    assertRefused("Z_DATA_ERROR", Coding.GZIP, Tolerance.STANDARD, concat(fields, check, data));
    byte[] emptyExtra = concat(hex("1f8b 08 04 00000000 0003 0000"), data);
    assertArrayEquals(TEXT, Coded.decode(Coding.GZIP, Tolerance.STANDARD, emptyExtra));
    byte[] unknownFlag = concat(hex("1f8b 08 20 00000000 0003"), data);
    assertRefused("Z_DATA_ERROR", Coding.GZIP, Tolerance.STANDARD, unknownFlag);
  }

  @Test
  void aGzipChecksumOrLengthThatIsWrongIsRefused() {
    byte[] coded = Coded.encode(Coding.GZIP, TEXT);
    for (int fromEnd = 1; fromEnd <= 8; fromEnd++) {
      byte[] wrong = coded.clone();
      wrong[coded.length - fromEnd] ^= 1;
      assertRefused("Z_DATA_ERROR", Coding.GZIP, Tolerance.STANDARD, wrong);
      assertRefused("Z_DATA_ERROR", Coding.GZIP, Tolerance.HTTP, wrong);
    }
  }

  @Test
  void aPresetDictionaryIsRefused() {
    assertRefused(
        "Z_DATA_ERROR",
        Coding.DEFLATE,
        Tolerance.STANDARD,
        hex("78bb 74ee0959 2bc12e0c00 74ee0959"));
  }

  @Test
  void zstdFramesFollowOneAnotherAndMaybeSkipped() {
    byte[] skippable = hex("502a4d18 03000000 aabbcc");
    byte[] all =
        concat(
            Coded.encode(Coding.ZSTD, TEXT),
            skippable,
            Coded.encode(Coding.ZSTD, new byte[] {'!'}));
    byte[] both = "expected output!".getBytes(US_ASCII);
    for (Tolerance tolerance : Tolerance.values()) {
      assertArrayEquals(both, Coded.decode(Coding.ZSTD, tolerance, all));
      try (Coder decoder = Coding.ZSTD.decoder(tolerance)) {
        assertArrayEquals(both, Coded.run(decoder, all, 1, 1, Next.END, false));
      }
    }
  }

  @Test
  void aZstdWindowBeyondEightMegabytesIsRefusedOfResponses() {
    // Window_Descriptor 2^24, then an empty last block.
    byte[] large = hex("28b52ffd 00 70 010000");
    assertEquals(0, Coded.decode(Coding.ZSTD, Tolerance.STANDARD, large).length);
    assertRefused("Z_DATA_ERROR", Coding.ZSTD, Tolerance.HTTP, large);
    assertEquals(0, Coded.decode(Coding.ZSTD, Tolerance.HTTP, hex("28b52ffd 00 68 010000")).length);
    // The same, as the length of a single segment's content.
    assertRefused("Z_DATA_ERROR", Coding.ZSTD, Tolerance.HTTP, hex("28b52ffd a0 01008000 010000"));
    // And in the second frame.
    assertRefused(
        "Z_DATA_ERROR", Coding.ZSTD, Tolerance.HTTP, concat(hex("28b52ffd 00 68 010000"), large));
  }

  @Test
  void whatIsDecodedStaysSmallHoweverMuchTheInputSays() {
    byte[] bomb = Coded.encode(Coding.GZIP, new byte[10 << 20]);
    assertTrue(bomb.length < 20_000);
    try (Coder decoder = Coding.GZIP.decoder(Tolerance.HTTP)) {
      ByteBuffer out = ByteBuffer.allocate(1000);
      assertEquals(Progress.NEEDS_ROOM, decoder.code(ByteBuffer.wrap(bomb), out, Next.END));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aClosedCoderIsOfNoUse(Coding coding) {
    Coder encoder = coding.encoder(Coding.DEFAULT_LEVEL);
    Coder decoder = coding.decoder(Tolerance.HTTP);
    for (Coder coder : new Coder[] {encoder, decoder}) {
      coder.close();
      coder.close();
      ByteBuffer none = ByteBuffer.allocate(0);
      assertThrows(
          IllegalStateException.class, () -> coder.code(none, ByteBuffer.allocate(1), Next.END));
    }
  }

  @Test
  void theMemoryOfWhatNobodyClosesIsFreed() throws InterruptedException {
    CountDownLatch freed = new CountDownLatch(1);
    NativeMemory.freeWith(new Object(), freed::countDown);
    do {
      System.gc();
    } while (!freed.await(10, TimeUnit.MILLISECONDS));
  }

  @Test
  void memoryIsFreedOnce() {
    int[] calls = {0};
    Cleaner.Cleanable memory = NativeMemory.freeWith(this, () -> calls[0]++);
    memory.clean();
    memory.clean();
    assertEquals(1, calls[0]);
  }

  @Test
  void codingsAreKnownByTheirNames() {
    assertEquals(Coding.BROTLI, Coding.ofFormat("brotli"));
    assertNull(Coding.ofFormat("br"));
    assertNull(Coding.ofFormat("GZIP"));
    assertEquals(Coding.BROTLI, Coding.ofToken("Br"));
    assertEquals(Coding.GZIP, Coding.ofToken("x-gzip"));
    assertNull(Coding.ofToken("identity"));
    assertNull(Coding.ofToken("deflate-raw"));
  }
}
