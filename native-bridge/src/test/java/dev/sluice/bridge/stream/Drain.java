package dev.sluice.bridge.stream;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sluice.bridge.BridgeException;
import dev.sluice.bridge.SteppedLoop;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a source to its end as a consumer does, and holds it to the contract on the way: answers
 * come later or at once but never during the call, bytes are never empty.
 */
public final class Drain {
  private final Source source;
  private final SteppedLoop loop;
  private final ByteArrayOutputStream all = new ByteArrayOutputStream();
  private @Nullable BridgeException failure;
  private boolean over;

  public Drain(Source source, SteppedLoop loop) {
    this.source = source;
    this.loop = loop;
  }

  /** All bytes that are left. */
  public static byte[] all(Source source, SteppedLoop loop) {
    Drain drain = new Drain(source, loop);
    while (!drain.over()) {
      drain.pull(0);
    }
    if (drain.failure != null) {
      throw drain.failure;
    }
    return drain.bytes();
  }

  public boolean over() {
    return over;
  }

  public byte[] bytes() {
    return all.toByteArray();
  }

  public @Nullable BridgeException failure() {
    return failure;
  }

  /** One pull, answered; with a buffer of its own for the bytes if {@code room} is not 0. */
  public void pull(int room) {
    @Nullable ByteBuffer target = room == 0 ? null : ByteBuffer.allocate(room + 2).position(1);
    if (target != null) {
      target.limit(room + 1);
    }
    boolean[] amid = {true};
    boolean[] answered = {false};
    long known = source.length();
    StreamResult result =
        target == null
            ? source.pull(later -> answer(later, target, amid, answered, known))
            : source.pullInto(target, later -> answer(later, target, amid, answered, known));
    amid[0] = false;
    if (result instanceof StreamResult.Pending) {
      loop.runAll();
    } else {
      take(result, target, known);
      answered[0] = true;
      // Whatever the source still does, it does not answer twice.
      loop.runAll();
    }
    assertTrue(answered[0], "no answer");
  }

  private void answer(
      StreamResult later,
      @Nullable ByteBuffer target,
      boolean[] amid,
      boolean[] answered,
      long known) {
    assertFalse(amid[0], "answered during the call");
    assertFalse(answered[0], "answered twice");
    answered[0] = true;
    take(later, target, known);
  }

  private void take(StreamResult result, @Nullable ByteBuffer target, long known) {
    int before = all.size();
    switch (result) {
      case StreamResult.Bytes some -> {
        ByteBuffer bytes = some.bytes();
        assertTrue(bytes.hasRemaining(), "empty bytes");
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        all.writeBytes(copy);
        over = some.done();
      }
      case StreamResult.IntoArray(int length, boolean done) -> {
        assertNotNull(target, "bytes for a buffer that was not given");
        assertTrue(length > 0 || done, "nothing");
        assertTrue(length == target.position() - 1, "the position tells otherwise");
        byte[] copy = new byte[length];
        target.get(1, copy);
        all.writeBytes(copy);
        over = done;
      }
      case StreamResult.Done() -> over = true;
      case StreamResult.Failed(var error) -> {
        failure = error;
        over = true;
      }
      case StreamResult.Pending() -> throw new AssertionError("Pending is no answer");
    }
    if (known >= 0 && failure == null) {
      assertTrue(all.size() - before <= known, "more than it said");
      assertTrue(!over || all.size() - before == known, "less than it said");
    }
  }
}
