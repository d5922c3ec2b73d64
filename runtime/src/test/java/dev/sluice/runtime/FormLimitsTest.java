package dev.sluice.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link JsRuntimeBuilder#formMemory} and {@link JsRuntimeBuilder#formFolder}. */
@Timeout(60)
class FormLimitsTest {
  /** A form with a file of 1,000 bytes, read from a stream; gives its size or the error's code. */
  private static final String UPLOAD =
      """
      (async () => {
        const pieces = ['--b\\r\\nContent-Disposition: form-data; name="f"; filename="f"\\r\\n\\r\\n'];
        for (let i = 0; i < 10; i++) pieces.push('x'.repeat(100));
        pieces.push('\\r\\n--b--');
        const body = new ReadableStream({
          pull(controller) {
            if (pieces.length === 0) controller.close();
            else controller.enqueue(new TextEncoder().encode(pieces.shift()));
          },
        });
        const headers = { 'content-type': 'multipart/form-data; boundary=b' };
        const form = await new Response(body, { headers }).formData();
        return (await form.get('f').text()).length;
      })().catch((error) => error.code)
      """;

  @TempDir private Path folder;

  private static @Nullable Object upload(JsRuntimeBuilder builder) {
    try (JsRuntime js = builder.build()) {
      return js.evaluate(UPLOAD).join();
    }
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void whatFitsIntoTheMemoryNeedsNoFolder() {
    Path missing = folder.resolve("missing");
    assertEquals(1000, upload(JsRuntime.builder().formFolder(missing)));
    assertEquals(1000, upload(JsRuntime.builder().formFolder(missing).formMemory(2000)));
  }

  @Test
  void whatIsLargerGoesToTheFolderAndIsNotLeftThere() throws IOException {
    assertEquals(1000, upload(JsRuntime.builder().formFolder(folder).formMemory(0)));
    assertEquals(1000, upload(JsRuntime.builder().formFolder(folder).formMemory(500)));
    assertEquals(List.of(), left());
  }

  @Test
  void aFolderThatIsMissingIsTold() {
    Path missing = folder.resolve("missing");
    assertEquals("ENOENT", upload(JsRuntime.builder().formFolder(missing).formMemory(500)));
  }

  @Test
  void byDefaultTheEnvironmentNamesTheFolder() {
    Map<String, String> environment = Map.of("TMPDIR", folder.resolve("missing").toString());
    assertEquals("ENOENT", upload(JsRuntime.builder().environment(environment).formMemory(0)));
    Map<String, String> empty = Map.of("TMPDIR", "");
    assertEquals(1000, upload(JsRuntime.builder().environment(empty).formMemory(0)));
  }

  @Test
  void aNegativeLimitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> JsRuntime.builder().formMemory(-1));
  }
}
