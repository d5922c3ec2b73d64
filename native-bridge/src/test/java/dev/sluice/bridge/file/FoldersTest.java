package dev.sluice.bridge.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class FoldersTest {
  @TempDir Path base;

  @Test
  void createAllTellsTheUppermostFolderAsItWasWritten() {
    assertEquals("a", Folders.createAll(at("a/b/c"), -1));
    assertNull(Folders.createAll(at("a/b/c"), -1));
    assertEquals("a/b/../d", Folders.createAll(at("a/b/../d/e"), -1));
    assertEquals(
        base.resolve("x").toString(), Folders.createAll(at(base.resolve("x/y").toString()), -1));
  }

  @Test
  void createAllStopsAtAFile() throws IOException {
    Files.createFile(base.resolve("f"));
    assertCode("EEXIST", "f", () -> Folders.createAll(at("f"), -1));
    assertCode("ENOTDIR", "f/g/h", () -> Folders.createAll(at("f/g/h"), -1));
  }

  @Test
  void createAllStopsAtALinkThatLeadsNowhere() throws IOException {
    Files.createSymbolicLink(base.resolve("link"), Path.of("nowhere"));
    assertCode("EEXIST", "link/x", () -> Folders.createAll(at("link/x"), -1));
  }

  @Test
  void listGoesIntoFoldersAndNotBehindLinks() throws IOException {
    Files.createDirectories(base.resolve("b/c"));
    Files.createFile(base.resolve("b/c/d"));
    Files.createFile(base.resolve("a"));
    Files.createSymbolicLink(base.resolve("b/up"), Path.of(".."));
    assertEquals(
        List.of(
            new Folders.Entry("", "a", FileKind.FILE),
            new Folders.Entry("", "b", FileKind.FOLDER),
            new Folders.Entry("b", "c", FileKind.FOLDER),
            new Folders.Entry("b", "up", FileKind.LINK),
            new Folders.Entry("b/c", "d", FileKind.FILE)),
        Folders.list(at("."), true, true));
    assertEquals(
        List.of(new Folders.Entry("", "d", FileKind.UNKNOWN)),
        Folders.list(at("b/c"), false, false));
    assertCode("ENOTDIR", "a", () -> Folders.list(at("a"), false, false));
  }

  @Test
  void aTreeIsRemovedAndWhatItsLinksLeadToIsNot() throws IOException {
    Files.createDirectories(base.resolve("tree/deep"));
    Files.createFile(base.resolve("tree/deep/file"));
    Files.createFile(base.resolve("kept"));
    Files.createSymbolicLink(base.resolve("tree/link"), base);
    assertCode("EISDIR", "tree", () -> Folders.removeAny(at("tree"), false, true));
    Folders.removeAny(at("tree"), true, false);
    assertFalse(Files.exists(base.resolve("tree")));
    assertTrue(Files.exists(base.resolve("kept")));
    assertCode("ENOENT", "tree", () -> Folders.removeAny(at("tree"), true, false));
    Folders.removeAny(at("tree"), true, true);
  }

  @Test
  void aLinkToAFolderIsRemovedAlone() throws IOException {
    Files.createDirectories(base.resolve("folder/inner"));
    Files.createSymbolicLink(base.resolve("link"), Path.of("folder"));
    assertCode("ENOTDIR", "link", () -> Folders.remove(at("link")));
    Folders.removeAny(at("link"), true, false);
    assertTrue(Files.exists(base.resolve("folder/inner")));
    assertCode("ENOTEMPTY", "folder", () -> Folders.remove(at("folder")));
  }

  @Test
  void anExclusiveCopyThatFailsLeavesNothing() throws IOException {
    Files.createDirectory(base.resolve("folder"));
    assertCode("EISDIR", "folder", () -> FileNames.copy(at("folder"), at("copy"), true));
    assertFalse(Files.exists(base.resolve("copy")));
    Files.writeString(base.resolve("file"), "text");
    FileNames.copy(at("file"), at("copy"), true);
    assertEquals("text", Files.readString(base.resolve("copy")));
    assertCode("EEXIST", "file", () -> FileNames.copy(at("file"), at("copy"), true));
  }

  @Test
  void aSlashAtTheEndIsOfAFolder() throws IOException {
    Files.createFile(base.resolve("file"));
    assertCode("ENOTDIR", "file/", () -> Stat.of(at("file/")));
    assertCode("ENOTDIR", "file/x", () -> Stat.ofLink(at("file/x")));
    assertCode("ENOENT", "none/x", () -> Stat.of(at("none/x")));
    assertEquals(0, Stat.sizeNow(at("file/")));
    assertTrue(Stat.of(at("./")).isDirectory());
  }

  private FileLocation at(String path) {
    return FileLocation.ofPath(base, path);
  }

  private static void assertCode(String code, String path, Executable work) {
    BridgeException e = assertThrows(BridgeException.class, work);
    assertEquals(code, e.code());
    assertEquals(path, e.path());
  }
}
