package dev.sluice.runtime.binding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fails if a new version of the engine keeps its buffers in another way. */
class EngineArraysTest {
  private final Context context =
      Context.newBuilder("js")
          .allowHostAccess(HostAccess.newBuilder().allowBufferAccess(true).build())
          .option("engine.WarnInterpreterOnly", "false")
          .build();

  @AfterEach
  void close() {
    context.close();
  }

  private Value js(String script) {
    return context.eval("js", script);
  }

  @Test
  void theArrayOfAnOrdinaryBufferIsFound() {
    Value buffer = js("new Uint8Array([1, 2, 3]).buffer");
    assertArrayEquals(new byte[] {1, 2, 3}, EngineArrays.of(buffer));
    assertArrayEquals(new byte[] {2}, EngineArrays.copy(buffer, 1, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> EngineArrays.copy(buffer, 2, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> EngineArrays.copy(buffer, -1, 2));
  }

  @Test
  void otherBuffersAreCopiedByTheEngine() {
    Value shared = js("const s = new SharedArrayBuffer(2); new Uint8Array(s)[1] = 7; s");
    assertNull(EngineArrays.of(shared));
    assertArrayEquals(new byte[] {0, 7}, EngineArrays.copy(shared, 0, 2));
    context.getBindings("js").putMember("host", ByteBuffer.wrap(new byte[] {4, 5, 6}));
    Value view = js("new ArrayBuffer(host)");
    assertNull(EngineArrays.of(view));
    assertArrayEquals(new byte[] {5, 6}, EngineArrays.copy(view, 1, 2));
    assertNull(EngineArrays.of(js("const d = new ArrayBuffer(1); d.transfer(); d")));
  }

  @Test
  void anEmptyBufferTakesAnArray() {
    byte[] bytes = {1, 2, 3};
    Value buffer = js("globalThis.b = new ArrayBuffer(0)");
    assertTrue(EngineArrays.give(buffer, bytes));
    assertEquals(3, js("new Uint8Array(b)[0] = 9; b.byteLength").asInt());
    assertEquals(9, bytes[0]);
    assertNotNull(EngineArrays.of(buffer));
    assertEquals(2, js("b.transfer(2).byteLength").asInt());
    assertTrue(js("b.detached").asBoolean());
  }

  @Test
  void noOtherBufferTakesOne() {
    byte[] bytes = {1, 2, 3};
    for (String other :
        new String[] {
          "new ArrayBuffer(1)",
          "new ArrayBuffer(0, { maxByteLength: 8 })",
          "new SharedArrayBuffer(0)",
          "const a = new ArrayBuffer(0); a.transfer(); a",
          "({})",
          "1"
        }) {
      assertFalse(EngineArrays.give(js("{ " + other.replace("({})", "Object()") + " }"), bytes));
    }
  }
}
