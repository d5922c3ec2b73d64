package dev.sluice.bridge.form;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.blob.BytesStore;
import dev.sluice.bridge.blob.FileStore;
import dev.sluice.bridge.form.FormBytes.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultipartReaderTest {
  private static final String BOUNDARY = "----Boundary7MA4";

  @TempDir private Path folder;

  private FormLimits limits() {
    return FormLimits.defaults(folder);
  }

  private FormLimits everythingOnDisk() {
    return limits().withMemory(0);
  }

  private List<Entry> whole(byte[] form, String boundary) {
    return shown(MultipartReader.read(BytesStore.of(form), 0, form.length, boundary, limits()));
  }

  private MultipartReader reader(FormLimits limits) {
    return new MultipartReader(BOUNDARY, limits, -1, _ -> {});
  }

  private List<FormPart> inPieces(
      byte[] form, FormLimits limits, Function<Integer, Integer> piece) {
    MultipartReader reader = reader(limits);
    for (int at = 0; at < form.length; ) {
      int length = Math.min(form.length - at, piece.apply(at));
      reader.push(ByteBuffer.wrap(form, at, length));
      at += length;
    }
    return reader.finish();
  }

  private static List<Entry> shown(List<FormPart> parts) {
    List<Entry> entries = new ArrayList<>();
    for (FormPart part : parts) {
      entries.add(
          switch (part) {
            case FormPart.Text(String name, String value) ->
                new Entry(name, null, null, new String(value.getBytes(UTF_8), ISO_8859_1));
            case FormPart.Upload(
                    var name,
                    var filename,
                    var type,
                    var store,
                    var offset,
                    var length) ->
                new Entry(
                    name,
                    filename,
                    type,
                    ISO_8859_1.decode(store.read(offset, length, -1)).toString());
          });
    }
    return entries;
  }

  private static String refusal(Runnable reading) {
    BridgeException e = assertThrows(BridgeException.class, reading::run);
    assertEquals("ERR_FORMDATA_PARSE_ERROR", e.code());
    assertTrue(e.isTypeError());
    return e.message();
  }

  private String refusal(String form) {
    String whole = refusal(() -> whole(form.getBytes(ISO_8859_1), "b"));
    MultipartReader reader = new MultipartReader("b", limits(), -1, _ -> {});
    String inPieces =
        refusal(
            () -> {
              for (byte b : form.getBytes(ISO_8859_1)) {
                reader.push(ByteBuffer.wrap(new byte[] {b}));
              }
              reader.finish();
            });
    assertEquals(whole, inPieces);
    return whole;
  }

  @Test
  void textsAndFilesComeInTheirOrder() {
    FormBytes form =
        new FormBytes(BOUNDARY)
            .text("greeting", "Grüß Gott\r\n")
            .file("photo", "summer.jpg", "image/jpeg", new byte[] {-1, 13, 10, 45, 45})
            .text("greeting", "")
            .file("empty", "", null, new byte[0]);
    byte[] bytes = form.end();
    assertEquals(form.entries(), whole(bytes, BOUNDARY));
    assertEquals(form.entries(), shown(inPieces(bytes, limits(), _ -> 7)));
  }

  @Test
  void namesComeBackFromTheirEscapes() {
    FormBytes form =
        new FormBytes(BOUNDARY)
            .text("a\"b\r\nc%41\\", "v")
            .file("\\\"\\", "C:\\x\\\"; name=\"y.txt", null, new byte[] {1});
    assertEquals(form.entries(), whole(form.end(), BOUNDARY));
  }

  @Test
  void randomFormsAreTheSameWhereverTheyAreCut() {
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      FormBytes form = FormBytes.random(random, BOUNDARY);
      byte[] bytes = form.end();
      assertEquals(form.entries(), whole(bytes, BOUNDARY));
      for (int cut = 0; cut <= bytes.length; cut++) {
        int first = cut;
        List<FormPart> parts =
            inPieces(bytes, limits(), at -> at == 0 && first > 0 ? first : bytes.length);
        assertEquals(form.entries(), shown(parts), () -> "cut at " + first);
      }
      for (FormLimits limits : List.of(limits(), limits().withMemory(20), everythingOnDisk())) {
        assertEquals(form.entries(), shown(inPieces(bytes, limits, _ -> 1)));
        assertEquals(form.entries(), shown(inPieces(bytes, limits, _ -> 1 + random.nextInt(50))));
      }
    }
  }

  @Test
  void mutatedFormsAreReadOrRefusedAndAlikeInOnePieceAndInMany() {
    Random random = new Random(4);
    String[] snippets = {
      "\r\n", "--", BOUNDARY, "\"", "; name=\"", "\r", "\n", "%", "\\", "*=utf-8''%"
    };
    for (int i = 0; i < 1500; i++) {
      StringBuilder form =
          new StringBuilder(new String(FormBytes.random(random, BOUNDARY).end(), ISO_8859_1));
      for (int n = random.nextInt(4); n >= 0 && !form.isEmpty(); n--) {
        int at = random.nextInt(form.length());
        switch (random.nextInt(4)) {
          case 0 -> form.setCharAt(at, (char) random.nextInt(256));
          case 1 -> form.deleteCharAt(at);
          case 2 -> form.insert(at, snippets[random.nextInt(snippets.length)]);
          default -> form.setLength(at);
        }
      }
      byte[] bytes = form.toString().getBytes(ISO_8859_1);
      assertEquals(
          outcome(() -> whole(bytes, BOUNDARY)),
          outcome(() -> shown(inPieces(bytes, everythingOnDisk(), _ -> 1 + random.nextInt(9)))),
          form::toString);
    }
  }

  private interface Reading {
    List<Entry> read();
  }

  private static String outcome(Reading reading) {
    try {
      return reading.read().toString();
    } catch (BridgeException e) {
      return e.message();
    }
  }

  @Test
  void whatIsAroundTheFormIsIgnored() {
    String part = "Content-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n";
    List<Entry> expected = List.of(new Entry("a", null, null, "x"));
    assertEquals(expected, whole(("pre --b\r\n--b \t\r\n" + part + "--b--").getBytes(UTF_8), "b"));
    assertEquals(expected, whole(("\r\n--b\r\n" + part + "--b--epi --b--").getBytes(UTF_8), "b"));
    assertEquals(List.of(), whole("--b--".getBytes(UTF_8), "b"));
    assertEquals(List.of(), whole("--b--\r\n".getBytes(UTF_8), "b"));
  }

  @Test
  void headersAreReadAsOtherSendersWriteThem() {
    assertEquals(
        List.of(new Entry("a", "näme.txt", "a/b; c=\"d\"", "x")),
        whole(
            ("--b\r\ncontent-type:a/b; c=\"d\"\r\nX-Other: 1\r\n"
                    + "CONTENT-DISPOSITION: Form-Data; name=a; filename=f; "
                    + "filename*=UTF-8''n%C3%A4me.txt\r\n\r\nx\r\n--b--")
                .getBytes(UTF_8),
            "b"));
    assertEquals(
        List.of(new Entry("a\"b", null, null, "x")),
        whole(
            "--b\r\nContent-Disposition: form-data;\r\n name=\"a\\\"b\"\r\n\r\nx\r\n--b--"
                .getBytes(UTF_8),
            "b"));
  }

  @Test
  void malformedFormsAreRefusedWithAReason() {
    String start = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx";
    assertTrue(refusal("").contains("no boundary"));
    assertTrue(refusal("nothing").contains("no boundary"));
    assertTrue(refusal(start).contains("closing boundary after part 1"));
    assertTrue(refusal(start + "\r\n--b").contains("does not close"));
    assertTrue(refusal(start + "\r\n--b-").contains("does not close"));
    assertTrue(refusal(start + "\r\n--b\r\nContent").contains("header of part 2"));
    assertTrue(refusal(start + "\r\n--bc\r\n").contains("neither a line break"));
    assertTrue(refusal("--b\r\n\r\nx\r\n--b--").contains("part 1 has no Content-Disposition"));
    assertTrue(refusal("--b\r\nno colon\r\n\r\nx\r\n--b--").contains("header line"));
    assertTrue(
        refusal("--b\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b--")
            .contains("not form-data"));
    assertTrue(
        refusal("--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--")
            .contains("no end"));
    assertTrue(refusal(() -> whole(new byte[0], "")).contains("boundary"));
    assertTrue(refusal(() -> whole(new byte[0], "x".repeat(300))).contains("boundary"));
  }

  @Test
  void limitsAreKept() {
    FormLimits tight = new FormLimits(10, folder, 5, 60, 2);
    FormBytes texts = new FormBytes(BOUNDARY).text("a", "abc").text("b", "abc");
    assertTrue(refusal(() -> inPieces(texts.end(), tight, _ -> 4)).contains("larger than 5 bytes"));
    FormBytes parts = new FormBytes(BOUNDARY).text("a", "").text("b", "").text("c", "");
    assertTrue(refusal(() -> inPieces(parts.end(), tight, _ -> 4)).contains("more than 2 parts"));
    FormBytes header = new FormBytes(BOUNDARY).text("a".repeat(60), "");
    assertTrue(refusal(() -> inPieces(header.end(), tight, _ -> 4)).contains("larger than 60"));
    FormBytes names = new FormBytes(BOUNDARY).file("abc", "def", null, new byte[0]);
    FormLimits roomy = new FormLimits(10, folder, 5, 100, 2);
    assertTrue(refusal(() -> inPieces(names.end(), roomy, _ -> 4)).contains("larger than 5 bytes"));
  }

  @Test
  void aBodyOverItsLimitIsRefused() {
    MultipartReader reader = new MultipartReader(BOUNDARY, limits(), 10, _ -> {});
    reader.push(ByteBuffer.wrap(new byte[10]));
    BridgeException e =
        assertThrows(BridgeException.class, () -> reader.push(ByteBuffer.wrap(new byte[1])));
    assertEquals("ERR_BODY_TOO_LARGE", e.code());
  }

  @Test
  void filesStayInMemoryUpToTheLimitAndGoToDiskBeyond() throws IOException {
    FormBytes form =
        new FormBytes(BOUNDARY)
            .file("small", "s", null, new byte[100])
            .file("large", "l", null, new byte[5000])
            .file("late", "s", null, new byte[100]);
    List<FormPart> parts = inPieces(form.end(), limits().withMemory(150), _ -> 30);
    assertInstanceOf(BytesStore.class, upload(parts.get(0)).store());
    assertInstanceOf(FileStore.class, upload(parts.get(1)).store());
    assertEquals(form.entries(), shown(parts));
    // Nothing that could be left behind.
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void onlyWhatIsBeyondTheMemoryMayBlock() {
    MultipartReader reader = reader(limits().withMemory(100));
    assertEquals(false, reader.mayBlock(100));
    assertEquals(true, reader.mayBlock(101));
    reader.push(ByteBuffer.wrap(new byte[60]));
    assertEquals(false, reader.mayBlock(40));
    assertEquals(true, reader.mayBlock(41));
  }

  @Test
  void aDirectBufferIsReadLikeAnyOther() {
    FormBytes form = new FormBytes(BOUNDARY).text("a", "b");
    byte[] bytes = form.end();
    MultipartReader reader = reader(limits());
    reader.push(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    assertEquals(form.entries(), shown(reader.finish()));
  }

  @Test
  void aFolderThatIsMissingIsAFaultOfTheSystem() {
    FormBytes form = new FormBytes(BOUNDARY).file("a", "f", null, new byte[10]);
    FormLimits missing = everythingOnDisk().withFolder(folder.resolve("missing"));
    BridgeException e =
        assertThrows(BridgeException.class, () -> inPieces(form.end(), missing, _ -> 1000));
    assertEquals("ENOENT", e.code());
  }

  @Test
  void aDiscardedFileIsEmpty() {
    List<SpoolFile> spools = new ArrayList<>();
    MultipartReader reader = new MultipartReader(BOUNDARY, everythingOnDisk(), -1, spools::add);
    byte[] form = new FormBytes(BOUNDARY).file("a", "f", null, new byte[10]).end();
    reader.push(ByteBuffer.wrap(form));
    FormPart.Upload upload = upload(reader.finish().get(0));
    assertEquals(10, upload.store().size());
    spools.get(0).discard();
    assertEquals(0, upload.store().size());
  }

  @Test
  void theFileOfAFormThatIsRefusedIsClosedAtOnce() {
    byte[] form = new FormBytes(BOUNDARY).file("a", "f", null, new byte[5000]).end();
    MultipartReader reader = new MultipartReader(BOUNDARY, everythingOnDisk(), 2000, _ -> {});
    reader.push(ByteBuffer.wrap(form, 0, 2000));
    assertEquals(1, openFiles());
    assertThrows(BridgeException.class, () -> reader.push(ByteBuffer.wrap(form, 2000, 10)));
    assertEquals(0, openFiles());
  }

  @Test
  void aFileThatNobodyKnowsIsClosed() {
    // Not in this frame: it could keep what it has let go of.
    assertEquals(5000, sizeOnDisk());
    while (openFiles() > 0) {
      System.gc();
      Thread.onSpinWait();
    }
  }

  private long sizeOnDisk() {
    byte[] form = new FormBytes(BOUNDARY).file("a", "f", null, new byte[5000]).end();
    FormPart.Upload upload = upload(inPieces(form, everythingOnDisk(), _ -> 1000).get(0));
    assertEquals(1, openFiles());
    return upload.store().size();
  }

  /** How many files in this test's folder are open, by the system's list; they have no names. */
  private long openFiles() {
    Path descriptors = Path.of("/proc/self/fd");
    assumeTrue(Files.isDirectory(descriptors));
    String[] names = descriptors.toFile().list();
    return names == null
        ? 0
        : Stream.of(names).filter(name -> isInFolder(descriptors.resolve(name))).count();
  }

  private boolean isInFolder(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false; // closed meanwhile
    }
  }

  private static FormPart.Upload upload(FormPart part) {
    return assertInstanceOf(FormPart.Upload.class, part);
  }
}
