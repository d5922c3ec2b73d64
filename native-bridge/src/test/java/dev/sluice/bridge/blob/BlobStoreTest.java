package dev.sluice.bridge.blob;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import dev.sluice.bridge.file.FileLocation;
import dev.sluice.bridge.file.WriteOptions;
import dev.sluice.bridge.stream.Drain;
import dev.sluice.bridge.stream.Source;
import dev.sluice.bridge.stream.SourceContract;
import dev.sluice.bridge.stream.StreamResult;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobStoreTest {
  @TempDir Path folder = Path.of("");

  private final SteppedLoop loop = new SteppedLoop();

  @Test
  void moreThanFitsIntoAnArrayIsTooLarge() {
    PartsStore.Part part = new PartsStore.Part(BytesStore.of(new byte[1 << 20]), 0, 1 << 20);
    PartsStore store = new PartsStore(Collections.nCopies(2048, part));
    for (long limit : new long[] {-1, Long.MAX_VALUE}) {
      BridgeException e = assertThrows(BridgeException.class, () -> store.read(0, -1, limit));
      assertEquals("ERR_BODY_TOO_LARGE", e.code());
    }
  }

  @Test
  void aPartThatIsTooLargeIsToldWithTheLimitOfTheWhole() throws IOException {
    Path file = Files.write(folder.resolve("ten"), new byte[10]);
    BlobStore ten = new FileStore(new FileLocation(file, "ten", -1));
    PartsStore store =
        new PartsStore(Collections.nCopies(2, new PartsStore.Part(ten, 0, BlobStore.TO_THE_END)));
    BridgeException e = assertThrows(BridgeException.class, () -> store.read(0, -1, 15));
    assertEquals("the body has more than 15 bytes", e.message());
  }

  /** A source of memory. */
  @Nested
  class OfBytes extends SourceContract {
    @Override
    protected Source source(byte[] bytes) {
      return BytesStore.of(bytes.clone()).source(0, -1, loop);
    }
  }

  /** A range of memory. */
  @Nested
  class OfSomeBytes extends SourceContract {
    @Override
    protected Source source(byte[] bytes) {
      byte[] more = new byte[bytes.length + 20];
      System.arraycopy(bytes, 0, more, 7, bytes.length);
      return BytesStore.of(more).source(7, bytes.length, loop);
    }
  }

  /** Memory and files in turns, all of them. */
  @Nested
  class OfParts extends SourceContract {
    @Override
    protected Source source(byte[] bytes) throws IOException {
      return inParts(bytes, 0, 0).source(0, -1, loop);
    }
  }

  /** Memory and files in turns, with an end that must be looked for. */
  @Nested
  class OfARangeOfParts extends SourceContract {
    @Override
    protected Source source(byte[] bytes) throws IOException {
      return inParts(bytes, 5, 9).source(5, bytes.length, loop);
    }
  }

  /** What is elsewhere and cannot be reached. */
  private record Unreachable() implements RemoteObject {
    @Override
    public String url() {
      return "s3://bucket/key";
    }

    @Override
    public Source source(long offset, long length) {
      return new Source() {
        private boolean ended;

        @Override
        public StreamResult pull(Consumer<StreamResult> receiver) {
          if (ended) {
            throw new IllegalStateException("pull after the end");
          }
          ended = true;
          return new StreamResult.Failed(fault());
        }

        @Override
        public void cancel() {
          ended = true;
        }
      };
    }

    @Override
    public long size() {
      throw fault();
    }

    @Override
    public ByteBuffer read(long offset, long length, long limit) {
      throw fault();
    }

    private static BridgeException fault() {
      return BridgeException.plain("ERR_TEST", "cannot be reached");
    }
  }

  /** What cannot be reached fails as a source does. */
  @Test
  void anObjectElsewhereIsAskedOnlyWhenItIsWanted() {
    S3Store s3 = new S3Store(new Unreachable());
    assertTrue(s3.isRemote());
    StreamResult result = s3.source(0, -1, loop).pull(_ -> {});
    BridgeException error = assertInstanceOf(StreamResult.Failed.class, result).error();
    assertEquals("ERR_TEST", error.code());
    assertThrows(BridgeException.class, s3::size);
    assertThrows(BridgeException.class, () -> s3.read(0, -1, -1));
    assertThrows(BridgeException.class, () -> s3.readText(0, -1, -1));
    BlobStore among = new PartsBuilder().add("x").add(s3, 0, -1).build();
    assertTrue(among.isRemote());
    assertThrows(BridgeException.class, () -> among.read(0, -1, -1));
    Drain drain = new Drain(among.source(0, -1, loop), loop);
    drain.pull(0);
    drain.pull(0);
    BridgeException later = drain.failure();
    assertNotNull(later);
    assertEquals("ERR_TEST", later.code());
  }

  /** Files of the parts, with {@code before} and {@code after} more bytes at the ends. */
  private BlobStore inParts(byte[] bytes, int before, int after) throws IOException {
    byte[] all = new byte[before + bytes.length + after];
    System.arraycopy(bytes, 0, all, before, bytes.length);
    PartsBuilder builder = new PartsBuilder();
    int third = all.length / 3;
    builder.add(file("first", Arrays.copyOf(all, third)), 0, -1);
    builder.add(file("empty", new byte[0]), 0, -1);
    builder.add(Arrays.copyOfRange(all, third, 2 * third));
    byte[] rest = new byte[all.length - 2 * third + 3];
    System.arraycopy(all, 2 * third, rest, 3, all.length - 2 * third);
    builder.add(file("last", rest), 3, -1);
    return builder.build();
  }

  private FileStore file(String name, byte[] bytes) throws IOException {
    Files.write(folder.resolve(name), bytes);
    return new FileStore(location(name));
  }

  private FileLocation location(String name) {
    return FileLocation.ofPath(folder, name);
  }

  private static byte[] read(BlobStore store, long offset, long length) {
    ByteBuffer buffer = store.read(offset, length, -1);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return bytes;
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i % 251);
    }
    return bytes;
  }

  @Test
  void everyRangeOfEveryStoreIsExact() throws IOException {
    byte[] bytes = bytes(30);
    for (BlobStore store :
        new BlobStore[] {BytesStore.of(bytes.clone()), file("f", bytes), inParts(bytes, 0, 0)}) {
      assertEquals(30, store.size());
      for (int offset = 0; offset <= 31; offset++) {
        for (int length = -1; length <= 31; length++) {
          int start = Math.min(offset, 30);
          int end = length < 0 ? 30 : Math.min(30, start + length);
          byte[] expected = Arrays.copyOfRange(bytes, start, end);
          assertArrayEquals(expected, read(store, offset, length));
          assertArrayEquals(expected, Drain.all(store.source(offset, length, loop), loop));
        }
      }
    }
  }

  @Test
  void theLimitHoldsForEveryStore() throws IOException {
    byte[] bytes = bytes(30);
    for (BlobStore store :
        new BlobStore[] {BytesStore.of(bytes.clone()), file("f", bytes), inParts(bytes, 0, 0)}) {
      for (int limit = 0; limit < 33; limit++) {
        int most = limit;
        if (limit < 30) {
          BridgeException error =
              assertThrows(BridgeException.class, () -> store.read(0, -1, most));
          assertEquals("ERR_BODY_TOO_LARGE", error.code());
          assertThrows(BridgeException.class, () -> store.readText(0, -1, most));
        } else {
          assertEquals(30, store.read(0, -1, limit).remaining());
        }
      }
    }
  }

  @Test
  void aTextOfAsciiStaysTheStringThatItIs() {
    String text = "all of it is ASCII";
    BytesStore store = BytesStore.of(text);
    assertSame(text, store.readText(0, -1, -1));
    assertEquals("of", store.readText(4, 2, -1));
    assertTrue(store.isAscii(0, -1));
    assertArrayEquals(text.getBytes(UTF_8), read(store, 0, -1));
  }

  @Test
  void otherTextsAreUtf8() {
    BytesStore store = BytesStore.of("h\u00E4\uD83D\uDE00\uD83D");
    assertEquals(10, store.size());
    assertEquals("h\u00E4\uD83D\uDE00\uFFFD", store.readText(0, -1, -1));
    assertEquals("\uFFFD\uD83D\uDE00", store.readText(2, 5, -1));
    assertFalse(store.isAscii(0, -1));
  }

  @Test
  void aByteOrderMarkIsDroppedFromTheStartOfARange() {
    BytesStore store = BytesStore.of("x\uFEFFy\uFEFF");
    assertEquals("x\uFEFFy\uFEFF", store.readText(0, -1, -1));
    assertEquals("y\uFEFF", store.readText(1, -1, -1));
  }

  @Test
  void asciiIsKnownOfStoresAndTheirRanges() {
    byte[] bytes = new byte[1000];
    Arrays.fill(bytes, (byte) 'x');
    BytesStore ascii = BytesStore.of(bytes.clone());
    assertTrue(ascii.isAscii(3, 10));
    assertTrue(ascii.isAscii(0, -1));
    assertTrue(ascii.source(1, 5, loop).isAscii());
    bytes[500] = (byte) 0x80;
    BytesStore other = BytesStore.of(bytes);
    for (int i = 0; i < 2; i++) {
      assertTrue(other.isAscii(0, 500));
      assertFalse(other.isAscii(0, 501));
      assertTrue(other.isAscii(501, -1));
      assertFalse(other.isAscii(0, -1));
      assertFalse(other.source(0, 5, loop).isAscii());
    }
  }

  @Test
  void theBytesOfAStoreCannotBeChangedByWhoeverReadsIt() {
    BytesStore store = BytesStore.of(bytes(10));
    StreamResult.Owned piece =
        assertInstanceOf(StreamResult.Owned.class, store.source(0, -1, loop).pull(_ -> {}));
    assertThrows(ReadOnlyBufferException.class, () -> piece.bytes().put(0, (byte) 9));
    store.read(0, -1, -1).put(0, (byte) 9);
    assertArrayEquals(bytes(10), read(store, 0, -1));
  }

  @Test
  void aFileIsWhatItIsWhenItIsRead() throws IOException {
    FileStore file = file("f", bytes(10));
    BlobStore parts = new PartsBuilder().add("<").add(file, 2, -1).add(">").build();
    assertEquals(10, parts.size());
    file("f", bytes(20));
    assertEquals(20, file.size());
    assertEquals(20, parts.size());
    assertEquals(20, read(parts, 0, -1).length);
    Files.delete(folder.resolve("f"));
    assertEquals(0, file.size());
    assertEquals("ENOENT", assertThrows(BridgeException.class, () -> read(parts, 0, -1)).code());
  }

  @Test
  void partsOfMemoryAloneAreOneStore() {
    assertSame(BytesStore.EMPTY, new PartsBuilder().build());
    BlobStore texts = new PartsBuilder().add("a").add("b").build();
    assertEquals("ab", assertInstanceOf(BytesStore.class, texts).readText(0, -1, -1));
    BlobStore mixed =
        new PartsBuilder()
            .add("a")
            .add(new byte[] {'b'})
            .add(texts, 1, -1)
            .add(texts, 0, 1)
            .build();
    assertEquals("abba", assertInstanceOf(BytesStore.class, mixed).readText(0, -1, -1));
  }

  @Test
  void halvesOfASurrogatePairInTwoPartsDoNotJoin() {
    BlobStore store = new PartsBuilder().add("a\uD83D").add("\uDE00b").build();
    assertEquals("a\uFFFD\uFFFDb", store.readText(0, -1, -1));
    BlobStore whole = new PartsBuilder().add("a\uD83D\uDE00").add("\uD83D\uDE00").build();
    assertEquals("a\uD83D\uDE00\uD83D\uDE00", whole.readText(0, -1, -1));
  }

  @Test
  void largePartsInMemoryAreNotCopied() {
    BytesStore large = BytesStore.of(bytes(1 << 20));
    assertSame(large, new PartsBuilder().add(large, 0, -1).build());
    BlobStore store = new PartsBuilder().add("<").add(large, 0, -1).add(large, 5, -1).build();
    PartsStore parts = assertInstanceOf(PartsStore.class, store);
    assertEquals(3, parts.parts().size());
    assertTrue(parts.isInMemory());
    assertEquals(1 + (1 << 20) + (1 << 20) - 5, parts.size());
  }

  @Test
  void whatIsAddedToAgainAndAgainStaysFlat() throws IOException {
    BlobStore store = file("f", bytes(3));
    for (int i = 0; i < 1000; i++) {
      store = new PartsBuilder().add(store, 0, -1).add("x").build();
    }
    assertEquals(1003, store.size());
    assertEquals(1003, read(store, 0, -1).length);
    assertEquals(2, assertInstanceOf(PartsStore.class, store).parts().size());
  }

  @Test
  void everyStoreIsWrittenToAFile() throws IOException {
    byte[] bytes = bytes(300_000);
    for (BlobStore store :
        new BlobStore[] {BytesStore.of(bytes.clone()), file("f", bytes), inParts(bytes, 0, 0)}) {
      assertEquals(
          299_990, BlobWriter.write(store, 10, -1, location("a/b/to"), WriteOptions.WHOLE));
      assertArrayEquals(
          Arrays.copyOfRange(bytes, 10, bytes.length),
          Files.readAllBytes(folder.resolve("a/b/to")));
    }
  }

  @Test
  void aFileMayBeWrittenFromPartsThatHoldItself() throws IOException {
    FileStore file = file("f", "middle".getBytes(UTF_8));
    BlobStore store = new PartsBuilder().add("<").add(file, 0, -1).add(">").build();
    assertEquals(8, BlobWriter.write(store, 0, -1, location("f"), WriteOptions.WHOLE));
    assertEquals("<middle>", Files.readString(folder.resolve("f")));
    WriteOptions range = new WriteOptions(2, 4, false, -1, false);
    assertEquals(4, BlobWriter.write(store, 0, -1, location("f"), range));
    assertEquals("<m<<mie>", Files.readString(folder.resolve("f")));
  }
}
