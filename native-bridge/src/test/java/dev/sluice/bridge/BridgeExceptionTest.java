package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BridgeExceptionTest {
  private static String codeOf(IOException e) {
    return BridgeException.of(e, "open", "file").code();
  }

  @Test
  void theKindOfExceptionTellsTheCode() {
    assertEquals("ENOENT", codeOf(new NoSuchFileException("f")));
    assertEquals("ENOENT", codeOf(new FileNotFoundException("f")));
    assertEquals("EACCES", codeOf(new AccessDeniedException("f")));
    assertEquals("EEXIST", codeOf(new FileAlreadyExistsException("f")));
    assertEquals("ENOTDIR", codeOf(new NotDirectoryException("f")));
    assertEquals("ENOTEMPTY", codeOf(new DirectoryNotEmptyException("f")));
    assertEquals("EIO", codeOf(new IOException()));
  }

  @ParameterizedTest
  @CsvSource({
    "Is a directory, EISDIR, -21",
    "Not a directory, ENOTDIR, -20",
    "Too many open files, EMFILE, -24",
    "No space left on device, ENOSPC, -28",
    "File name too long, ENAMETOOLONG, -36",
    "Too many levels of symbolic links, ELOOP, -40",
    "Broken pipe, EPIPE, -32",
    "Operation not permitted, EPERM, -1",
    "Permission denied, EACCES, -13",
    "Read-only file system, EROFS, -30",
    "No such device or address, ENXIO, -6",
    "Text file busy, ETXTBSY, -26",
    "Bad file descriptor, EBADF, -9",
    "Illegal seek, ESPIPE, -29",
    "Invalid cross-device link, EXDEV, -18",
    "Invalid argument, EINVAL, -22",
    "something else, EIO, -5"
  })
  void theSystemsTextTellsTheCode(String text, String code, int errno) {
    assertEquals(code, codeOf(new IOException(text)));
    assertEquals(code, codeOf(new FileSystemException("f", null, text)));
    assertEquals(errno, BridgeException.of(new IOException(text), "read", null).errno());
  }

  @Test
  void theMessageNamesCodeOperationAndFile() {
    BridgeException e = BridgeException.of(new NoSuchFileException("/else"), "open", "as/written");
    assertEquals("ENOENT: no such file or directory, open 'as/written'", e.message());
    assertEquals("open", e.syscall());
    assertEquals("as/written", e.path());
    assertFalse(e.isTypeError());
    assertEquals(
        "EIO: i/o error, read", BridgeException.of(new IOException(), "read", null).message());
  }

  @Test
  void aFaultOfNoSystemCallHasNoErrno() {
    BridgeException e = BridgeException.tooLarge(5);
    assertEquals("ERR_BODY_TOO_LARGE", e.code());
    assertTrue(e.isTypeError());
    assertNull(e.errno());
    assertNull(e.syscall());
    assertNull(e.path());
    assertFalse(BridgeException.plain("ERR_X", "x").isTypeError());
    assertSame(e, BridgeException.of(e, "open", "f"));
    assertEquals("EIO", BridgeException.of(new IllegalStateException(), "open", "f").code());
    assertEquals("ENOMEM", BridgeException.of(new OutOfMemoryError(), "read", "f").code());
  }
}
