package dev.sluice.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecentMapTest {
  private final Map<String, Integer> map = new RecentMap<>(2);

  private void putTwo() {
    map.put("a", 1);
    map.put("b", 2);
  }

  @Test
  void keepsAsManyAsItIsTold() {
    putTwo();
    map.put("c", 3);
    assertEquals(Map.of("b", 2, "c", 3), map);
  }

  @Test
  void whatWasGotIsNotTheFirstToGo() {
    putTwo();
    assertEquals(1, map.get("a"));
    map.put("c", 3);
    assertEquals(Set.of("a", "c"), map.keySet());
  }

  @Test
  void whatWasPutAgainIsNotTheFirstToGo() {
    putTwo();
    map.put("a", 4);
    map.put("c", 3);
    assertEquals(Map.of("a", 4, "c", 3), map);
  }

  @Test
  void whatWasOnlyAskedForIs() {
    putTwo();
    assertTrue(map.containsKey("a"));
    map.put("c", 3);
    assertEquals(Set.of("b", "c"), map.keySet());
  }
}
