package dev.sluice.bridge.http.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** When the collector is asked. */
class UnreadBodiesTest {
  private int collections;
  private final UnreadBodies unread = new UnreadBodies(() -> collections++);

  @Test
  void fewAskForNothing() {
    for (int i = 0; i < 10 * UnreadBodies.FEW; i++) {
      unread.add();
      unread.remove();
    }
    for (int i = 0; i < UnreadBodies.FEW; i++) {
      unread.add();
    }
    assertEquals(0, collections);
  }

  @Test
  void oneTooManyAsksOnce() {
    for (int i = 0; i < 2 * UnreadBodies.FEW; i++) {
      unread.add();
    }
    assertEquals(1, collections);
  }
}
