package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the guard is awake: a leak that nobody sees would else be a test that passes. */
class LeakGuardTest {
  @Test
  void memoryThatIsLostIsFound() {
    lose();
    List<String> found = new ArrayList<>();
    for (int i = 0; found.isEmpty() && i < 10; i++) {
      // The collector's finds may be told a little later than it has been by.
      PooledByteBufAllocator.DEFAULT.buffer(1).release();
      found.addAll(Leaks.look());
    }
    assertEquals(1, found.size());
    assertTrue(found.getFirst().contains("LeakGuardTest.lose"), found.getFirst());
  }

  private static void lose() {
    ByteBuf lost = PooledByteBufAllocator.DEFAULT.buffer(1);
    lost.touch();
  }
}
