package dev.sluice.bridge.http.server;

import org.junit.jupiter.api.Test;

class Http2FuzzTest {
  private static final int CASES = 2_000;

  @Test
  void framesInDisorderDoNoHarm() {
    Http2Fuzz.run(0, CASES);
  }
}
