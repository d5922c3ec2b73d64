package dev.sluice.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link JsRuntimeBuilder#maxBodySize}: how much a script may gather of what is not in memory. */
@Timeout(60)
class BodyLimitTest {
  private static final int LIMIT = 1000;

  @TempDir private Path folder;

  private final JsRuntime js = JsRuntime.builder().maxBodySize(LIMIT).build();

  @AfterEach
  void close() {
    js.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"text", "json", "bytes", "arrayBuffer", "blob"})
  void aStreamThatIsTooLongIsRefusedAndCancelled(String reader) {
    assertEquals(
        "TypeError ERR_BODY_TOO_LARGE true",
        evaluate(
            """
            (async () => {
              let cancelled = false;
              const endless = new ReadableStream({
                pull(controller) { controller.enqueue(new Uint8Array(100)); },
                cancel() { cancelled = true; },
              });
              const error = await new Response(endless).%s().then(() => 'read', (e) => e);
              return `${error.name} ${error.code} ${cancelled}`;
            })()
            """
                .formatted(reader)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "stream(1001).text()",
        "stream(1001).bytes()",
        "Bun.readableStreamToArrayBuffer(stream(1001))",
        "new ReadableStream({ type: 'direct', pull(c) { c.write('x'.repeat(1001)); } }).text()",
      })
  void streamsThatAreNoBodiesAreLimitedToo(String reading) {
    assertEquals("ERR_BODY_TOO_LARGE", evaluate(reading + ".catch((e) => e.code)"));
  }

  @Test
  void aStreamOfExactlyTheLimitIsRead() {
    assertEquals(
        LIMIT, evaluate("new Response(stream(" + LIMIT + ")).bytes().then((b) => b.length)"));
    assertEquals(
        "ERR_BODY_TOO_LARGE",
        evaluate("new Response(stream(" + (LIMIT + 1) + ")).bytes().catch((e) => e.code)"));
  }

  @Test
  void whatIsInMemoryAlreadyIsNotLimited() {
    assertEquals(
        2 * LIMIT, evaluate("new Response('x'.repeat(2000)).text().then((t) => t.length)"));
  }

  @Test
  void aFileThatIsTooLongIsRefused() throws Exception {
    Path file = Files.write(folder.resolve("long"), new byte[LIMIT + 1]);
    assertEquals(
        "ERR_BODY_TOO_LARGE",
        evaluate("new Response(Bun.file('" + file + "')).bytes().catch((e) => e.code)"));
  }

  @Test
  void aNegativeLimitIsAMistake() {
    assertThrows(IllegalArgumentException.class, () -> JsRuntime.builder().maxBodySize(-1));
  }

  private Object evaluate(String code) {
    String stream =
        "globalThis.stream = (n) => new ReadableStream({ start(c) {"
            + " c.enqueue(new Uint8Array(n)); c.close(); } });";
    js.evaluate(stream).join();
    Object result = js.evaluate(code).join();
    return result == null ? "null" : result;
  }
}
